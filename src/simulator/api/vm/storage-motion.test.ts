import { beforeEach, describe, expect, test } from 'vitest';
import { NULL_REF, type Ref } from '../../../xapi/datamodel/ref';
import type { Messages, Records } from '../../../xapi/datamodel/types.gen';
import { refusalOf } from '../../scenarios/testing/pool';
import { callAsTask } from '../dispatch';
import { openSession } from '../sessions';
import { testPool, testVm, type TestPool } from '../testing';

let pool: TestPool;
let vm: Ref<'VM'>;
/** A repository on a disk of each server. */
let local: readonly Ref<'SR'>[];

const GIB = 1024 ** 3;

function localRepository(host: Ref<'host'>, type = 'ext', attached = true): Ref<'SR'> {
  const { db, engine } = pool.sim.world;
  const sr = engine.newRef('SR');
  db.transaction(() => {
    db.insert('SR', sr, { uuid: engine.newUuid('SR'), name_label: 'local', type, physical_size: 500 * GIB });
    db.insert('PBD', engine.newRef('PBD'), { uuid: engine.newUuid('PBD'), host, SR: sr, currently_attached: attached });
  });
  return sr;
}

beforeEach(async () => {
  pool = testPool();
  local = pool.hosts.map((host) => localRepository(host));
  vm = await testVm(pool);
});

const row = (ref: Ref<'VM'> = vm): Records['VM'] => pool.sim.world.db.row('VM', ref);

function disk(ref: Ref<'VM'> = vm): Ref<'VDI'> {
  const { db } = pool.sim.world;
  return (
    row(ref)
      .VBDs.map((vbd) => db.row('VBD', vbd))
      .find(({ type }) => type === 'Disk')?.VDI ?? NULL_REF
  );
}

/** The token of `host.migrate_receive`. */
function token(host: Ref<'host'> | undefined): Record<string, string> {
  const session = openSession(pool.sim.world, 'root', 'test');
  return {
    host: host ?? NULL_REF,
    session_id: session,
    SM: `http://10.0.0.2/services/SM?session_id=${session}`,
    xenops: `http://10.0.0.2/services/xenops?session_id=${session}`,
    master: 'http://10.0.0.1/',
  };
}

type Send = Messages['VM.migrate_send']['args'];

function send(dest: Record<string, string>, vdi_map: Record<string, string>, options = {}, vif_map = {}): Send {
  return [vm, dest, true, vdi_map, vif_map, options];
}

function refused(...args: Send): Promise<readonly string[]> {
  return refusalOf(pool.sim, 'VM.migrate_send', ...args);
}

function start(): void {
  callAsTask(pool.sim.world, 'VM.start_on', [vm, pool.hosts[0], false, false]);
  pool.sim.advance(120_000);
}

