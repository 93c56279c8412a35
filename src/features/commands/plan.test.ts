import { describe, expect, it } from 'vitest';
import { makePool } from '../fixtures/pools';
import type { FakePool } from '../fixtures/records';
import { findCommand } from './command-table';
import { disabledReason, needsOther, planFor } from './plan';
import { targetsOf } from './target';
import './table/later';

function readOnlyPool(): FakePool {
  const pool = makePool({ hosts: 1, vms: 2 });
  pool.set('session', 'own', { rbac_permissions: ['read-only'] });
  return pool;
}

const targets = (pool: FakePool, ...refs: readonly string[]) =>
  targetsOf(
    pool.inventory(),
    refs.map((ref) => ({ connection: 'c', class: 'VM', ref }) as const),
  );

function command(id: string) {
  const found = findCommand(id);
  if (!found) throw new Error(`no command ${id}`);
  return found;
}

describe('what nothing of a selection can do', () => {
  it('says why, with how many each reason is true of', () => {
    const pool = makePool({ hosts: 1, vms: 4 });
    const off = { allowed_operations: [] };
    pool.set('VM', 'vm0', { power_state: 'Suspended', ...off });
    for (const ref of ['vm1', 'vm2']) pool.set('VM', ref, { power_state: 'Halted', ...off });
    const reason = (...refs: readonly string[]) =>
      disabledReason(command('vm.shutdown'), pool.inventory(), targets(pool, ...refs));
    expect(reason('vm1')).toBe('It is shut down already.');
    expect(reason('vm1', 'vm2')).toBe('2 of 2: It is shut down already.');
    expect(reason('vm0', 'vm1', 'vm2')).toBe(
      '2 of 3: It is shut down already. 1 of 3: It is suspended. Resume it first.',
    );
    expect(reason('vm0', 'vm3')).toBeNull();
  });
});

describe('what another account could do', () => {
  it('is what the own role alone keeps one from', () => {
    const pool = readOnlyPool();
    const inventory = pool.inventory();
    expect(needsOther(command('vm.shutdown'), inventory, targets(pool, 'vm0', 'vm1'))).toBe(true);
    // It runs already, whoever asks.
    expect(needsOther(command('vm.start'), inventory, targets(pool, 'vm0'))).toBe(false);
    pool.set('session', 'own', { is_local_superuser: true });
    expect(needsOther(command('vm.shutdown'), pool.inventory(), targets(pool, 'vm0'))).toBe(false);
  });

  it('is about one object where the command is', () => {
    const pool = readOnlyPool();
    expect(needsOther(command('object.rename'), pool.inventory(), targets(pool, 'vm0'))).toBe(true);
    expect(needsOther(command('object.rename'), pool.inventory(), targets(pool, 'vm0', 'vm1'))).toBe(false);
  });

  it('counts in the plan when it is lent, and not before', () => {
    const pool = readOnlyPool();
    const [vm] = targets(pool, 'vm0');
    const all = vm ? [vm] : [];
    expect(planFor(command('vm.shutdown'), pool.inventory(), all).runs).toEqual([]);
    expect(planFor(command('vm.shutdown'), pool.inventory(), all, true).runs).toEqual(all);
  });
});
