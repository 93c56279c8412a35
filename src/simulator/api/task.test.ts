import { beforeEach, describe, expect, test } from 'vitest';
import type { Ref } from '../../xapi/datamodel/ref';
import type { Records } from '../../xapi/datamodel/types.gen';
import type { Simulator } from '../simulator';
import { failureOf, smallWorld, WireClient } from '../testing';
import { refusal, sessionOf } from './access/testing';
import { dispatch } from './dispatch';
import { testPool, testVm } from './testing';

const MINUTE_MS = 60_000;

let simulator: Simulator;
let client: WireClient;

beforeEach(async () => {
  simulator = smallWorld();
  client = await new WireClient(simulator).logIn();
});

async function created(name: string): Promise<Ref<'task'>> {
  return (await client.call('task.create', name, '')).result as Ref<'task'>;
}

function row(task: Ref<'task'>): Records['task'] | undefined {
  return simulator.world.db.get('task', task);
}

/** A task that has ended: an asynchronous call that takes no time. */
async function completed(): Promise<Ref<'task'>> {
  const task = (await client.call('Async.VM.update_allowed_operations', 'OpaqueRef:a')).result as Ref<'task'>;
  expect(row(task)?.status).toBe('success');
  return task;
}

describe('a task', () => {
  test('begins pending, without progress, result or end', async () => {
    const { result } = await client.call('task.get_record', await created('upload'));
    expect(result).toMatchObject({
      name_label: 'upload',
      status: 'pending',
      progress: 0,
      result: '',
      error_info: [],
      type: '<none/>',
      resident_on: 'OpaqueRef:host',
      created: '20260105T08:00:00Z',
      finished: '19700101T00:00:00Z',
      allowed_operations: [],
      current_operations: {},
      subtask_of: 'OpaqueRef:NULL',
      backtrace: '()',
    });
  });

  test('that is destroyed while it is pending goes when it ends', async () => {
    const task = await created('upload');
    await client.call('task.destroy', task);
    expect(Object.values(row(task)?.current_operations ?? {})).toEqual(['destroy']);
    await client.call('task.set_status', task, 'success');
    expect(row(task)).toBeUndefined();
  });

  test('that nobody can cancel notes the wish and goes on', async () => {
    const task = await created('upload');
    expect((await client.call('task.cancel', task)).result).toBe('');
    expect(row(task)).toMatchObject({ status: 'pending' });
    expect(Object.values(row(task)?.current_operations ?? {})).toEqual(['cancel']);
  });

  test('that has ended cannot be cancelled', async () => {
    expect(failureOf(await client.call('task.cancel', await completed()))[0]).toBe('OPERATION_NOT_ALLOWED');
  });
});

describe('tasks that nobody destroys', () => {
  test('go 65 minutes after they ended', async () => {
    const task = await completed();
    simulator.advance(64 * MINUTE_MS);
    expect(row(task)).toBeDefined();
    simulator.advance(3 * MINUTE_MS);
    expect(row(task)).toBeUndefined();
  });

  test('go after a day when they never end', async () => {
    const task = await created('upload');
    simulator.advance(23 * 60 * MINUTE_MS);
    expect(row(task)).toBeDefined();
    simulator.advance(62 * MINUTE_MS);
    expect(row(task)).toBeUndefined();
    expect(simulator.nextDueMs()).toBeNull();
  });

  test('go earlier when there are more than 200, the oldest completed ones first', async () => {
    const pending = await created('upload');
    const first = await completed();
    simulator.advance(2 * MINUTE_MS);
    for (let i = 0; i < 205; i++) await completed();
    simulator.advance(MINUTE_MS);
    expect(simulator.world.db.count('task')).toBe(200);
    expect(row(pending)).toBeDefined();
    expect(row(first)).toBeUndefined();
  });
});

