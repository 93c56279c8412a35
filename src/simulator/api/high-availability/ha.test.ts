import { expect, test } from 'vitest';
import { NULL_REF, type Ref } from '../../../xapi/datamodel/ref';
import type { Records } from '../../../xapi/datamodel/types.gen';
import { refusalOf } from '../../scenarios/testing/pool';
import { testPool, testVm, type TestPool } from '../testing';
import { isArmed } from './armed';

const GIB = 1024 ** 3;

function poolOf({ sim }: TestPool): Records['pool'] {
  const ref = sim.world.db.first('pool') ?? '';
  return sim.world.db.row('pool', ref);
}

function write(pool: TestPool, body: (db: TestPool['sim']['world']['db']) => void): void {
  const { db } = pool.sim.world;
  db.transaction(() => body(db));
}

const instant = (hosts = 3, memoryGib = 8): TestPool => testPool({ hosts, memoryGib, clockMode: 'instant' });

async function protectedVm(pool: TestPool, name: string, host: Ref<'host'>, gib = 2): Promise<Ref<'VM'>> {
  const bytes = gib * GIB;
  const memory = { memory_static_max: bytes, memory_dynamic_max: bytes, memory_dynamic_min: bytes };
  const vm = await testVm(pool, { name_label: name, ...memory });
  await pool.sim.call('VM.set_ha_restart_priority', vm, 'restart');
  await pool.sim.call('VM.start_on', vm, host, false, false);
  return vm;
}

test('high availability needs every server, its interfaces and a repository that all of them have', async () => {
  const pool = instant();
  const { sim, hosts, sr } = pool;
  const [, second = ''] = hosts;
  const { db } = sim.world;
  const { metrics } = db.row('host', second);
  expect(await refusalOf(sim, 'pool.disable_ha')).toEqual(['HA_NOT_ENABLED']);
  const [pif = ''] = db.row('host', second).PIFs;
  write(pool, () => db.update('PIF', pif, { disallow_unplug: true, currently_attached: false }));
  write(pool, () => db.update('host_metrics', metrics, { live: false }));
  expect(await refusalOf(sim, 'pool.enable_ha', [sr], {})).toEqual(['REQUIRED_PIF_IS_UNPLUGGED', pif]);
  write(pool, () => db.update('PIF', pif, { currently_attached: true }));
  expect(await refusalOf(sim, 'pool.enable_ha', [sr], { timeout: '9' })).toEqual(['INVALID_VALUE', 'timeout', '9']);
  expect(await refusalOf(sim, 'pool.enable_ha', [sr], {})).toEqual(['HOST_OFFLINE', second]);
  write(pool, () => db.update('host_metrics', metrics, { live: true }));
  expect(await refusalOf(sim, 'pool.enable_ha', ['OpaqueRef:x'], {})).toEqual(['HANDLE_INVALID', 'SR', 'OpaqueRef:x']);
  const [pbd = ''] = db.row('host', second).PBDs;
  write(pool, () => db.update('PBD', pbd, { currently_attached: false }));
  expect(await refusalOf(sim, 'pool.enable_ha', [sr], {})).toEqual(['SR_HAS_NO_PBDS', sr]);
  expect(await refusalOf(sim, 'SR.assert_can_host_ha_statefile', sr)).toEqual(['SR_HAS_NO_PBDS', sr]);
  expect(await refusalOf(sim, 'pool.enable_ha', [], {})).toEqual(['CANNOT_CREATE_STATE_FILE']);
  write(pool, () => db.update('PBD', pbd, { currently_attached: true }));
  write(pool, () => db.update('host', second, { software_version: { platform_version: '3.3.0' } }));
  expect(await refusalOf(sim, 'pool.enable_ha', [sr], {})).toEqual(['NOT_SUPPORTED_DURING_UPGRADE']);
  expect([poolOf(pool).ha_enabled, db.count('VDI')]).toEqual([false, 0]);
});

