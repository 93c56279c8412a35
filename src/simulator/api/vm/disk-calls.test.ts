import { beforeEach, describe, expect, test } from 'vitest';
import { NULL_REF, type Ref } from '../../../xapi/datamodel/ref';
import { callAsTask } from '../dispatch';
import { testPool, testVm, type TestPool } from '../testing';
import { destroyDisk } from '../vdi/disks';

let pool: TestPool;
let vm: Ref<'VM'>;

beforeEach(async () => {
  pool = testPool();
  vm = await testVm(pool);
});

/** Names of the tasks below another one that consoles see until it has ended. */
function partsUntilIdle(task: Ref<'task'>): string[] {
  const { db, engine } = pool.sim.world;
  const seen = new Map<Ref<'task'>, string>();
  for (;;) {
    for (const [ref, { subtask_of, name_label }] of db.all('task')) {
      if (subtask_of === task) seen.set(ref, name_label);
    }
    if (!engine.busy) return [...seen.values()];
    pool.sim.next();
  }
}

const start = (message: string, ...args: unknown[]): Ref<'task'> => callAsTask(pool.sim.world, message, args);

async function suspend(): Promise<void> {
  for (const [message, ...args] of [
    ['VM.start', vm, false, false],
    ['VM.suspend', vm],
  ] as const) {
    const call = pool.sim.call(message, ...(args as never));
    pool.sim.idle();
    await call;
    pool.sim.advance(60_000);
  }
}

describe('the disks of a new VM are made by calls below its own:', () => {
  test.each([
    ['VM.clone', 'Async.VDI.clone'],
    ['VM.snapshot', 'Async.VDI.snapshot'],
  ])('%s by %s', (message, part) => {
    const task = start(message, vm, 'copy', ...(message === 'VM.snapshot' ? [[]] : []));
    const { db } = pool.sim.world;
    const vdi = db.row('VBD', db.row('VM', vm).VBDs[0] ?? NULL_REF).VDI;
    const [own = ''] = Object.keys(db.row('VDI', vdi).current_operations);
    expect(db.row('task', own)).toMatchObject({ name_label: part, subtask_of: task });
    expect(partsUntilIdle(task)).toEqual([part]);
    expect(db.row('task', task).status).toBe('success');
    expect(db.count('task')).toBe(1);
  });

  test('that of a suspended VM has its memory snapshotted as well', async () => {
    await suspend();
    expect(partsUntilIdle(start('VM.checkpoint', vm, 'copy'))).toEqual(['Async.VDI.snapshot', 'Async.VDI.snapshot']);
  });

  test('that of a running VM has its memory snapshotted when it has been saved', async () => {
    const started = pool.sim.call('VM.start', vm, false, false);
    pool.sim.idle();
    await started;
    pool.sim.advance(120_000);
    expect(partsUntilIdle(start('VM.checkpoint', vm, 'copy'))).toEqual(['Async.VDI.snapshot', 'Async.VDI.snapshot']);
  });

  test('a template creates them', () => {
    const { db } = pool.sim.world;
    const { uuid } = db.row('SR', pool.sr);
    const disks = `<provision>${[0, 1]
      .map((device) => `<disk device="${device}" size="1073741824" sr="${uuid}" bootable="true" type="system"/>`)
      .join('')}</provision>`;
    db.transaction(() => {
      for (const vbd of db.row('VM', vm).VBDs) db.remove('VBD', vbd);
      db.update('VM', vm, { is_a_template: true, other_config: { disks } });
    });
    const task = start('VM.provision', vm);
    expect(partsUntilIdle(task)).toEqual(['VDI.create', 'VDI.create']);
    expect(db.row('VM', vm).VBDs.map((vbd) => db.row('VBD', vbd).userdevice)).toEqual(['0', '1']);
  });
});

test('disks that have been made go when one cannot be made', () => {
  const { db } = pool.sim.world;
  const before = db.refs('VDI');
  const task = start('VM.clone', vm, 'copy');
  db.transaction(() => db.update('SR', pool.sr, { physical_utilisation: db.row('SR', pool.sr).physical_size }));
  pool.sim.idle();
  expect(db.row('task', task)).toMatchObject({ status: 'failure', error_info: ['SR_FULL', '40960', '0'] });
  expect(db.refs('VDI')).toEqual(before);
  expect(db.row('VM', vm).current_operations).toEqual({});
});

test('clones that wait for their repository begin as soon as it is free', () => {
  const { db, engine } = pool.sim.world;
  const tasks = ['a', 'b', 'c'].map((name) => start('VM.clone', vm, name));
  const { nowMs } = engine;
  pool.sim.idle();
  expect(tasks.map((task) => db.row('task', task).status)).toEqual(['success', 'success', 'success']);
  // Three branches of 750 ms, one after the other, and the records of the last.
  expect(engine.nowMs - nowMs).toBe(3 * 750 + 300);
});

test('a disk that a client destroys before its VM is there is missed', async () => {
  const { sim } = pool;
  const { db } = sim.world;
  const before = new Set(db.refs('VDI'));
  const task = start('VM.clone', vm, 'copy');
  sim.advance(800);
  const made = db.refs('VDI').find((ref) => !before.has(ref) && db.row('VDI', ref).managed) ?? NULL_REF;
  db.transaction(() => destroyDisk(sim.world, made));
  sim.idle();
  expect(db.row('task', task)).toMatchObject({ status: 'failure', error_info: ['HANDLE_INVALID', 'VDI', made] });
  expect(db.count('VM')).toBe(1);
});
