import { expect, test } from 'vitest';
import { NULL_REF, type Ref } from '../../../xapi/datamodel/ref';
import type { Records } from '../../../xapi/datamodel/types.gen';
import { NEWER_SERVER, OLDER_SERVER, serverSpec } from '../../scenarios/hardware';
import { nfs, refusalOf } from '../../scenarios/testing/pool';
import { problemsOf } from '../../scenarios/testing/invariants';
import { Simulator } from '../../simulator';
import { Site } from '../../site';
import { dispatch } from '../dispatch';
import { installHost } from '../host/install';
import { vmRecord } from '../testing';
import { coordinator, thePool } from '../world';

const ALDER = { name: 'alder', server: OLDER_SERVER, memoryGib: 128, localStorageGib: 400, gpuBoards: ['Tesla M60'] };
const BIRCH = { name: 'birch', server: NEWER_SERVER, memoryGib: 256, localStorageGib: 800 };

interface Two {
  readonly site: Site;
  readonly alder: Simulator;
  readonly birch: Simulator;
}

/** Two servers that stand alone and reach each other. */
function two(): Two {
  const site = new Site({ accounts: { root: 'password' } });
  const servers = [ALDER, BIRCH].map((plan, at) => {
    const simulator = new Simulator({ site });
    installHost(simulator.world, serverSpec(plan, at + 1));
    return simulator;
  });
  const [alder, birch] = servers;
  if (alder === undefined || birch === undefined) throw new Error('There are two plans');
  return { site, alder, birch };
}

function hostOf({ world }: Simulator): Ref<'host'> {
  return coordinator(world.db);
}

function addressOf(simulator: Simulator): string {
  return simulator.world.db.row('host', hostOf(simulator)).address;
}

async function run<T>(simulator: Simulator, call: Promise<T>): Promise<T> {
  simulator.idle();
  return call;
}

const join = (from: Simulator, to: string, password = 'password'): Promise<void> =>
  from.call('pool.join', to, 'root', password);

function memberOf({ world }: Simulator, name: string): [Ref<'host'>, Records['host']] {
  const member = [...world.db.all('host')].find(([, host]) => host.hostname === name);
  if (member === undefined) throw new Error(`There is no ${name}`);
  return member;
}

test('a server joins a pool with its guests and local storage, and answers as a member afterwards', async () => {
  const { site, alder, birch } = two();
  const share = await run(alder, nfs(alder, hostOf(alder)));
  const inner = await birch.call('network.create', { name_label: 'inner', name_description: '', other_config: {} });
  const guest = await birch.call('VM.create', vmRecord({ name_label: 'guest', affinity: hostOf(birch) }));
  await birch.call('VIF.create', {
    VM: guest, network: inner, device: '0', MAC: '', MTU: 1500, other_config: {}, qos_algorithm_type: '', qos_algorithm_params: {},
  } as unknown as Records['VIF']); // prettier-ignore
  const { uuid, address } = birch.world.db.row('host', hostOf(birch));
  const { db } = alder.world;
  const counted = { networks: db.count('network'), templates: db.count('VM') };
  const joining = join(birch, addressOf(alder));
  await run(birch, joining);
  expect(site.simulators).toEqual([alder]);
  const [ref, row] = memberOf(alder, 'birch');
  expect([row.uuid, row.enabled, db.row('host_metrics', row.metrics).live]).toEqual([uuid, false, false]);
  alder.idle();
  expect(site.at(address)).toEqual({ simulator: alder, host: ref });
  const member = db.row('host', ref);
  expect([member.enabled, db.row('host_metrics', member.metrics).live, member.PIFs.length]).toEqual([true, true, 4]);
  expect(member.PBDs.every((pbd) => db.row('PBD', pbd).currently_attached)).toBe(true);
  expect(member.PBDs.map((pbd) => db.row('PBD', pbd).SR)).toContain(share);
  expect(db.row('SR', member.suspend_image_sr)).toMatchObject({ name_label: 'Local storage', shared: false });
  const moved = [...db.all('VM')].find(([, vm]) => vm.name_label === 'guest')?.[1];
  expect(moved?.affinity).toBe(ref);
  const [vif = ''] = moved?.VIFs ?? [];
  expect(db.row('network', db.row('VIF', vif).network).name_label).toBe('inner');
  // Physical networks meet by their bridges; the guest and the control domain are the only new VMs.
  expect([db.count('network'), db.count('VM')]).toEqual([counted.networks + 1, counted.templates + 2]);
  expect(thePool(db)[1].cpu_info['cpu_count']).toBe('192');
  expect(problemsOf(alder.world)).toEqual([]);
  await expect(async () =>
    dispatch(alder.world, 'session.login_with_password', ['root', 'password'], { host: ref }),
  ).rejects.toThrow(`HOST_IS_SLAVE ${addressOf(alder)}`);
});

