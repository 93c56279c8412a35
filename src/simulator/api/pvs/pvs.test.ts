import { beforeEach, expect, test } from 'vitest';
import type { Ref } from '../../../xapi/datamodel/ref';
import type { Messages, Records } from '../../../xapi/datamodel/types.gen';
import { nfs, refusalOf, twoServers } from '../../scenarios/testing/pool';
import type { Simulator } from '../../simulator';

let simulator: Simulator;
let alder: Ref<'host'>;
let site: Ref<'PVS_site'>;

const db = () => simulator.world.db;
const refusal = <M extends keyof Messages>(method: M, ...args: Messages[M]['args']) =>
  refusalOf(simulator, method, ...args);

beforeEach(async () => {
  ({ simulator, alder } = twoServers());
  site = await simulator.call('PVS_site.introduce', 'Cambridge', '', 'pvs-1');
});

test('a server has addresses of its own and a range of ports', async () => {
  const introduce = (addresses: readonly string[], first: number, last: number, of = site) =>
    refusal('PVS_server.introduce', addresses, first, last, of);
  expect(await introduce(['pvs'], 1, 2)).toEqual(['INVALID_IP_ADDRESS_SPECIFIED', 'addresses']);
  expect(await introduce(['10.0.0.1'], 0, 2)).toEqual(['VALUE_NOT_SUPPORTED', 'first_port', '0', 'Port out of range']);
  expect(await introduce(['10.0.0.1'], 3, 2)).toEqual([
    'VALUE_NOT_SUPPORTED',
    'last_port',
    '2',
    'last_port smaller than first_port',
  ]);
  expect(await introduce(['10.0.0.1'], 1, 2, 'OpaqueRef:none')).toEqual(['INVALID_VALUE', 'site', 'OpaqueRef:none']);
  const server = await simulator.call('PVS_server.introduce', ['10.0.0.1'], 6910, 6930, site);
  expect(await introduce(['10.0.0.1', '10.0.0.2'], 1, 2)).toEqual(['PVS_SERVER_ADDRESS_IN_USE', '10.0.0.1']);
  expect(await refusal('PVS_site.forget', site)).toEqual(['PVS_SITE_CONTAINS_SERVERS', server]);
});

test('a proxy serves the first interface of a VM where its site has a server and a cache', async () => {
  const sr = await nfs(simulator, alder);
  const vm = await runningVm();
  const [vif = ''] = db().row('VM', vm).VIFs;
  const cacheArgs = { host: alder, SR: sr, site, size: 1024 ** 3 } as Records['PVS_cache_storage'];
  const cache = await simulator.call('PVS_cache_storage.create', cacheArgs);
  const { VDI } = db().row('PVS_cache_storage', cache);
  expect(db().row('VDI', VDI)).toMatchObject({ type: 'pvs_cache', SR: sr, name_label: 'PVS cache VDI' });
  expect(await refusal('PVS_cache_storage.create', cacheArgs)).toEqual([
    'PVS_CACHE_STORAGE_ALREADY_PRESENT',
    site,
    alder,
  ]);
  const server = await simulator.call('PVS_server.introduce', ['10.0.0.1'], 6910, 6930, site);
  const proxy = await simulator.call('PVS_proxy.create', site, vif);
  expect(db().row('PVS_proxy', proxy)).toMatchObject({ currently_attached: true, status: 'initialised' });
  expect(await refusal('PVS_proxy.create', site, vif)).toEqual(['PVS_PROXY_ALREADY_PRESENT', proxy]);
  expect(await refusal('PVS_cache_storage.destroy', cache)).toEqual(['PVS_CACHE_STORAGE_IS_IN_USE', cache]);
  expect(await refusal('PVS_site.set_PVS_uuid', site, 'x')).toEqual(['PVS_SITE_CONTAINS_RUNNING_PROXIES', proxy]);
  await simulator.call('VM.hard_shutdown', vm);
  expect(db().row('PVS_proxy', proxy)).toMatchObject({ currently_attached: false, status: 'stopped' });
  const network = db().row('VIF', vif).network;
  const second = { device: '0', network, VM: vm, MAC: '', MTU: 1500, other_config: {}, qos_algorithm_type: '' };
  expect(await refusal('VIF.create', { ...second, qos_algorithm_params: {} } as Records['VIF'])).toEqual([
    'PVS_PROXY_PRESENT_ON_HIGHER_VIF_DEVICE',
    '1',
  ]);
  await simulator.call('VM.start_on', vm, alder, false, false);
  expect(db().row('PVS_proxy', proxy).currently_attached).toBe(true);
  await simulator.call('VM.hard_shutdown', vm);
  await simulator.call('PVS_server.forget', server);
  await simulator.call('PVS_site.forget', site);
  expect([db().has('VDI', VDI), db().count('PVS_proxy'), db().count('PVS_cache_storage')]).toEqual([false, 0, 0]);
});

/** A VM on alder with one interface, device 1. */
async function runningVm(): Promise<Ref<'VM'>> {
  const [template = ''] = await simulator.call('VM.get_by_name_label', 'Other install media');
  const vm = await simulator.call('VM.clone', template, 'desktop');
  await simulator.call('VM.set_is_a_template', vm, false);
  const [pif = ''] = db().row('host', alder).PIFs;
  const { network } = db().row('PIF', pif);
  const vif = { device: '1', network, VM: vm, MAC: '', MTU: 1500, other_config: {}, qos_algorithm_type: '' };
  await simulator.call('VIF.create', { ...vif, qos_algorithm_params: {} } as Records['VIF']);
  await simulator.call('VM.start_on', vm, alder, false, false);
  return vm;
}
