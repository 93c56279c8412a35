import { beforeEach, describe, expect, test } from 'vitest';
import { NULL_REF, type Ref } from '../../../xapi/datamodel/ref';
import type { Records } from '../../../xapi/datamodel/types.gen';
import { callAsTask } from '../dispatch';
import { testPool, testVm, type TestPool } from '../testing';

let pool: TestPool;
let vm: Ref<'VM'>;

beforeEach(async () => {
  pool = testPool();
  vm = await testVm(pool);
  callAsTask(pool.sim.world, 'VM.start', [vm, false, false]);
  pool.sim.advance(120_000);
});

const row = (ref: Ref<'VM'> = vm): Records['VM'] => pool.sim.world.db.row('VM', ref);

/** Power states that the VM shows until nobody waits any more. */
function statesUntilIdle(atSuspended?: () => void): string[] {
  const states: string[] = [row().power_state];
  while (pool.sim.world.engine.busy) {
    pool.sim.next();
    const { power_state } = row();
    if (power_state === states.at(-1)) continue;
    states.push(power_state);
    if (power_state === 'Suspended') atSuspended?.();
  }
  return states;
}

const images = (): number =>
  [...pool.sim.world.db.all('VDI')].filter(([, { type, managed }]) => type === 'suspend' && managed).length;

describe('a checkpoint of a running VM', () => {
  test('suspends it, and resumes it on its server, which keeps its memory meanwhile', () => {
    const { resident_on, domid } = row();
    const task = callAsTask(pool.sim.world, 'VM.checkpoint', [vm, 'live']);
    const states = statesUntilIdle(() => {
      expect(row()).toMatchObject({ resident_on, domid, current_operations: { [task]: 'checkpoint' } });
      expect(row().suspend_VDI).not.toBe(NULL_REF);
      expect(row().consoles).toEqual([]);
    });
    expect(states).toEqual(['Running', 'Suspended', 'Running']);
    expect(row()).toMatchObject({ resident_on, suspend_VDI: NULL_REF, current_operations: {} });
    expect(row().domid).toBeGreaterThan(domid);
    const [snapshot = NULL_REF] = row().snapshots;
    expect(row(snapshot)).toMatchObject({
      power_state: 'Suspended',
      resident_on: NULL_REF,
      snapshot_info: { 'power-state-at-snapshot': 'Running', 'disk-snapshot-type': 'crash_consistent' },
    });
    expect(pool.sim.world.db.has('VDI', row(snapshot).suspend_VDI)).toBe(true);
    expect(images()).toBe(1);
    expect(pool.sim.world.db.row('task', task).result).toBe(`<value>${snapshot}</value>`);
  });

  test('that finds no room for the snapshot resumes it all the same, and fails', () => {
    const { db } = pool.sim.world;
    const task = callAsTask(pool.sim.world, 'VM.checkpoint', [vm, 'live']);
    const states = statesUntilIdle(() => {
      const { physical_size } = db.row('SR', pool.sr);
      db.transaction(() => db.update('SR', pool.sr, { physical_utilisation: physical_size }));
    });
    expect(states).toEqual(['Running', 'Suspended', 'Running']);
    expect(db.row('task', task)).toMatchObject({ status: 'failure', error_info: ['SR_FULL', '40960', '0'] });
    expect([row().snapshots, row().current_operations, images()]).toEqual([[], {}, 0]);
  });

  test('ends when the VM is shut down forcibly under it', () => {
    const { db } = pool.sim.world;
    const task = callAsTask(pool.sim.world, 'VM.checkpoint', [vm, 'live']);
    const states = statesUntilIdle(() => callAsTask(pool.sim.world, 'VM.hard_shutdown', [vm]));
    expect(states).toEqual(['Running', 'Suspended', 'Halted']);
    expect(db.row('task', task).error_info).toEqual(['VM_CHECKPOINT_RESUME_FAILED', vm]);
    expect(row()).toMatchObject({ current_operations: {}, resident_on: NULL_REF, suspend_VDI: NULL_REF });
  });
});
