import { describe, expect, it } from 'vitest';
import type { RunItem } from '../commands';
import { makePool } from '../fixtures/pools';
import { createCountReader } from './counts';

const own = (state: RunItem['state'], tasks: readonly string[]): RunItem => ({
  id: state,
  target: { id: { connection: 'c', class: 'VM', ref: 'vm0' }, ref: 'vm0', kind: 'vm', name: 'vm 1' },
  title: '',
  state,
  progress: 0,
  transfer: null,
  error: null,
  kept: null,
  remains: [],
  calls: [],
  tasks,
  startedMs: null,
  finishedMs: null,
});

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
    const counts = createCountReader('c')(pool.inventory(), [own('failed', ['own']), own('waiting', [])]);
    expect(counts).toEqual({ alerts: 1, updates: 1, failedEvents: 2, runningEvents: 2, total: 4 });
  });

  it('stay the same object while the numbers do', () => {
    const pool = makePool({ hosts: 1, vms: 1 });
    pool.set('task', 't', { name_label: 'Export', status: 'pending' });
    const read = createCountReader('c');
    const before = read(pool.inventory(), []);
    pool.set('task', 't', { progress: 0.5 });
    expect(read(pool.inventory(), [])).toBe(before);
    pool.set('task', 't', { status: 'success' });
    expect(read(pool.inventory(), []).runningEvents).toBe(0);
  });
});
