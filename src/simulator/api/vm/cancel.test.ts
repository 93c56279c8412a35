import { describe, expect, test } from 'vitest';
import { NULL_REF, type Ref } from '../../../xapi/datamodel/ref';
import type { Messages } from '../../../xapi/datamodel/types.gen';
import { testPool, testVm, type TestPool } from '../testing';

async function runningVm(pool: TestPool): Promise<Ref<'VM'>> {
  const vm = await testVm(pool);
  const started = pool.sim.call('VM.start', vm, false, false);
  pool.sim.idle();
  await started;
  pool.sim.advance(60_000);
  return vm;
}

/** What a call is refused with, later. */
function refusal(call: Promise<unknown>): Promise<unknown> {
  return call.then(
    () => undefined,
    (error: unknown) => error,
  );
}

/** The task of the only call that runs; the calls that it makes for itself have tasks as well. */
function task({ sim }: TestPool): Ref<'task'> {
  const { db } = sim.world;
  const calls = db.refs('task').filter((ref) => db.row('task', ref).subtask_of === NULL_REF);
  const [only = NULL_REF, ...others] = calls;
  expect(others).toEqual([]);
  return only;
}

/** Begins a call, cancels it half-way and compares the world with the one before. */
async function cancelled<M extends keyof Messages>(
  pool: TestPool,
  message: M,
  ...args: Messages[M]['args']
): Promise<void> {
  const { sim } = pool;
  const image = (): unknown => ({
    vms: [...sim.world.db.all('VM')],
    disks: sim.world.db.refs('VDI'),
    hosts: [...sim.world.db.all('host')],
  });
  const before = image();
  const call = sim.call(message, ...args);
  sim.advance(200);
  expect((await sim.call('task.get_record', task(pool))).allowed_operations).toEqual(['cancel']);
  await Promise.all([
    expect(call).rejects.toMatchObject({ code: 'TASK_CANCELLED' }),
    sim.call('task.cancel', task(pool)),
  ]);
  sim.idle();
  expect(image()).toEqual(before);
  expect(sim.world.db.count('task')).toBe(0);
}

describe('a cancelled operation leaves nothing behind:', () => {
  test('a start gives the memory back', async () => {
    const pool = testPool();
    const vm = await testVm(pool);
    // Brought up to date by every start, cancelled or not.
    const first = pool.sim.call('VM.start', vm, false, false);
    const refused = refusal(first);
    await pool.sim.call('task.cancel', task(pool));
    expect(await refused).toMatchObject({ code: 'TASK_CANCELLED' });
    await cancelled(pool, 'VM.start', vm, false, false);
  });

  test('a migration leaves the VM where it was', async () => {
    const pool = testPool();
    const vm = await runningVm(pool);
    await cancelled(pool, 'VM.pool_migrate', vm, pool.hosts[1] ?? NULL_REF, {});
  });

  test('a copy makes no disks', async () => {
    const pool = testPool();
    const vm = await testVm(pool);
    await cancelled(pool, 'VM.copy', vm, 'copy', NULL_REF);
  });

  test('a reboot leaves the VM as it runs', async () => {
    const pool = testPool();
    await cancelled(pool, 'VM.clean_reboot', await runningVm(pool));
  });

  test('a suspend removes its image', async () => {
    const pool = testPool();
    const vm = await runningVm(pool);
    await cancelled(pool, 'VM.suspend', vm);
  });

  test('a snapshot and a checkpoint appear whole or not at all', async () => {
    const pool = testPool();
    const vm = await runningVm(pool);
    await cancelled(pool, 'VM.snapshot', vm, 'now', []);
    await cancelled(pool, 'VM.checkpoint', vm, 'now');
  });
});

test('a guest that was told to shut down goes down although nobody waits for it any more', async () => {
  const pool = testPool();
  const { sim } = pool;
  const { db } = sim.world;
  const vm = await runningVm(pool);
  const ended = refusal(sim.call('VM.clean_shutdown', vm));
  await sim.call('task.cancel', task(pool));
  expect(await ended).toMatchObject({ code: 'TASK_CANCELLED' });
  expect(db.row('VM', vm)).toMatchObject({ power_state: 'Running', current_operations: {} });
  sim.advance(60_000);
  expect(db.row('VM', vm)).toMatchObject({ power_state: 'Halted', resident_on: NULL_REF, current_operations: {} });
});

describe('a forced shutdown', () => {
  test.each(['VM.clean_shutdown', 'VM.clean_reboot', 'VM.suspend', 'VM.shutdown'] as const)(
    'ends a running %s',
    async (message) => {
      const pool = testPool();
      const { sim } = pool;
      const vm = await runningVm(pool);
      const first = sim.call(message, vm);
      const ended = refusal(first);
      sim.advance(100);
      const forced = sim.call('VM.hard_shutdown', vm);
      expect(await ended).toMatchObject({ code: 'TASK_CANCELLED' });
      expect(Object.values((await sim.call('VM.get_record', vm)).current_operations)).toEqual(['hard_shutdown']);
      sim.idle();
      await forced;
      const { power_state, current_operations, VBDs } = sim.world.db.row('VM', vm);
      expect([power_state, current_operations]).toEqual(['Halted', {}]);
      for (const vbd of VBDs) expect(sim.world.db.row('VBD', vbd).current_operations).toEqual({});
      expect(sim.world.db.count('VDI')).toBe(1);
    },
  );

  test('ends a migration, and the destination has its memory back', async () => {
    const pool = testPool();
    const { sim } = pool;
    const vm = await runningVm(pool);
    const moving = sim.call('VM.pool_migrate', vm, pool.hosts[1] ?? NULL_REF, {});
    const ended = refusal(moving);
    const forced = sim.call('VM.hard_shutdown', vm);
    expect(await ended).toMatchObject({ code: 'TASK_CANCELLED' });
    sim.idle();
    await forced;
    expect(sim.world.db.row('VM', vm).scheduled_to_be_resident_on).toBe(NULL_REF);
    for (const [, host] of sim.world.db.all('host')) expect(host.current_operations).toEqual({});
  });

  test('queues behind another forced shutdown', async () => {
    const pool = testPool();
    const { sim } = pool;
    const vm = await runningVm(pool);
    const first = sim.call('VM.hard_shutdown', vm);
    const second = sim.call('VM.hard_shutdown', vm);
    const refused = refusal(second);
    sim.idle();
    await first;
    sim.idle();
    expect(await refused).toMatchObject({ code: 'VM_BAD_POWER_STATE' });
  });
});
