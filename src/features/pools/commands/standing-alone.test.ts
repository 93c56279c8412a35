import { expect, it } from 'vitest';
import { makePool } from '../../fixtures/pools';
import { targetsOf } from '../../commands';
import { standAlone } from './standing-alone';

function about(hosts: number, name: string) {
  const pool = makePool({ hosts, vms: 0, name });
  const inventory = pool.inventory();
  const [target] = targetsOf(inventory, [{ connection: 'test', class: 'pool', ref: 'pool' }]);
  if (!target) throw new Error('no pool');
  return { pool, inventory, target };
}

it('a pool with one server left becomes that server', () => {
  const { pool, inventory, target } = about(1, 'Lab');
  expect(standAlone.isOffered?.(inventory, target)).toBe(true);
  expect(standAlone.reason(inventory, target)).toBeNull();
  expect(standAlone.script(inventory, target, {}).api).toEqual(['pool.set_name_label(session, "pool", "")']);
  pool.set('pool', 'pool', { name_description: 'Ours' });
  expect(standAlone.script(pool.inventory(), target, {}).api).toHaveLength(2);
});

it('and says what to do before where there are more, or where nothing stands in for it', () => {
  const several = about(2, 'Lab');
  expect(standAlone.reason(several.inventory, several.target)).toMatch(/^Remove its other servers first/);
  several.pool.set('pool', 'pool', { ha_enabled: true });
  expect(standAlone.reason(several.pool.inventory(), several.target)).toBe('Turn high availability off first.');
  const alone = about(1, '');
  expect(standAlone.isOffered?.(alone.inventory, alone.target)).toBe(false);
});
