import { beforeEach, describe, expect, test } from 'vitest';
import type { Ref } from '../../../xapi/datamodel/ref';
import type { Messages } from '../../../xapi/datamodel/types.gen';
import { problemsOf } from '../../scenarios/testing/invariants';
import { network, pifOf, refusalOf, twoServers } from '../../scenarios/testing/pool';
import type { Simulator } from '../../simulator';

let simulator: Simulator;
let alder: Ref<'host'>;
let eth0: Ref<'PIF'>;
let eth1: Ref<'PIF'>;

beforeEach(() => {
  ({ simulator, alder } = twoServers());
  eth0 = pifOf(simulator, alder, 'eth0');
  eth1 = pifOf(simulator, alder, 'eth1');
});

const db = () => simulator.world.db;
const pif = (ref: Ref<'PIF'>) => db().row('PIF', ref);
const refusal = <M extends keyof Messages>(method: M, ...args: Messages[M]['args']) =>
  refusalOf(simulator, method, ...args);

describe('a port that is forgotten', () => {
  test('is found again by a scan, with its address, card and network', async () => {
    const before = pif(eth1);
    await simulator.call('PIF.forget', eth1);
    expect(db().has('PIF', eth1)).toBe(false);
    await simulator.call('PIF.scan', alder);
    const again = pif(pifOf(simulator, alder, 'eth1'));
    const { MAC, network: on, PCI, capabilities } = before;
    expect(again).toMatchObject({ MAC, network: on, PCI, capabilities, currently_attached: false, physical: true });
    expect(db().row('PIF_metrics', again.metrics).device_name).toContain('X710');
    await simulator.call('PIF.scan', alder);
    expect(db().row('host', alder).PIFs).toHaveLength(4);
    expect(problemsOf(simulator.world)).toEqual([]);
  });

  test('is introduced by its device, when its address is right or left out', async () => {
    const { MAC } = pif(eth1);
    await simulator.call('PIF.forget', eth1);
    expect(await refusal('PIF.introduce', alder, 'nonsense', 'eth1')).toEqual(['MAC_INVALID', 'nonsense']);
    expect(await refusal('PIF.introduce', alder, '', 'eth0')).toEqual(['DUPLICATE_PIF_DEVICE_NAME', 'eth0']);
    expect(await refusal('PIF.introduce', alder, '00:16:3E:00:00:01', 'eth1')).toEqual([
      'COULD_NOT_FIND_NETWORK_INTERFACE_WITH_SPECIFIED_DEVICE_NAME_AND_MAC_ADDRESS',
      'eth1',
      '00:16:3e:00:00:01',
    ]);
    expect(await refusal('PIF.introduce', alder, '', 'eth9')).toEqual(['MAC_INVALID', '']);
    const again = await simulator.call('PIF.introduce', alder, MAC.toUpperCase(), 'eth1', false);
    expect(pif(again)).toMatchObject({ MAC, managed: false });
    expect(await refusal('PIF.plug', again)).toEqual(['PIF_UNMANAGED', again]);
  });

  test('is none that something needs', async () => {
    expect(await refusal('PIF.forget', eth0)).toEqual(['PIF_IS_MANAGEMENT_INTERFACE', eth0]);
    const vlan = await simulator.call('VLAN.create', eth1, 7, await network(simulator, 'seven'));
    expect(await refusal('PIF.forget', eth1)).toEqual(['PIF_VLAN_STILL_EXISTS', eth1]);
    const { untagged_PIF } = db().row('VLAN', vlan);
    expect(await refusal('PIF.forget', untagged_PIF)).toEqual(['PIF_VLAN_STILL_EXISTS', untagged_PIF]);
    const members = ['eth2', 'eth3'].map((device) => pifOf(simulator, alder, device));
    await simulator.call('Bond.create', await network(simulator, 'bond'), members, '');
    expect(await refusal('PIF.forget', members[0] ?? '')).toEqual(['PIF_ALREADY_BONDED', members[0]]);
  });
});

test('a row is introduced and forgotten without a look at the server, and nothing dangles', async () => {
  const on = await network(simulator, 'copied');
  const row = await simulator.call(
    'PIF.db_introduce', 'eth7', on, alder, '00:16:3e:00:00:07', 1500, -1, false, 'Static', '10.1.1.1', '255.0.0.0', '', '',
    'OpaqueRef:NULL', 'OpaqueRef:NULL', false, { from: 'dump' },
  ); // prettier-ignore
  expect(pif(row)).toMatchObject({ currently_attached: false, IP: '10.1.1.1', other_config: { from: 'dump' } });
  const upper = await network(simulator, 'upper');
  const vlan = await simulator.call('VLAN.create', eth1, 8, upper);
  await simulator.call('PIF.db_forget', eth1);
  expect(db().has('VLAN', vlan)).toBe(false);
  await simulator.call('PIF.db_forget', row);
  expect(problemsOf(simulator.world)).toEqual([]);
});

