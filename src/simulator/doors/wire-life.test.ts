import { beforeEach, describe, expect, test } from 'vitest';
import type { EventBatch } from '../../xapi/datamodel/ref';
import type { Records } from '../../xapi/datamodel/types.gen';
import { failureOf, WireClient, type Reply } from '../testing';
import { openTwin, twoServers, type Twin } from './testing/twin';

const WEB = 'OpaqueRef:web';
const DB = 'OpaqueRef:db';

let twin: Twin;
let token: string;

beforeEach(async () => {
  twin = await openTwin(twoServers, { clockMode: 'manual' });
  token = '';
  await events();
});

/** What happened since the last time, as `mod vm Running start`. */
async function events(classes: readonly string[] = ['*']): Promise<string[]> {
  const batch = await twin.ok<EventBatch>('event.from', classes, token, 0);
  token = batch.token;
  return batch.events.map(({ operation, class: cls, snapshot }) => {
    if (cls === 'vm') {
      const { power_state, current_operations } = snapshot as Records['VM'];
      return [operation, cls, power_state, ...Object.values(current_operations)].join(' ');
    }
    if (cls === 'task' && snapshot !== undefined) {
      const { name_label, status } = snapshot as Records['task'];
      return [operation, cls, name_label, status].join(' ');
    }
    return `${operation} ${cls}`;
  });
}

const vm = (ref: string): Promise<Records['VM']> => twin.ok('VM.get_record', ref);
const task = (ref: string): Promise<Records['task']> => twin.ok('task.get_record', ref);
const begin = (method: string, ...params: readonly unknown[]): Promise<string> => twin.ok(`Async.${method}`, ...params);

/** Begins a call that waits; the request is read in the next turn of the loop. */
async function waiting(method: string, ...params: readonly unknown[]): Promise<Promise<Reply>[]> {
  const reply = twin.client.call(method, ...params);
  await new Promise((resolve) => setImmediate(resolve));
  return [reply];
}

describe('A VM that starts', () => {
  test('says so before, during and after', async () => {
    const ref = await begin('VM.start', DB, false, false);
    expect(await task(ref)).toMatchObject({ name_label: 'Async.VM.start', status: 'pending', result: '' });
    expect((await task(ref)).allowed_operations).toEqual(['cancel']);
    const starting = await vm(DB);
    expect(starting).toMatchObject({
      power_state: 'Halted',
      current_operations: { [ref]: 'start' },
      allowed_operations: [],
      scheduled_to_be_resident_on: 'OpaqueRef:south',
      resident_on: 'OpaqueRef:NULL',
    });
    for (const vbd of starting.VBDs) {
      expect(await twin.ok('VBD.get_current_operations', vbd)).toEqual({ [ref]: 'attach' });
    }
    const before = await events();
    expect(before[0]).toBe('add task Async.VM.start pending');
    expect(before).toContain('mod vm Halted start');
    twin.simulator.idle();
    const after = await events();
    expect(after[0]).toBe('add message');
    expect(after).toEqual(expect.arrayContaining(['add console', 'mod vm Running', 'mod task Async.VM.start success']));
    expect(after.toSorted(byKind)).toEqual(after);
    const { finished, created, progress, result, allowed_operations } = await task(ref);
    expect([progress, result, allowed_operations]).toEqual([1, '<value></value>', []]);
    expect(finished >= created).toBe(true);
    const running = await vm(DB);
    expect(running).toMatchObject({ power_state: 'Running', resident_on: 'OpaqueRef:south', current_operations: {} });
    expect(running.allowed_operations).toContain('clean_shutdown');
  });

  test('gives back what it was kept when it is cancelled', async () => {
    const memory = (): Promise<number> => twin.ok('host.compute_free_memory', 'OpaqueRef:south');
    const free = await memory();
    const ref = await begin('VM.start', DB, false, false);
    expect(await memory()).toBeLessThan(free);
    twin.simulator.advance(200);
    await twin.ok('task.cancel', ref);
    expect(await task(ref)).toMatchObject({ status: 'cancelled', error_info: ['TASK_CANCELLED', ref] });
    expect(Object.values((await task(ref)).current_operations)).toEqual(['cancel']);
    expect(await vm(DB)).toMatchObject({
      power_state: 'Halted',
      current_operations: {},
      scheduled_to_be_resident_on: 'OpaqueRef:NULL',
    });
    expect(await memory()).toBe(free);
  });

  test('has a task also when the call waits for it, and none afterwards', async () => {
    const [reply] = await waiting('VM.start', DB, false, false);
    const [ref = ''] = await twin.ok<string[]>('task.get_all');
    expect(await task(ref)).toMatchObject({ name_label: 'VM.start', status: 'pending' });
    twin.simulator.idle();
    expect((await reply)?.result).toBe('');
    expect(await twin.ok('task.get_all')).toEqual([]);
  });
});

