import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addVm, makePool } from '../fixtures/pools';
import type { FakePool } from '../fixtures/records';
import type { SortKey } from '../navigation';
import { GridModel } from './grid-model';
import type { GridQuery } from './grid-model';
import { PropertyIndex } from './query/property-index';
import type { Found } from './scope';

const BY_NAME: readonly SortKey[] = [{ column: 'name', descending: false }];

type Asked = Pick<GridQuery, 'sort' | 'matching'>;

function query(sort: readonly SortKey[] = BY_NAME, matching: readonly string[] | null = null): Asked {
  return { sort, matching: matching && { refs: new Set(matching), from: null, changed: [] } };
}

/** A model that follows its pool. */
class Model {
  private readonly index: PropertyIndex;
  private readonly model: GridModel;
  private members: readonly Found[] = [];

  constructor(private readonly pool: FakePool) {
    this.index = new PropertyIndex(pool.inventory());
    pool.takeChanges();
    this.model = new GridModel(this.index, { connection: 'c', pool: 'Lab' });
    this.model.follow();
  }

  read(asked: Asked) {
    const changes = this.pool.takeChanges();
    if (changes.refs.size > 0) this.index.apply(this.pool.inventory(), changes);
    const refs = this.pool.refs('VM');
    if (refs.length !== this.members.length || refs.some((ref, at) => ref !== this.members[at]?.ref)) {
      this.members = refs.map((ref) => ({ cls: 'VM', ref, kind: 'vm' }) as const);
    }
    return this.model.read({ ...asked, members: this.members });
  }
}

const read = (model: Model, asked: Asked) => model.read(asked);

const names = (model: Model, asked: Asked) => model.read(asked).rows.map((row) => row.name);

describe('rows of a grid', () => {
  it('stand in natural order and keep their identity while nothing in them changes', () => {
    const pool = makePool({ hosts: 2, vms: 11 });
    const model = new Model(pool);
    const asked = query();
    const before = read(model, asked).rows;
    expect(before.map((row) => row.name).slice(0, 3)).toEqual(['vm 1', 'vm 2', 'vm 3']);
    expect(read(model, asked).rows).toBe(before);
    pool.set('VM', 'vm4', { power_state: 'Halted' });
    const after = read(model, asked).rows;
    expect(after.filter((row, index) => row !== before[index]).map((row) => row.name)).toEqual(['vm 5']);
  });

  it('follow other objects they speak of', () => {
    const pool = makePool({ hosts: 2, vms: 2 });
    const model = new Model(pool);
    const asked = query();
    const before = read(model, asked).rows;
    pool.set('host', 'host0', { name_label: 'renamed' });
    const after = read(model, asked).rows;
    expect(after[0]?.related.server?.name_label).toBe('renamed');
    expect(after[1]).toBe(before[1]);
  });

  it('sort by several columns, those without a value last', () => {
    const pool = makePool({ hosts: 1, vms: 0 });
    addVm(pool, 0, 0);
    addVm(pool, 1, 0);
    addVm(pool, 2, 0);
    pool.set('VM', 'vm0', { memory_dynamic_max: 2, ha_restart_priority: 'restart' });
    pool.set('VM', 'vm1', { memory_dynamic_max: 2 });
    pool.set('VM', 'vm2', { memory_dynamic_max: 1 });
    const by = (...sort: SortKey[]) => names(new Model(pool), query(sort));
    expect(by({ column: 'memory', descending: true }, { column: 'name', descending: true })).toEqual([
      'vm 2',
      'vm 1',
      'vm 3',
    ]);
    expect(by({ column: 'memory', descending: false })).toEqual(['vm 3', 'vm 1', 'vm 2']);
    expect(by({ column: 'ha', descending: true })).toEqual(['vm 1', 'vm 2', 'vm 3']);
    expect(by({ column: 'nonsense', descending: true })).toEqual(['vm 1', 'vm 2', 'vm 3']);
  });

  it('are those that match', () => {
    const pool = makePool({ hosts: 2, vms: 12 });
    const model = new Model(pool);
    expect(names(model, query(BY_NAME, ['vm3', 'vm10']))).toEqual(['vm 4', 'vm 11']);
    expect(names(model, query(BY_NAME, []))).toEqual([]);
    expect(read(model, query(BY_NAME, ['vm3'])).total).toBe(12);
  });

  it('are the same after any sequence of changes as when read anew', () => {
    const vm = fc.integer({ min: 0, max: 9 });
    const change = fc.oneof(
      fc.tuple(vm, fc.string({ maxLength: 2 })).map(
        ([v, name]) =>
          (pool: FakePool) =>
            pool.set('VM', `vm${v}`, { name_label: name }),
      ),
      fc.tuple(vm, fc.nat(3)).map(
        ([v, bytes]) =>
          (pool: FakePool) =>
            pool.set('VM', `vm${v}`, { memory_dynamic_max: bytes }),
      ),
      vm.map((v) => (pool: FakePool) => pool.remove('VM', `vm${v}`)),
      vm.map((v) => (pool: FakePool) => addVm(pool, v, 0)),
      fc.string({ maxLength: 2 }).map((name) => (pool: FakePool) => pool.set('host', 'host0', { name_label: name })),
    );
    const sorts: readonly (readonly SortKey[])[] = [
      BY_NAME,
      [{ column: 'memory', descending: true }],
      [{ column: 'server', descending: false }],
    ];
    const step = fc.tuple(
      fc.array(change, { maxLength: 3 }),
      fc.constantFrom(...sorts),
      fc.constantFrom(null, ['vm1'], ['vm0', 'vm4']),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 12 }), (steps) => {
        const pool = makePool({ hosts: 2, vms: 6 });
        const model = new Model(pool);
        for (const [changes, sort, matching] of steps) {
          for (const apply of changes) apply(pool);
          const asked = query(sort, matching);
          expect(read(model, asked)).toEqual(read(new Model(pool), asked));
        }
      }),
    );
  });

  it('come and go with their objects', () => {
    const pool = makePool({ hosts: 1, vms: 2 });
    const model = new Model(pool);
    const asked = query();
    expect(names(model, asked)).toEqual(['vm 1', 'vm 2']);
    pool.remove('VM', 'vm0');
    addVm(pool, 8, 0);
    expect(names(model, asked)).toEqual(['vm 2', 'vm 9']);
  });
});