test('rows that contradict each other go without a trace', async () => {
  const strange = await simulator.call('VLAN.pool_introduce', eth1, eth1, 3, {});
  const borrowed = await simulator.call('VLAN.pool_introduce', eth1, pifOf(simulator, alder, 'eth2'), 4, {});
  const claimer = await simulator.call(
    'PIF.db_introduce', 'eth7', await network(simulator, 'claimed'), alder, '', 1500, 4, false, 'None', '', '', '', '',
    'OpaqueRef:NULL', borrowed, false, {},
  ); // prettier-ignore
  await simulator.call('PIF.db_forget', eth1);
  expect([strange, borrowed].filter((vlan) => db().has('VLAN', vlan))).toEqual([]);
  expect(pif(claimer).VLAN_master_of).toBe('OpaqueRef:NULL');
  expect(problemsOf(simulator.world)).toEqual([]);
});

describe('an address', () => {
  const static4 = (ip: string, netmask: string, gateway = '', dns = '') =>
    refusal('PIF.reconfigure_ip', eth1, 'Static', ip, netmask, gateway, dns);

  test('of version 4 names its bad part, in order', async () => {
    expect(await static4('', '255.255.0.0')).toEqual(['INVALID_IP_ADDRESS_SPECIFIED', 'IP']);
    expect(await static4('10.0.0.1', '')).toEqual(['INVALID_IP_ADDRESS_SPECIFIED', 'netmask']);
    expect(await static4('10.0.0.1', '255.0.0.0', 'x')).toEqual(['INVALID_IP_ADDRESS_SPECIFIED', 'gateway']);
    expect(await static4('10.0.0.1', '255.0.0.0', '', '10.0.0.2,')).toEqual(['INVALID_IP_ADDRESS_SPECIFIED', 'DNS']);
    expect(await refusal('PIF.reconfigure_ip', eth1, 'DHCP', 'x', '', '', '')).toEqual([
      'INVALID_IP_ADDRESS_SPECIFIED',
      'IP',
    ]);
  });

  test('of version 6 has a prefix, or comes by itself', async () => {
    const static6 = (address: string, gateway = '', dns = '') =>
      refusal('PIF.reconfigure_ipv6', eth1, 'Static', address, gateway, dns);
    expect(await static6('2001:db8::1')).toEqual(['INVALID_CIDR_ADDRESS_SPECIFIED', 'IPv6']);
    expect(await static6('2001:db8::1/129')).toEqual(['INVALID_CIDR_ADDRESS_SPECIFIED', 'IPv6']);
    expect(await static6('2001:db8::1::2/64')).toEqual(['INVALID_CIDR_ADDRESS_SPECIFIED', 'IPv6']);
    expect(await static6('2001:db8::1/64', '10.0.0.1')).toEqual(['INVALID_IP_ADDRESS_SPECIFIED', 'gateway']);
    expect(await static6('2001:db8::1/64', 'fe80::1', '10.0.0.1')).toEqual(['INVALID_IP_ADDRESS_SPECIFIED', 'DNS']);
    await simulator.call('PIF.reconfigure_ipv6', eth1, 'Static', '2001:db8::7/64', 'fe80::1', '');
    expect(pif(eth1)).toMatchObject({ IPv6: ['2001:db8::7/64'], ipv6_gateway: 'fe80::1' });
    await simulator.call('PIF.reconfigure_ipv6', eth1, 'Autoconf', '', '', '');
    expect(pif(eth1).IPv6[0]).toMatch(/^2001:db8::[0-9a-f:]+\/64$/);
    await simulator.call('PIF.set_primary_address_type', eth1, 'IPv6');
    expect(pif(eth1).primary_address_type).toBe('IPv6');
    expect(await refusal('PIF.set_primary_address_type', eth0, 'IPv6')).toEqual(['PIF_IS_MANAGEMENT_INTERFACE', eth0]);
  });

  test('stays as it is while the pool is protected or its log is kept', async () => {
    const [pool = ''] = db().refs('pool');
    db().transaction(() => db().update('pool', pool, { redo_log_enabled: true }));
    expect(await static4('10.0.0.1', '255.0.0.0')).toEqual(['REDO_LOG_IS_ENABLED']);
    db().transaction(() => db().update('pool', pool, { ha_enabled: true }));
    expect(await static4('bad', 'bad')).toEqual(['HA_IS_ENABLED']);
  });
});