/** Messages first, then what is new, what changed and what is gone. */
function byKind(a: string, b: string): number {
  const rank = (event: string): number =>
    event.includes(' message') ? 0 : ['add', 'mod', 'del'].indexOf(event.split(' ')[0] ?? '') + 1;
  return rank(a) - rank(b);
}

describe('Two operations on one VM', () => {
  test('follow one another: the second waits and is tried again', async () => {
    const first = await begin('VM.clean_reboot', WEB);
    const second = await begin('VM.suspend', WEB);
    expect(Object.values((await vm(WEB)).current_operations)).toEqual(['clean_reboot']);
    expect(await task(second)).toMatchObject({ status: 'pending', allowed_operations: ['cancel'] });
    twin.simulator.idle();
    expect([(await task(first)).status, (await task(second)).status]).toEqual(['success', 'success']);
    expect((await vm(WEB)).power_state).toBe('Suspended');
  });

  test('fail for the state that the first one left', async () => {
    await begin('VM.clean_shutdown', WEB);
    const second = await begin('VM.clean_reboot', WEB);
    twin.simulator.idle();
    expect((await task(second)).error_info).toEqual(['VM_BAD_POWER_STATE', WEB, 'running', 'halted']);
  });

  test('run together when they are snapshots', async () => {
    const refs = [await begin('VM.snapshot', WEB, 'a'), await begin('VM.snapshot', WEB, 'b')];
    expect(Object.keys((await vm(WEB)).current_operations)).toEqual(refs);
    expect((await vm(WEB)).allowed_operations).toEqual(expect.arrayContaining(['snapshot', 'checkpoint']));
    expect((await vm(WEB)).allowed_operations).not.toContain('suspend');
    twin.simulator.idle();
    for (const ref of refs) expect((await task(ref)).result).toMatch(/^<value>OpaqueRef:[-0-9a-f]{36}<\/value>$/);
    expect((await vm(WEB)).snapshots).toHaveLength(3);
  });

  test('do not wait for each other when the second ends the first', async () => {
    const clean = await begin('VM.clean_shutdown', WEB);
    const [reply] = await waiting('VM.hard_shutdown', WEB);
    expect(Object.values((await vm(WEB)).current_operations)).toEqual(['hard_shutdown']);
    expect(await task(clean)).toMatchObject({ status: 'cancelled', error_info: ['TASK_CANCELLED', clean] });
    twin.simulator.advance(3000);
    expect((await reply)?.result).toBe('');
    expect((await vm(WEB)).power_state).toBe('Halted');
  });

  test('are refused at once when somebody blocked one', async () => {
    await twin.ok('VM.add_to_blocked_operations', WEB, 'suspend', 'NOT_TODAY');
    expect((await vm(WEB)).allowed_operations).not.toContain('suspend');
    expect(failureOf(await twin.client.call('VM.suspend', WEB))).toEqual(['OPERATION_BLOCKED', WEB, 'NOT_TODAY']);
  });
});

describe('Polls for events', () => {
  test('each report the last state of an object once, however many there are', async () => {
    const polls = ['vm', `VM/${WEB}`, '*'].map((what) => twin.client.call('event.from', [what], token, 30));
    await new Promise((resolve) => setImmediate(resolve));
    twin.simulator.world.db.transaction(() => {
      for (const name of ['a', 'b', 'c']) twin.simulator.world.db.update('VM', WEB, { name_label: name });
    });
    for (const reply of await Promise.all(polls)) {
      const { events: found } = reply.result as EventBatch;
      expect(found).toHaveLength(1);
      expect(found[0]).toMatchObject({ class: 'vm', operation: 'mod', ref: WEB, snapshot: { name_label: 'c' } });
    }
  });

  test('end with the session that waits, and go on for others', async () => {
    const other = await new WireClient(twin.simulator).logIn();
    const [mine] = await waiting('event.from', ['vm'], token, 30);
    const others = other.call('event.from', ['vm'], token, 30);
    await twin.client.call('session.logout');
    const reply = await mine;
    expect(reply === undefined ? [] : failureOf(reply)).toEqual(['SESSION_INVALID', twin.client.session]);
    await other.call('VM.set_name_label', DB, 'still there');
    expect(((await others).result as EventBatch).events).toHaveLength(1);
  });

  test('count tasks and sessions exactly, also when nobody asked for them', async () => {
    const counts = async (): Promise<Record<string, number>> =>
      (await twin.ok<EventBatch>('event.from', ['vm'], '', 0)).valid_ref_counts;
    expect(await counts()).toMatchObject({ task: 0, session: 1, vm: 8, vm_metrics: 8, host: 2, user: 0, secret: 0 });
    const ref = await begin('VM.start', DB, false, false);
    await new WireClient(twin.simulator).logIn();
    expect(await counts()).toMatchObject({ task: 1, session: 2 });
    twin.simulator.idle();
    await twin.ok('task.destroy', ref);
    expect(await counts()).toMatchObject({ task: 0, session: 2 });
    expect(await counts()).not.toHaveProperty('message');
  });
});
