import { describe, expect, it } from 'vitest';
import { makePool } from '../fixtures/pools';
import { ListMembers } from './list-members';
import { PropertyIndex } from './query/property-index';

describe('the members of a list with folders', () => {
  it('follow what is filed where, and what a pool keeps', () => {
    const pool = makePool({ hosts: 1, vms: 3 });
    pool.set('VM', 'vm0', { other_config: { folder: '/Sales/Test' } });
    const index = new PropertyIndex(pool.inventory());
    pool.takeChanges();
    const all = new ListMembers(index, [], ['folder']);
    const below = new ListMembers(index, [{ connection: '*', class: 'folder', ref: '/Sales' }], null);
    const offs = [all.follow(), below.follow()];
    const read = (list: ListMembers): readonly string[] => list.read().map(({ ref }) => ref);
    const update = (): void => index.apply(pool.inventory(), pool.takeChanges());
    expect(read(all)).toEqual(['/Sales/Test', '/Sales']);
    expect(read(below)).toEqual(['vm0', '/Sales/Test']);
    const before = all.read();
    pool.set('VM', 'vm1', { power_state: 'Halted' });
    update();
    expect(all.read()).toBe(before);
    pool.set('VM', 'vm1', { other_config: { folder: '/HR' } });
    update();
    expect(read(all)).toEqual(['/Sales/Test', '/Sales', '/HR']);
    pool.set('VM', 'vm0', { other_config: {} });
    pool.set('pool', 'pool', { other_config: { EMPTY_FOLDERS: '/Sales' } });
    update();
    expect(read(all)).toEqual(['/Sales', '/HR']);
    expect(read(below)).toEqual([]);
    pool.remove('VM', 'vm1');
    update();
    expect(read(all)).toEqual(['/Sales']);
    for (const off of offs) off();
  });
});
