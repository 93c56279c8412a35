import { describe, expect, it } from 'vitest';
import type { RunItem } from '../commands';
import { makePool } from '../fixtures/pools';
import type { FakePool } from '../fixtures/records';
import { EventReader, filterEvents } from './event-rows';
import type { EventRow } from './event-rows';
import { TaskObjects } from './task-objects';

const NONE: readonly RunItem[] = [];

function item(fields: Partial<RunItem> = {}): RunItem {
  const id = { connection: 'c', class: 'VM', ref: 'vm0' } as const;
  return {
    id: 'run1.0',
    target: { id, ref: 'vm0', kind: 'vm', name: 'vm 1' },
    title: 'Start vm 1',
    state: 'running',
    progress: 0.5,
    transfer: null,
    ending: 'never',
    error: null,
    kept: null,
    remains: [],
    calls: ['Async.VM.start(session, "vm0", false, false)'],
    tasks: ['task1'],
    startedMs: Date.UTC(2026, 0, 2),
    finishedMs: null,
    ...fields,
  };
}

function reader(pool: FakePool) {
  const objects = new TaskObjects('c');
  objects.noteAll(pool.inventory());
  const events = new EventReader('c', (task) => objects.get(task));
  return {
    read: (own: readonly RunItem[] = NONE) => events.read(pool.inventory(), own),
    touch: (cls: string, ref: string) => objects.noteTouched(pool.inventory(), new Map([[cls, new Set([ref])]])),
  };
}

const shape = (rows: readonly EventRow[]) => rows.map(({ title, state }) => [title, state]);

