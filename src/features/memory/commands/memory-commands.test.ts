import { describe, expect, it } from 'vitest';
import type { Input, Target } from '../../commands';
import { makePool } from '../../fixtures/pools';
import type { FakePool } from '../../fixtures/records';
import { memoryCommands } from './memory-commands';

const GIB = 2 ** 30;
const TARGET: Target = { id: { connection: 'test', class: 'VM', ref: 'vm0' }, ref: 'vm0', kind: 'vm', name: 'vm 1' };

function command() {
  const [found] = memoryCommands;
  if (!found) throw new Error('no command');
  return found;
}

function memoryPool(state: 'Halted' | 'Running' | 'Suspended', restrictions: Record<string, string> = {}): FakePool {
  const pool = makePool({ hosts: 1, vms: 1 });
  pool.set('pool', 'pool', { restrictions });
  pool.set('VM', 'vm0', {
    power_state: state,
    HVM_boot_policy: 'BIOS order',
    memory_static_min: GIB,
    memory_dynamic_min: 2 * GIB,
    memory_dynamic_max: 4 * GIB,
    memory_static_max: 8 * GIB,
    allowed_operations: ['changing_dynamic_range', 'changing_static_range'],
  });
  return pool;
}

const fieldsOf = (pool: FakePool) => command().fields?.(pool.inventory(), [TARGET], 0) ?? [];
const problem = (pool: FakePool, id: string, bytes: number, input: Input = {}) => {
  const field = fieldsOf(pool).find((each) => each.id === id);
  return field?.kind === 'size' ? field.problem(bytes, { ...input, [id]: String(bytes) }) : 'no field';
};

describe('memory of a VM', () => {
  it('is set with its limit while it is shut down', () => {
    const pool = memoryPool('Halted');
    expect(fieldsOf(pool).map(({ id }) => id)).toEqual(['least', 'most', 'limit']);
    const input = { least: String(3 * GIB), most: String(6 * GIB), limit: String(12 * GIB) };
    const { api, xe } = command().script(pool.inventory(), TARGET, input);
    expect(api).toEqual([`VM.set_memory_limits(session, "vm0", ${GIB}, ${12 * GIB}, ${3 * GIB}, ${6 * GIB})`]);
    expect(xe[0]).toContain(`static-max=${12 * GIB}`);
  });

  it('is set within its limit while it runs', () => {
    const pool = memoryPool('Running');
    expect(fieldsOf(pool).map(({ id }) => id)).toEqual(['least', 'most']);
    expect(command().script(pool.inventory(), TARGET, { least: String(GIB * 3) }).api).toEqual([
      `VM.set_memory_dynamic_range(session, "vm0", ${3 * GIB}, ${4 * GIB})`,
    ]);
    expect(problem(pool, 'most', 9 * GIB)).toMatch(/limit of 8 GiB/);
  });

  it('says beside the field what does not fit', () => {
    const pool = memoryPool('Halted');
    expect(problem(pool, 'least', 2 * GIB)).toBeNull();
    expect(problem(pool, 'least', 5 * GIB)).toMatch(/at most/);
    expect(problem(pool, 'least', GIB / 2)).toMatch(/needs 1 GiB/);
    expect(problem(pool, 'least', 2 * GIB, { limit: String(16 * GIB) })).toMatch(/At least 25.% of the limit.*4 GiB/);
    expect(problem(pool, 'most', 9 * GIB)).toMatch(/more than its limit/);
    expect(problem(pool, 'limit', 0)).not.toBeNull();
  });

  it('takes the smallest share from the pool, where it tells one', () => {
    const pool = memoryPool('Halted');
    pool.set('pool', 'pool', { other_config: { 'memory-ratio-hvm': '0.1' } });
    expect(problem(pool, 'least', 2 * GIB, { limit: String(16 * GIB) })).toBeNull();
    pool.set('pool', 'pool', { other_config: { 'memory-ratio-hvm': 'much' } });
    expect(problem(pool, 'least', 2 * GIB, { limit: String(16 * GIB) })).not.toBeNull();
  });

  it('is one amount where the licence has no ballooning', () => {
    const pool = memoryPool('Halted', { restrict_dmc: 'true' });
    expect(fieldsOf(pool).map(({ id }) => id)).toEqual(['most']);
    expect(command().script(pool.inventory(), TARGET, { most: String(6 * GIB) }).api).toEqual([
      `VM.set_memory_limits(session, "vm0", ${GIB}, ${6 * GIB}, ${6 * GIB}, ${6 * GIB})`,
    ]);
    expect(command().reason(memoryPool('Running', { restrict_dmc: 'true' }).inventory(), TARGET)).toMatch(/licence/);
  });

  it('says why it cannot change', () => {
    expect(command().reason(memoryPool('Running').inventory(), TARGET)).toBeNull();
    expect(command().reason(memoryPool('Suspended').inventory(), TARGET)).toMatch(/suspended/);
    const pool = memoryPool('Running');
    pool.set('VM', 'vm0', { allowed_operations: [] });
    expect(command().reason(pool.inventory(), TARGET)).toMatch(/does not allow/);
  });
});