test('only a pool that answers, and the right password, let a server in', async () => {
  const { alder, birch } = two();
  const alone = new Simulator();
  installHost(alone.world, serverSpec(ALDER, 9));
  expect(await refusalOf(alone, 'pool.join', '10.20.0.12', 'root', 'password')).toEqual([
    'JOINING_HOST_CONNECTION_FAILED',
  ]);
  expect(await refusalOf(birch, 'pool.join', '10.9.9.9', 'root', 'password')).toEqual([
    'JOINING_HOST_CONNECTION_FAILED',
  ]);
  const wrong = refusalOf(birch, 'pool.join', addressOf(alder), 'root', 'guess');
  birch.advance(5000);
  expect(await wrong).toEqual(['SESSION_AUTHENTICATION_FAILED', 'root', 'Authentication failure']);
  expect(await refusalOf(birch, 'pool.join', addressOf(birch), 'root', 'password')).toEqual([
    'OPERATION_NOT_ALLOWED',
    'Host cannot become slave of itself',
  ]);
});

type Change = (rows: { readonly here: Simulator; readonly there: Simulator }) => void;

test('a server whose state or version does not suit the pool stays out', async () => {
  const host =
    (values: Partial<Records['host']>, side: 'here' | 'there' = 'here'): Change =>
    (both) => {
      both[side].world.db.update('host', hostOf(both[side]), values);
    };
  const pool =
    (values: Partial<Records['pool']>, side: 'here' | 'there' = 'here'): Change =>
    (both) => {
      const { db } = both[side].world;
      db.update('pool', thePool(db)[0], values);
    };
  const version =
    (key: string, value: string): Change =>
    ({ here }) => {
      const { db } = here.world;
      const { software_version } = db.row('host', hostOf(here));
      db.update('host', hostOf(here), { software_version: { ...software_version, [key]: value } });
    };
  const add =
    (cls: 'Bond' | 'tunnel' | 'network_sriov' | 'VLAN'): Change =>
    ({ here: { world } }) => {
      world.db.insert(cls, world.engine.newRef(cls), { uuid: world.engine.newUuid(cls) });
    };
  const vm =
    (values: Partial<Records['VM']>): Change =>
    ({ here: { world } }) => {
      world.db.insert('VM', world.engine.newRef('VM'), { uuid: world.engine.newUuid('VM'), ...values });
    };
  const cases: readonly (readonly [Change, ...string[]])[] = [
    [pool({ restrictions: { restrict_pooling: 'true' } }), 'LICENCE_RESTRICTION'],
    [pool({ ha_enabled: true }), 'HA_IS_ENABLED'],
    [pool({ ha_enabled: true }, 'there'), 'HA_IS_ENABLED'],
    [vm({ power_state: 'Running' }), 'JOINING_HOST_CANNOT_HAVE_RUNNING_VMS'],
    [vm({ current_operations: { x: 'clone' } }), 'JOINING_HOST_CANNOT_HAVE_VMS_WITH_CURRENT_OPERATIONS'],
    [version('platform_version', '3.3.0'), 'HOSTS_NOT_COMPATIBLE'],
    [version('xapi', '25.1'), 'HOSTS_NOT_HOMOGENEOUS', 'Software version differs'],
    [host({ cpu_info: { vendor: 'AuthenticAMD' } }), 'HOSTS_NOT_HOMOGENEOUS', 'CPUs differ'],
    [
      ({ here: { world } }) => world.db.insert('SR', world.engine.newRef('SR'), { uuid: 's', shared: true }),
      'JOINING_HOST_CANNOT_CONTAIN_SHARED_SRS',
    ],
    [add('Bond'), 'POOL_JOINING_HOST_HAS_BONDS'],
    [add('tunnel'), 'POOL_JOINING_HOST_HAS_TUNNELS'],
    [add('network_sriov'), 'POOL_JOINING_HOST_HAS_NETWORK_SRIOVS'],
    [add('VLAN'), 'POOL_JOINING_HOST_HAS_NON_MANAGEMENT_VLANS'],
    [host({ external_auth_type: 'AD' }, 'there'), 'POOL_JOINING_EXTERNAL_AUTH_MISMATCH'],
    [host({ edition: 'trial' }), 'LICENSE_HOST_POOL_MISMATCH', 'host edition = "trial"', 'pool edition = "premium"'],
    [version('network_backend', 'bridge'), 'OPERATION_NOT_ALLOWED', 'Network backends differ'],
    [host({ API_version_minor: 22 }), 'POOL_JOINING_HOST_MUST_HAVE_SAME_API_VERSION', '2.22', '2.23'],
    [version('db_schema', '5.1'), 'POOL_JOINING_HOST_MUST_HAVE_SAME_DB_SCHEMA', '5.1', '5.909'],
    [pool({ tls_verification_enabled: false }), 'POOL_JOINING_HOST_TLS_VERIFICATION_MISMATCH'],
    [pool({ current_operations: { x: 'apply_updates' } }), 'NOT_SUPPORTED_DURING_UPGRADE'],
  ];
  for (const [change, ...refusal] of cases) {
    const { alder, birch } = two();
    alder.world.db.transaction(() => birch.world.db.transaction(() => change({ here: birch, there: alder })));
    expect(await refusalOf(birch, 'pool.join', addressOf(alder), 'root', 'password')).toEqual(refusal);
  }
  const { alder, birch } = two();
  birch.world.db.transaction(() => host({ cpu_info: { vendor: 'AuthenticAMD' } })({ here: birch, there: alder }));
  await run(birch, birch.call('pool.join_force', addressOf(alder), 'root', 'password'));
  expect(alder.world.db.count('host')).toBe(2);
});