test('high availability keeps its disks, and while it begins the pool does nothing else', async () => {
  const pool = testPool({ hosts: 2 });
  const { sim, hosts, sr } = pool;
  const [first = '', second = ''] = hosts;
  const { db } = sim.world;
  const ref = db.first('pool') ?? '';
  const enabling = sim.call('pool.enable_ha', [], { timeout: '60' });
  expect(Object.values(poolOf(pool).current_operations)).toEqual(['ha_enable']);
  expect((await sim.call('pool.get_record', ref)).allowed_operations).toEqual([]);
  expect(await refusalOf(sim, 'pool.designate_new_master', second)).toEqual(['HA_ENABLE_IN_PROGRESS']);
  sim.idle();
  await enabling;
  const now = poolOf(pool);
  const disks = db.row('SR', sr).VDIs.map((vdi) => db.row('VDI', vdi));
  expect(disks.map(({ type, name_label, sharable }) => [type, name_label, sharable])).toEqual([
    ['ha_statefile', 'Statefile for HA', true],
    ['redo_log', 'Metadata for HA', true],
  ]);
  expect(now).toMatchObject({
    ha_enabled: true,
    ha_statefiles: [db.row('SR', sr).VDIs[0]],
    ha_configuration: { timeout: '60' },
    ha_cluster_stack: 'xhad',
    current_operations: {},
  });
  expect(db.row('host', second)).toMatchObject({ ha_statefiles: now.ha_statefiles });
  expect(db.row('host', first).ha_network_peers).toHaveLength(2);
  expect((await sim.call('pool.get_record', ref)).allowed_operations).not.toContain('ha_enable');
  expect(await refusalOf(sim, 'pool.enable_ha', [], {})).toEqual(['HA_IS_ENABLED']);
  expect(await refusalOf(sim, 'pool.eject', second)).toEqual(['HA_IS_ENABLED']);
  const disabling = sim.call('pool.disable_ha');
  sim.idle();
  await disabling;
  expect([poolOf(pool).ha_enabled, isArmed(sim.world, first)]).toEqual([false, false]);
  const again = sim.call('pool.enable_ha', [sr], {});
  sim.idle();
  await again;
  expect(db.row('SR', sr).VDIs).toHaveLength(2);
});

test('the pool says how many servers it can lose, and refuses what would cost it that plan', async () => {
  const pool = instant();
  const { sim, hosts } = pool;
  const [first = '', second = '', third = ''] = hosts;
  const { db } = sim.world;
  const ref = db.first('pool') ?? '';
  const one = await protectedVm(pool, 'one', first, 5);
  await protectedVm(pool, 'two', second, 5);
  await sim.call('pool.enable_ha', [], {});
  expect(await sim.call('pool.ha_compute_max_host_failures_to_tolerate')).toBe(1);
  expect(await sim.call('pool.ha_failover_plan_exists', 1)).toBe(true);
  expect(await sim.call('pool.ha_failover_plan_exists', 2)).toBe(false);
  expect(await refusalOf(sim, 'pool.set_ha_host_failures_to_tolerate', ref, -1)).toEqual([
    'INVALID_VALUE',
    'ha_host_failures_to_tolerate',
    '-1',
  ]);
  await sim.call('pool.set_ha_host_failures_to_tolerate', ref, 1);
  expect(poolOf(pool)).toMatchObject({ ha_plan_exists_for: 1, ha_overcommitted: false });
  const breaks = ['HA_OPERATION_WOULD_BREAK_FAILOVER_PLAN'];
  expect(await refusalOf(sim, 'pool.set_ha_host_failures_to_tolerate', ref, 2)).toEqual(breaks);
  const filler = await testVm(pool, { name_label: 'filler', memory_static_max: 4 * GIB, memory_dynamic_max: 4 * GIB });
  expect(await refusalOf(sim, 'VM.start_on', filler, third, false, false)).toEqual(breaks);
  const third5 = await testVm(pool, { name_label: 'three', memory_static_max: 5 * GIB, memory_dynamic_max: 5 * GIB });
  await sim.call('VM.set_ha_restart_priority', third5, 'restart');
  expect(await refusalOf(sim, 'VM.start_on', third5, third, false, false)).toEqual(breaks);
  expect(await refusalOf(sim, 'host.disable', third)).toEqual(breaks);
  const [local, vdi] = [sim.world.engine.newRef('SR'), sim.world.engine.newRef('VDI')];
  write(pool, () => {
    db.insert('SR', local, { uuid: 'local', type: 'ext' });
    db.insert('VDI', vdi, { uuid: 'disk', SR: local, type: 'user', managed: true });
  });
  const drive = { VM: one, VDI: vdi, userdevice: '1', mode: 'RW', type: 'Disk', empty: false, bootable: false };
  const rest = { unpluggable: true, other_config: {}, qos_algorithm_type: '', qos_algorithm_params: {} };
  expect(await refusalOf(sim, 'VBD.create', { ...drive, ...rest } as unknown as Records['VBD'])).toEqual(breaks);
  await sim.call('pool.set_ha_allow_overcommit', ref, true);
  await sim.call('VM.start_on', third5, third, false, false);
  await sim.call('pool.ha_compute_max_host_failures_to_tolerate');
  expect(poolOf(pool)).toMatchObject({ ha_plan_exists_for: 0, ha_overcommitted: true });
  const names = [...db.all('message')].map(([, message]) => message.name);
  expect(names).toContain('HA_POOL_DROP_IN_PLAN_EXISTS_FOR');
  expect(await sim.call('VM.get_ha_always_run', one)).toBe(true);
});

