import { describe, expect, it } from 'vitest';
import type { RunItem } from '../commands';
import { makePool } from '../fixtures/pools';
import { createCountReader } from './counts';
import type { Found } from './own/found';

const own = (state: RunItem['state'], tasks: readonly string[]): RunItem => ({
  id: state,
  target: { id: { connection: 'c', class: 'VM', ref: 'vm0' }, ref: 'vm0', kind: 'vm', name: 'vm 1' },
  title: '',
  state,
  progress: 0,
  transfer: null,
  ending: 'never',
  error: null,
  kept: null,
  remains: [],
  calls: [],
  tasks,
  startedMs: null,
  finishedMs: null,
});

const NOTHING: Found = { alerts: [], updates: 0, leaving: new Set() };

describe('the counts of notifications', () => {
  it('add up what asks for attention, own work once', () => {
    const pool = makePool({ hosts: 2, vms: 1 });
    pool.set('message', 'm1', { name: 'HA_HOST_FAILED' });
    pool.set('message', 'm2', { name: 'VM_STARTED' });
    pool.set('pool_update', 'done', { hosts: ['host0', 'host1'] });
    pool.set('pool_update', 'half', { hosts: ['host0'] });
    pool.set('task', 'own', { name_label: 'Async.VM.start', status: 'failure' });
    pool.set('task', 'other', { name_label: 'Async.VM.start', status: 'failure' });
    pool.set('task', 'running', { name_label: 'Export', status: 'pending' });
    pool.set('task', 'bookkeeping', { name_label: 'VM.get_all', status: 'pending' });
    const counts = createCountReader('c')(pool.inventory(), [own('failed', ['own']), own('waiting', [])], NOTHING);
    expect(counts).toEqual({ alerts: 1, updates: 1, failedEvents: 2, runningEvents: 2, total: 4 });
  });

  it('stay the same object while the numbers do', () => {
    const pool = makePool({ hosts: 1, vms: 1 });
    pool.set('task', 't', { name_label: 'Export', status: 'pending' });
    const read = createCountReader('c');
    const before = read(pool.inventory(), [], NOTHING);
    pool.set('task', 't', { progress: 0.5 });
    expect(read(pool.inventory(), [], NOTHING)).toBe(before);
    pool.set('task', 't', { status: 'success' });
    expect(read(pool.inventory(), [], NOTHING).runningEvents).toBe(0);
  });

  it('take in what the console found itself, and leave out what is being dismissed', () => {
    const pool = makePool({ hosts: 1, vms: 1 });
    for (const ref of ['m1', 'm2']) pool.set('message', ref, { name: 'HA_HOST_FAILED' });
    const alerts = ['a', 'b'].map((key) => ({
      kind: 'tools' as const,
      key,
      severity: 4,
      cls: 'Pool' as const,
      object: { connection: 'c', class: 'pool' as const, ref: 'pool' },
      uuid: '',
      sentence: '',
      actions: [],
      sinceMs: 0,
    }));
    const found = { alerts, updates: 3, leaving: new Set(['m1', 'b']) };
    expect(createCountReader('c')(pool.inventory(), [], found)).toMatchObject({ alerts: 2, updates: 3, total: 5 });
  });

  it('take updates once, whether or not an alert tells of them', () => {
    const inventory = makePool({ hosts: 1, vms: 1 }).inventory();
    const alert = {
      key: 'a',
      severity: 4,
      cls: 'Pool' as const,
      object: { connection: 'c', class: 'pool' as const, ref: 'pool' },
      uuid: '',
      sentence: '',
      actions: [],
      sinceMs: 0,
    };
    const found = (kind: 'updates' | 'tools') => ({
      alerts: [{ ...alert, kind }],
      updates: 3,
      leaving: new Set<string>(),
    });
    const read = createCountReader('c');
    expect(read(inventory, [], found('updates'))).toMatchObject({ alerts: 1, updates: 3, total: 3 });
    expect(read(inventory, [], found('tools'))).toMatchObject({ alerts: 1, updates: 3, total: 4 });
  });
});