describe('the events of a pool', () => {
  it('show work of this console once, not again as a task of the pool', () => {
    const pool = makePool({ hosts: 1, vms: 1 });
    pool.set('task', 'task1', { name_label: 'Async.VM.start', status: 'pending' });
    expect(shape(reader(pool).read([item()]))).toEqual([['Start vm 1', 'running']]);
  });

  it('name the work of other clients like the same work started here', () => {
    const pool = makePool({ hosts: 1, vms: 1 });
    pool.set('task', 'marked', { name_label: 'Async.VM.clean_shutdown', other_config: { applies_to: 'vm0' } });
    pool.set('task', 'carried', { name_label: 'Async.host.evacuate' });
    pool.set('host', 'host0', { current_operations: { carried: 'evacuate' } });
    pool.set('task', 'unknown', { name_label: 'Async.VM.start' });
    pool.set('task', 'export', { name_label: 'Export of VM: mail' });
    const rows = reader(pool).read();
    expect(rows.map(({ title, object }) => [title, object?.name]).sort()).toEqual([
      ['Export of VM: mail', undefined],
      ['Server: evacuate server 1', 'server 1'],
      ['Shut down vm 1', 'vm 1'],
      ['Virtual machine: start', undefined],
    ]);
  });

  it('leave out what servers do for themselves', () => {
    const pool = makePool({ hosts: 1, vms: 1 });
    pool.set('task', 'sync', { name_label: 'VM.get_record' });
    expect(reader(pool).read()).toEqual([]);
  });

  it('remember the object of a task that has ended, as long as the task is there', () => {
    const pool = makePool({ hosts: 1, vms: 1 });
    pool.set('task', 't', { name_label: 'Async.VM.start', status: 'pending' });
    const events = reader(pool);
    pool.set('VM', 'vm0', { current_operations: { t: 'start' } });
    events.touch('VM', 'vm0');
    pool.set('VM', 'vm0', { current_operations: {} });
    pool.set('task', 't', { status: 'success' });
    events.touch('VM', 'vm0');
    expect(events.read()[0]).toMatchObject({ title: 'Start vm 1', state: 'done', object: { name: 'vm 1' } });
  });

  it('stand with what goes on first, then the newest', () => {
    const pool = makePool({ hosts: 1, vms: 1 });
    pool.set('task', 'old', { name_label: 'old', status: 'success', created: '20260101T00:00:00Z' });
    pool.set('task', 'new', { name_label: 'new', status: 'failure', created: '20260103T00:00:00Z' });
    pool.set('task', 'open', { name_label: 'open', status: 'pending', created: '20250101T00:00:00Z' });
    const rows = reader(pool).read([item({ state: 'waiting', startedMs: null, tasks: [] })]);
    expect(rows.map(({ title }) => title)).toEqual(['Start vm 1', 'open', 'new', 'old']);
  });

  it('carry the error of a failed task with its parameters', () => {
    const pool = makePool({ hosts: 1, vms: 1 });
    pool.set('task', 't', {
      name_label: 'Async.VM.start',
      status: 'failure',
      error_info: ['VM_BAD_POWER_STATE', 'vm0'],
    });
    expect(reader(pool).read()[0]?.error).toMatchObject({ code: 'VM_BAD_POWER_STATE', params: ['vm0'] });
  });

  it('can be cancelled only while the pool allows it', () => {
    const pool = makePool({ hosts: 1, vms: 1 });
    pool.set('task', 'task1', { name_label: 'Async.VM.start', status: 'pending', allowed_operations: ['cancel'] });
    const events = reader(pool);
    expect(events.read([item()])[0]).toMatchObject({ isCancellable: true, state: 'running' });
    expect(events.read([item({ state: 'waiting', tasks: [] })])[0]).toMatchObject({ isCancellable: true });
    pool.set('task', 'task1', { status: 'cancelling' });
    expect(events.read([item()])[0]).toMatchObject({ isCancellable: false, state: 'cancelling' });
    expect(events.read([item({ state: 'done' })])[0]).toMatchObject({ isCancellable: false, state: 'done' });
  });

  it('can be cancelled between its steps where the work allows that, once', () => {
    const { read } = reader(makePool({ hosts: 1, vms: 1 }));
    expect(read([item({ ending: 'may' })])[0]).toMatchObject({ state: 'running', isCancellable: true });
    expect(read([item({ ending: 'asked' })])[0]).toMatchObject({ state: 'cancelling', isCancellable: false });
    expect(read([item({ ending: 'asked', state: 'cancelled' })])[0]).toMatchObject({ state: 'cancelled' });
  });

  it('keep every row that shows the same, and the list when all do', () => {
    const pool = makePool({ hosts: 1, vms: 2 });
    pool.set('task', 'a', { name_label: 'a', created: '20260101T00:00:00Z' });
    pool.set('task', 'b', { name_label: 'b', created: '20260102T00:00:00Z' });
    const events = reader(pool);
    const before = events.read();
    pool.set('VM', 'vm0', { power_state: 'Paused' });
    expect(events.read()).toBe(before);
    pool.set('task', 'a', { progress: 0.5 });
    expect(events.read().map((row, index) => row === before[index])).toEqual([true, false]);
  });

  it('can be filtered by state, and by words in title, object and error', () => {
    const pool = makePool({ hosts: 1, vms: 1 });
    pool.set('task', 'a', { name_label: 'Import', status: 'pending' });
    pool.set('task', 'b', { name_label: 'Async.VM.start', status: 'failure', error_info: ['VM_REQUIRES_SR'] });
    const rows = reader(pool).read();
    const found = (states: Parameters<typeof filterEvents>[1]['states'], text = '') =>
      filterEvents(rows, { states, text }).map(({ id }) => id);
    expect(found(['running'])).toEqual(['a']);
    expect(found(['failed', 'cancelled'])).toEqual(['b']);
    expect(found([], 'requires_sr')).toEqual(['b']);
    expect(found(['running'], 'start')).toEqual([]);
  });

  it('follow two hundred tasks beside ten thousand machines', () => {
    const pool = makePool({ hosts: 64, vms: 10_000 });
    for (let i = 0; i < 200; i++)
      pool.set('task', `t${i}`, { name_label: 'Async.VM.start', other_config: { applies_to: `vm${i}` } });
    const events = new EventReader('c', () => undefined);
    events.read(pool.inventory(), NONE);
    const batches = Array.from({ length: 20 }, (_, batch) => {
      for (let i = 0; i < 10; i++) pool.set('task', `t${i}`, { progress: batch / 20 });
      for (let i = 0; i < 250; i++) pool.set('VM', `vm${i}`, { domid: batch });
      return pool.inventory();
    });
    const started = process.cpuUsage();
    for (const inventory of batches) events.read(inventory, NONE);
    const used = process.cpuUsage(started);
    expect((used.user + used.system) / 1000 / batches.length).toBeLessThan(15);
  });
});