test('a server that is ejected has names of its own', async () => {
  const { site, alder, birch } = two();
  const cedar = new Simulator({ site });
  installHost(cedar.world, serverSpec({ ...BIRCH, name: 'cedar' }, 3));
  const address = addressOf(birch);
  await run(birch, join(birch, addressOf(alder)));
  alder.idle();
  await run(alder, alder.call('pool.eject', memberOf(alder, 'birch')[0]));
  alder.idle();
  const fresh = site.at(address)?.simulator;
  const pools = [alder, cedar, fresh].map((each) => each?.world.db.refs('pool')[0]);
  expect(new Set(pools).size).toBe(3);
});

test('a server that is ejected begins anew at its address, without what it had', async () => {
  const { site, alder, birch } = two();
  const { address, uuid } = birch.world.db.row('host', hostOf(birch));
  const macs = birch.world.db.row('host', hostOf(birch)).PIFs.map((pif) => birch.world.db.row('PIF', pif).MAC);
  const before = alder.world.db.count('VM');
  await run(birch, join(birch, addressOf(alder)));
  alder.idle();
  const { db } = alder.world;
  const [ref, row] = memberOf(alder, 'birch');
  db.transaction(() => db.update('pool', thePool(db)[0], { crash_dump_SR: row.crash_dump_sr }));
  expect(await refusalOf(alder, 'pool.eject', hostOf(alder))).toEqual([
    'OPERATION_NOT_ALLOWED',
    'The coordinator cannot be ejected from its pool',
  ]);
  expect(await refusalOf(alder, 'pool.eject', 'OpaqueRef:x')).toEqual(['HANDLE_INVALID', 'host', 'OpaqueRef:x']);
  const vm = await alder.call('VM.create', vmRecord({ name_label: 'guest' }));
  await run(alder, alder.call('VM.start_on', vm, ref, false, false));
  expect(await refusalOf(alder, 'pool.eject', ref)).toEqual(['OPERATION_NOT_ALLOWED', 'VM resident on host']);
  await run(alder, alder.call('VM.hard_shutdown', vm));
  const leaving = alder.call('pool.eject', ref);
  expect(Object.values(thePool(db)[1].current_operations)).toEqual(['eject']);
  while (db.has('host', ref)) alder.next();
  await leaving;
  expect(thePool(db)[1]).toMatchObject({ crash_dump_SR: NULL_REF, current_operations: {} });
  expect([db.count('host'), db.count('VM'), thePool(db)[1].cpu_info['cpu_count']]).toEqual([1, before + 1, '64']);
  expect(site.at(address)).toBeUndefined();
  alder.idle();
  expect(problemsOf(alder.world)).toEqual([]);
  const fresh = site.at(address)?.simulator;
  if (fresh === undefined) throw new Error('Nobody answers');
  const server = fresh.world.db.row('host', hostOf(fresh));
  expect(server).toMatchObject({ uuid, hostname: 'birch', address, enabled: true });
  expect(server.PIFs.map((pif) => fresh.world.db.row('PIF', pif).MAC)).toEqual(macs);
  expect([fresh.nowMs, fresh.world.db.count('host')]).toEqual([alder.nowMs, 1]);
  await run(fresh, join(fresh, addressOf(alder)));
  alder.idle();
  expect(memberOf(alder, 'birch')[1].uuid).toBe(uuid);
});