describe('tasks of others', () => {
  test('are for those who may end any task; everybody may change his own', async () => {
    const { world } = simulator;
    const bob = sessionOf(simulator, 'vm-admin', 'S-1-bob');
    const bobAgain = sessionOf(simulator, 'read-only', 'S-1-bob');
    const eve = sessionOf(simulator, 'vm-power-admin', 'S-1-eve');
    const task = String(dispatch(world, 'task.create', [bob, 'mine', '']));
    const denied = ['RBAC_PERMISSION_DENIED', 'task.destroy/any'];
    const changes: readonly (readonly [string, ...unknown[]])[] = [
      ['task.set_progress', 0.5],
      ['task.set_status', 'success'],
      ['task.set_result', 'x'],
      ['task.set_error_info', ['x']],
      ['task.set_other_config', {}],
      ['task.add_to_other_config', 'a', 'b'],
      ['task.remove_from_other_config', 'a'],
      ['task.cancel'],
      ['task.destroy'],
    ];
    for (const [name, ...args] of changes) {
      expect((await refusal(simulator, name, [eve, task, ...args])).slice(0, 2), name).toEqual(denied);
    }
    expect(await refusal(simulator, 'task.set_progress', [bobAgain, task, 0.5])).toEqual([]);
    const operator = sessionOf(simulator, 'pool-operator', 'S-1-op');
    expect(await refusal(simulator, 'task.set_progress', [operator, task, 0.6])).toEqual([]);
    expect(await refusal(simulator, 'task.destroy', [bob, task])).toEqual([]);
  });

  test('keep keys that readers may neither set, change nor remove', async () => {
    const reader = sessionOf(simulator, 'read-only', 'S-1-r');
    const operator = sessionOf(simulator, 'vm-operator', 'S-1-r');
    const task = String(dispatch(simulator.world, 'task.create', [reader, 'mine', '']));
    const set = (session: string, config: object) =>
      refusal(simulator, 'task.set_other_config', [session, task, config]);
    expect(await set(reader, { a: '1' })).toEqual([]);
    expect((await set(reader, { applies_to: 'x' }))[1]).toBe('task.add_to_other_config/key:applies_to');
    expect(await set(operator, { applies_to: 'x' })).toEqual([]);
    expect(await set(reader, { applies_to: 'x', a: '2' })).toEqual([]);
    expect((await set(reader, { a: '2' }))[1]).toBe('task.remove_from_other_config/key:applies_to');
    expect((await refusal(simulator, 'task.remove_from_other_config', [reader, task, 'applies_to']))[1]).toBe(
      'task.remove_from_other_config/key:applies_to',
    );
  });
});

describe('the task of a call that waits for its answer', () => {
  test('is there while the call lasts and gone when it returns, and one that fails leaves none either', async () => {
    const { sim, hosts } = testPool({ hosts: 1 });
    const vm = await testVm({
      sim,
      hosts,
      sr: sim.world.db.first('SR') ?? '',
      network: sim.world.db.first('network') ?? '',
    });
    const root = String(dispatch(sim.world, 'session.login_with_password', ['root', 'password']));
    const starting = dispatch(sim.world, 'VM.start', [root, vm, false, false]);
    const [[task, row] = ['', undefined]] = [...sim.world.db.all('task')];
    expect(row).toMatchObject({ name_label: 'VM.start', status: 'pending', session: root });
    expect(sim.world.db.row('VM', vm).current_operations).toEqual({ [task]: 'start' });
    sim.idle();
    await starting;
    expect(sim.world.db.count('task')).toBe(0);
    expect((await refusal(sim, 'VM.start', [root, vm, false, false]))[0]).toBe('VM_BAD_POWER_STATE');
    expect(sim.world.db.count('task')).toBe(0);
  });

  test('goes on when the object is free again, at whatever fraction of a millisecond the calls came', async () => {
    const pool = testPool({ hosts: 1 });
    const { sim } = pool;
    const vm = await testVm(pool);
    const root = String(dispatch(sim.world, 'session.login_with_password', ['root', 'password']));
    sim.advance(0.2);
    dispatch(sim.world, 'Async.VM.start', [root, vm, false, false]);
    sim.advance(0.9);
    const second = String(dispatch(sim.world, 'Async.VM.start', [root, vm, false, false]));
    for (let steps = 0; steps < 1000 && sim.world.db.row('task', second as Ref<'task'>).status === 'pending'; steps++) {
      sim.next();
    }
    expect(sim.world.db.row('task', second as Ref<'task'>).error_info[0]).toBe('VM_BAD_POWER_STATE');
  });
});