describe('a migration with storage', () => {
  test('brings a running VM with its disks and snapshots to another server', async () => {
    const { sim, hosts } = pool;
    const { db } = sim.world;
    const [first, second] = hosts;
    const original = disk();
    callAsTask(sim.world, 'VM.snapshot', [vm, 'before']);
    sim.idle();
    start();
    const task = callAsTask(sim.world, 'VM.migrate_send', send(token(second), { [original]: local[1] ?? '' }));
    expect(row()).toMatchObject({
      current_operations: { [task]: 'migrate_send' },
      resident_on: first,
      scheduled_to_be_resident_on: second,
    });
    expect(db.row('task', task).allowed_operations).toEqual(['cancel']);
    expect(await sim.call('VM.get_allowed_operations', vm)).toEqual(
      expect.arrayContaining(['clean_shutdown', 'hard_shutdown', 'metadata_export']),
    );
    const progress: number[] = [];
    while (sim.world.engine.busy) {
      sim.next();
      progress.push(db.row('task', task).progress);
    }
    expect(progress).toEqual(progress.toSorted((a, b) => a - b));
    expect(db.row('task', task)).toMatchObject({ status: 'success', result: `<value>${vm}</value>` });
    expect(row()).toMatchObject({ power_state: 'Running', resident_on: second, current_operations: {} });
    expect(db.has('VDI', original)).toBe(false);
    const moved = db.row('VDI', disk());
    expect(moved).toMatchObject({ SR: local[1], name_label: 'web-1 disk', is_a_snapshot: false });
    const [snapshot = NULL_REF] = row().snapshots;
    expect(db.row('VDI', disk(snapshot))).toMatchObject({ SR: local[1], is_a_snapshot: true, snapshot_of: disk() });
    expect([...db.all('VDI')].filter(([, { managed, SR }]) => managed && SR !== local[1])).toEqual([]);
    expect(db.row('SR', pool.sr).virtual_allocation).toBe(0);
    const message = [...db.all('message')].find(([, { name }]) => name === 'VM_MIGRATED')?.[1];
    expect(message?.body).toContain("migrated from host 'server-1'");
  });

  test('fails when a copy is destroyed while the next disk is copied', async () => {
    const { sim, hosts } = pool;
    const { db } = sim.world;
    callAsTask(sim.world, 'VM.snapshot', [vm, 'before']);
    sim.idle();
    start();
    const task = callAsTask(sim.world, 'VM.migrate_send', send(token(hosts[1]), { [disk()]: local[1] ?? '' }));
    const copies = (): readonly Ref<'VDI'>[] => db.row('SR', local[1] ?? '').VDIs;
    while (copies().length === 0) sim.next();
    const original = disk();
    await Promise.all([sim.call('VDI.destroy', copies()[0] ?? ''), sim.idle()]);
    expect(db.row('task', task).error_info[0]).toBe('MIRROR_FAILED');
    expect(disk()).toBe(original);
    expect(row()).toMatchObject({ power_state: 'Running', resident_on: hosts[0], current_operations: {} });
  });

  test('moves the disks of a halted VM, and leaves where they are those that stay', async () => {
    const { sim, hosts } = pool;
    const { db } = sim.world;
    const stays = disk(await testVm(pool, { name_label: 'other' }));
    const [vbd = NULL_REF] = db.row('VDI', stays).VBDs;
    db.transaction(() => db.update('VBD', vbd, { VM: vm, userdevice: '1' }));
    const sent = sim.call('VM.migrate_send', ...send(token(hosts[1]), { [disk()]: local[1] ?? '', [stays]: pool.sr }));
    sim.idle();
    expect(await sent).toBe(vm);
    expect(row()).toMatchObject({
      power_state: 'Halted',
      resident_on: NULL_REF,
      scheduled_to_be_resident_on: NULL_REF,
    });
    expect(db.row('VDI', disk()).SR).toBe(local[1]);
    expect(db.has('VDI', stays)).toBe(true);
  });

  test('fails when somebody forgets the copy of a disk, and the VM keeps its own', async () => {
    const { sim, hosts } = pool;
    const { db } = sim.world;
    start();
    const original = disk();
    const task = callAsTask(sim.world, 'VM.migrate_send', send(token(hosts[1]), { [original]: local[1] ?? '' }));
    const copies = (): readonly Ref<'VDI'>[] => db.row('SR', local[1] ?? '').VDIs;
    while (copies().length === 0) sim.next();
    await sim.call('VDI.forget', copies()[0] ?? NULL_REF);
    sim.idle();
    expect(db.row('task', task).error_info).toEqual(['MIRROR_FAILED', original]);
    expect([disk(), row().resident_on]).toEqual([original, hosts[0]]);
  });

  test('does not take a disk away from another guest that runs where its new place is out of reach', () => {
    const { sim, hosts } = pool;
    const { db } = sim.world;
    const original = disk();
    callAsTask(sim.world, 'VM.snapshot', [vm, 'before']);
    sim.idle();
    start();
    const [snapshot = NULL_REF] = row().snapshots;
    const vbd = db.row('VDI', disk(snapshot)).VBDs[0] ?? NULL_REF;
    const running = { power_state: 'Running', resident_on: hosts[0] ?? NULL_REF } as const;
    db.transaction(() => {
      db.update('VM', snapshot, running);
      db.update('VBD', vbd, { currently_attached: true });
    });
    const task = callAsTask(sim.world, 'VM.migrate_send', send(token(hosts[1]), { [original]: local[1] ?? '' }));
    sim.idle();
    expect(db.row('task', task).error_info).toEqual(['MIRROR_FAILED', disk(snapshot)]);
    expect(row().resident_on).toBe(hosts[0]);
  });

  test('leaves nothing behind when it is cancelled', async () => {
    const { sim, hosts } = pool;
    start();
    const before = [sim.world.db.refs('VDI'), row().VBDs, row().resident_on];
    const task = callAsTask(sim.world, 'VM.migrate_send', send(token(hosts[1]), { [disk()]: local[1] ?? '' }));
    sim.next();
    await sim.call('task.cancel', task);
    sim.idle();
    expect(sim.world.db.row('task', task).status).toBe('cancelled');
    expect([sim.world.db.refs('VDI'), row().VBDs, row().resident_on]).toEqual(before);
    expect(row()).toMatchObject({ scheduled_to_be_resident_on: NULL_REF, current_operations: {} });
    expect(sim.world.db.row('host', hosts[1] ?? '').current_operations).toEqual({});
  });

  test('goes on when the VM is shut down under it', () => {
    const { sim, hosts } = pool;
    start();
    const task = callAsTask(sim.world, 'VM.migrate_send', send(token(hosts[1]), { [disk()]: local[1] ?? '' }));
    callAsTask(sim.world, 'VM.hard_shutdown', [vm]);
    sim.idle();
    expect(sim.world.db.row('task', task).status).toBe('success');
    expect(row()).toMatchObject({ power_state: 'Halted', resident_on: NULL_REF });
    expect(sim.world.db.row('VDI', disk()).SR).toBe(local[1]);
  });

  test('attaches a repository that its server has, and refuses one that it has not', async () => {
    const { hosts } = pool;
    const detached = localRepository(hosts[1] ?? '', 'ext', false);
    expect(await refused(...send(token(hosts[1]), { [disk()]: local[0] ?? '' }))).toEqual([
      'VM_REQUIRES_SR',
      vm,
      local[0],
    ]);
    callAsTask(pool.sim.world, 'VM.migrate_send', send(token(hosts[1]), { [disk()]: detached }));
    const { db } = pool.sim.world;
    expect([...db.all('PBD')].find(([, { SR }]) => SR === detached)?.[1].currently_attached).toBe(true);
  });
});