test('plans for supposed failures say where VMs would go, or why they cannot', async () => {
  const pool = instant(2, 8);
  const { sim, hosts } = pool;
  const [first = '', second = ''] = hosts;
  const small = await protectedVm(pool, 'small', first, 2);
  const big = await protectedVm(pool, 'big', first, 5);
  const { db } = sim.world;
  expect(await sim.call('pool.ha_compute_vm_failover_plan', [first], [small, big])).toEqual({
    [small]: { host: second },
    [big]: { host: second },
  });
  expect(await sim.call('pool.ha_compute_vm_failover_plan', [first, second], [small])).toEqual({
    [small]: { error_code: 'HOST_NOT_ENOUGH_FREE_MEMORY' },
  });
  write(pool, () => db.update('SR', pool.sr, { shared: false }));
  expect(await sim.call('pool.ha_compute_vm_failover_plan', [first, second], [small])).toEqual({
    [small]: { error_code: 'HA_CONSTRAINT_VIOLATION_SR_NOT_SHARED' },
  });
  expect(await sim.call('pool.ha_failover_plan_exists', 0)).toBe(false);
  const hypothetical = 'pool.ha_compute_hypothetical_max_host_failures_to_tolerate';
  expect(await sim.call(hypothetical, { [big]: 'best-effort' })).toBe(2);
  expect(await sim.call(hypothetical, { [big]: 'restart' })).toBe(0);
  expect(await refusalOf(sim, hypothetical, { [big]: 'always' })).toEqual([
    'INVALID_VALUE',
    'ha_restart_priority',
    'always',
  ]);
  expect(await refusalOf(sim, hypothetical, { [NULL_REF]: 'restart' })).toEqual(['HANDLE_INVALID', 'VM', NULL_REF]);
});

test('a server can be disarmed by itself, and restarts can be held back', async () => {
  const pool = instant(2);
  const { sim, hosts } = pool;
  const [first = ''] = hosts;
  expect(await refusalOf(sim, 'host.emergency_ha_disable')).toEqual(['HA_NOT_ENABLED']);
  await sim.call('host.emergency_ha_disable', true);
  await sim.call('pool.ha_prevent_restarts_for', 60);
  expect(Object.values(sim.world.engine.annex)).toEqual([sim.nowMs + 60_000]);
  await sim.call('pool.ha_prevent_restarts_for', 0);
  expect(sim.world.engine.annex).toEqual({});
  await sim.call('pool.enable_ha', [], {});
  expect(isArmed(sim.world, first)).toBe(true);
  await sim.call('host.emergency_ha_disable');
  expect([isArmed(sim.world, first), poolOf(pool).ha_enabled]).toEqual([false, true]);
  expect(await sim.call('host.ha_xapi_healthcheck')).toBe(true);
});

test('a server in service keeps what protected VMs need, and the statefile, within reach', async () => {
  const pool = instant(2);
  const { sim, hosts, sr } = pool;
  const [first = '', second = ''] = hosts;
  const { db } = sim.world;
  const ref = db.first('pool') ?? '';
  const [pbd = ''] = db.row('host', second).PBDs;
  await protectedVm(pool, 'one', first);
  await sim.call('pool.enable_ha', [sr], {});
  expect(await refusalOf(sim, 'PBD.unplug', pbd)).toEqual(['HA_OPERATION_WOULD_BREAK_FAILOVER_PLAN']);
  await sim.call('pool.set_ha_allow_overcommit', ref, true);
  expect(await refusalOf(sim, 'PBD.unplug', pbd)).toEqual(['HA_IS_ENABLED']);
  await sim.call('pool.set_ha_allow_overcommit', ref, false);
  write(pool, () => db.update('host', second, { enabled: false }));
  expect(await refusalOf(sim, 'PBD.unplug', pbd)).toEqual(['HA_IS_ENABLED']);
  await sim.call('pool.disable_ha');
  await sim.call('PBD.unplug', pbd);
  expect(db.row('PBD', pbd).currently_attached).toBe(false);
});
