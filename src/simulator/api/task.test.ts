import { beforeEach, describe, expect, test } from 'vitest';
import type { Ref } from '../../xapi/datamodel/ref';
import type { Records } from '../../xapi/datamodel/types.gen';
import type { Simulator } from '../simulator';
import { failureOf, smallWorld, WireClient } from '../testing';

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