describe('a migration with storage is refused', () => {
  const whole = (): Record<string, string> => ({ [disk()]: local[1] ?? '' });

  test('in the order in which xapi looks', async () => {
    const { hosts, sim } = pool;
    const { db } = sim.world;
    const iso = localRepository(hosts[1] ?? '', 'iso');
    const to = token(hosts[1]);
    db.transaction(() => db.update('VM', vm, { blocked_operations: { migrate_send: 'no' } }));
    expect(await refused(...send({}, {}))).toEqual(['OPERATION_BLOCKED', vm, 'no']);
    db.transaction(() => db.update('VM', vm, { blocked_operations: {} }));
    const { master: _master, ...part } = to;
    expect(await refused(...send(part, {}))).toEqual(['INVALID_VALUE', 'dest', 'master']);
    expect(await refused(...send(to, {}))).toEqual(['VDI_NOT_IN_MAP', disk()]);
    expect(await refused(...send({ ...to, host: 'OpaqueRef:else' }, whole()))).toEqual([
      'CANNOT_CONTACT_HOST',
      '10.0.0.2',
    ]);
    expect(await refused(...send({ ...to, session_id: 'OpaqueRef:old' }, whole()))).toEqual([
      'SESSION_INVALID',
      'OpaqueRef:old',
    ]);
    expect(await refused(...send(to, { [disk()]: iso }))).toEqual([
      'SR_DOES_NOT_SUPPORT_MIGRATION',
      iso,
      'VDI_SNAPSHOT;VDI_MIRROR_IN',
    ]);
    db.transaction(() => db.update('host', hosts[1] ?? '', { enabled: false }));
    const vifs = { [row().VIFs[0] ?? '']: pool.network };
    expect(await refused(...send(to, whole(), {}, vifs))).toEqual(['HOST_DISABLED', hosts[1]]);
    db.transaction(() => db.update('host', hosts[1] ?? '', { enabled: true }));
    expect((await refused(...send(to, whole(), {}, vifs)))[0]).toBe('OPERATION_NOT_ALLOWED');
    db.transaction(() => db.update('VDI', disk(), { cbt_enabled: true }));
    expect(await refused(...send(to, whole()))).toEqual(['VDI_CBT_ENABLED', disk()]);
    db.transaction(() => db.update('VDI', disk(), { cbt_enabled: false, on_boot: 'reset' }));
    expect(await refused(...send(to, whole()))).toEqual(['VDI_ON_BOOT_MODE_INCOMPATIBLE_WITH_OPERATION', disk()]);
    expect((await refused(...send(to, whole(), { copy: 'true' })))[1]).toContain('Copy mode is disallowed');
  });

  test('as its rehearsal says, which looks at no power state', async () => {
    const { sim, hosts } = pool;
    const args = (dest: Record<string, string>): Messages['VM.assert_can_migrate']['args'] => [
      vm,
      dest,
      true,
      whole(),
      {},
      {},
    ];
    await sim.call('VM.assert_can_migrate', ...args(token(hosts[1])));
    start();
    await sim.call('VM.assert_can_migrate', ...args(token(hosts[1])));
    expect(await refusalOf(sim, 'VM.assert_can_migrate', ...args({ ...token(hosts[1]), host: 'x' }))).toEqual([
      'CANNOT_CONTACT_HOST',
      '10.0.0.2',
    ]);
  });

  test('for the fourth at once on a server, and on a server without room', async () => {
    const { sim, hosts } = pool;
    const others = [await testVm(pool), await testVm(pool), await testVm(pool)];
    for (const one of [...others, vm]) {
      callAsTask(sim.world, 'VM.start_on', [one, hosts[0], false, false]);
      sim.advance(60_000);
    }
    for (const other of others) {
      callAsTask(sim.world, 'VM.migrate_send', [other, token(hosts[1]), true, { [disk(other)]: local[1] }, {}, {}]);
    }
    expect(others.every((other) => Object.values(row(other).current_operations).includes('migrate_send'))).toBe(true);
    expect(await refused(...send(token(hosts[1]), whole()))).toEqual(['TOO_MANY_STORAGE_MIGRATES', '3']);
    sim.idle();
    const { db } = sim.world;
    const metrics = db.row('host', hosts[1] ?? '').metrics;
    db.transaction(() => db.update('host_metrics', metrics, { memory_total: GIB }));
    expect((await refused(...send(token(hosts[1]), whole())))[0]).toBe('HOST_NOT_ENOUGH_FREE_MEMORY');
  });
});
