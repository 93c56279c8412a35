import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addVm, makePool } from '../fixtures/pools';
import type { FakePool } from '../fixtures/records';
import { groupLevel } from './group-levels';
import type { GroupKey } from './group-levels';
import { GroupedRows } from './group-rows';
import { GridModel } from './grid-model';
import type { Line } from './lines';
import type { ScopeType } from './query/model';
import { parseQuery } from './query/parse';
import { PropertyIndex } from './query/property-index';
import { objectsOfTypes } from './scope';

const NULL = 'OpaqueRef:NULL';
const BY_NAME = [{ column: 'name', descending: false }] as const;

interface Asked {
  readonly grouping: readonly string[];
  readonly scope?: readonly ScopeType[];
  readonly filter?: string;
  readonly closed?: readonly string[];
}

/** The list as an outline: groups with their count. */
function outline(pool: FakePool, asked: Asked): readonly string[] {
  return list(pool, asked).lines.map((line) => {
    if (!('line' in line)) return line.name;
    const indent = '  '.repeat(line.depth);
    if (line.line === 'row') return indent + line.row.name;
    return `${indent}${line.label} (${line.count})${line.row ? ' *' : ''}${line.isOpen ? '' : ' +'}`;
  });
}

function list(
  pool: FakePool,
  { grouping, scope = ['vm'], filter = '', closed = [] }: Asked,
  model = new GroupedRows(),
  shared = new Map<string, GroupKey>(),
) {
  const inventory = pool.inventory();
  const index = new PropertyIndex(inventory);
  const parsed = parseQuery(filter);
  const read = { ok: parsed.ok, filter: parsed.ok ? parsed.filter : null };
  const { rows } = new GridModel(index, { connection: 'c', pool: 'Lab' }).read({
    members: objectsOfTypes(inventory, scope),
    sort: [{ column: 'name', descending: false }],
    matching: null,
  });
  const options = { index, connection: 'c', nowMs: () => 0, filter: read.filter, shared };
  const levels = grouping.map((id) => groupLevel(id, options)).filter((level) => level !== null);
  return model.read(rows, {
    of: () => levels,
    isClosed: ({ path }) => closed.some((each) => path.endsWith(each)),
    isDescending: false,
  });
}

function pool(): FakePool {
  const made = makePool({ hosts: 2, vms: 3 });
  made.set('VM', 'vm2', { power_state: 'Halted', resident_on: NULL, affinity: NULL });
  made.set('VM', 'vm0', { tags: ['web', 'prod'], other_config: { folder: '/Sales/Test' } });
  made.set('VM', 'vm1', { tags: ['prod'], other_config: { folder: '/Sales', 'XenCenter.CustomFields.Owner': 'Ann' } });
  for (const number of [0, 1]) {
    made.set('network', `net${number}`, { name_label: `LAN ${number + 1}` });
    made.set('VIF', `vif${number}`, { VM: 'vm0', network: `net${number}` });
  }
  made.set('VM', 'vm0', { VIFs: ['vif0', 'vif1'] });
  return made;
}

describe('a grouped list', () => {
  it('has objects in each of their groups, and those without any behind', () => {
    expect(outline(pool(), { grouping: ['tags'] })).toEqual([
      'prod (2)',
      '  vm 1',
      '  vm 2',
      'web (1)',
      '  vm 1',
      'vm 3',
    ]);
    expect(outline(pool(), { grouping: ['network'] })).toEqual([
      'LAN 1 (1)',
      '  vm 1',
      'LAN 2 (1)',
      '  vm 1',
      'vm 2',
      'vm 3',
    ]);
  });

  it('has a machine once in a group that several of its parts lead to', () => {
    const made = pool();
    made.set('VIF', 'vif1', { VM: 'vm0', network: 'net0' });
    expect(outline(made, { grouping: ['network'] })).toEqual(['LAN 1 (1)', '  vm 1', 'vm 2', 'vm 3']);
    made.set('network', 'net0', { VIFs: ['vif0', 'vif2', 'vif1'] });
    made.set('VIF', 'vif2', { VM: 'vm1', network: 'net0' });
    expect(outline(made, { grouping: ['vm'], scope: ['network'] })).toEqual([
      'vm 1 (1)',
      '  LAN 1',
      'vm 2 (1)',
      '  LAN 1',
      'LAN 2',
    ]);
  });

  it('asks the groups too what is asked of them: machines on one network stand below that one alone', () => {
    expect(outline(pool(), { grouping: ['network'], filter: 'network:"LAN 2"' })).toContain('LAN 2 (1)');
    expect(outline(pool(), { grouping: ['network'], filter: 'network:"LAN 2"' })).not.toContain('LAN 1 (1)');
  });

  it('has folders as objects, which are groups where folders group', () => {
    const made = pool();
    made.set('pool', 'pool', { other_config: { EMPTY_FOLDERS: '/Attic;/Sales/Old' } });
    const scope = ['vm', 'folder'] as const;
    expect(outline(made, { grouping: [], scope })).toEqual(['Attic', 'Old', 'Sales', 'Test', 'vm 1', 'vm 2', 'vm 3']);
    expect(outline(made, { grouping: ['folders'], scope })).toEqual([
      'Attic',
      'Sales (4) *',
      '  Old',
      '  Test (1) *',
      '    vm 1',
      '  vm 2',
      'vm 3',
    ]);
  });

  it('has objects that are a group themselves in its line, and levels inside of each other', () => {
    expect(outline(pool(), { grouping: ['pool', 'host', 'power'], scope: ['server', 'vm'] })).toEqual([
      'Lab (5)',
      '  server 1 (1) *',
      '    Running (1)',
      '      vm 1',
      '  server 2 (1) *',
      '    Running (1)',
      '      vm 2',
      '  Shut down (1)',
      '    vm 3',
    ]);
  });

  it('has an object that could be a group and has nothing in it as a row among the groups', () => {
    const made = pool();
    made.set('VM', 'snap', { is_a_snapshot: true, is_a_template: true, snapshot_of: 'vm1', name_label: 'before' });
    made.set('VM', 'vm1', { snapshots: ['snap'] });
    expect(outline(made, { grouping: ['vm'], scope: ['vm', 'snapshot'] })).toEqual([
      'vm 1',
      'vm 2 (1) *',
      '  before',
      'vm 3',
    ]);
  });

  it('has one group for what several pools have in common', () => {
    const shared = new Map<string, GroupKey>();
    const parts = ['one', 'two'].map((connection) => {
      const inventory = pool().inventory();
      const index = new PropertyIndex(inventory);
      const { rows } = new GridModel(index, { connection, pool: connection }).read({
        members: objectsOfTypes(inventory, ['vm']),
        sort: BY_NAME,
        matching: null,
      });
      const options = { index, connection, nowMs: () => 0, filter: null, shared };
      return { rows, levels: ['tags', 'folders'].flatMap((id) => groupLevel(id, options) ?? []) };
    });
    const { lines } = new GroupedRows().read(
      parts.flatMap(({ rows }) => rows),
      {
        of: (row) => parts.find(({ rows }) => rows.includes(row))?.levels ?? [],
        isClosed: () => false,
        isDescending: false,
      },
    );
    expect(
      lines.flatMap((line) => ('line' in line && line.line === 'group' ? `${line.label} ${line.count}` : [])),
    ).toEqual(['prod 4', 'Sales 4', 'Test 2', 'web 2', 'Sales 2', 'Test 2']);
  });

  it('nests folders as they are, and lists every custom field with its values', () => {
    expect(outline(pool(), { grouping: ['folders'] })).toEqual([
      'Sales (2)',
      '  Test (1)',
      '    vm 1',
      '  vm 2',
      'vm 3',
    ]);
    expect(outline(pool(), { grouping: ['fields'] })).toEqual(['Owner (1)', '  Ann (1)', '    vm 2', 'vm 1', 'vm 3']);
  });

  it('shows nothing of a closed group but its count', () => {
    expect(outline(pool(), { grouping: ['power'], closed: ['Running'] })).toEqual([
      'Running (2) +',
      'Shut down (1)',
      '  vm 3',
    ]);
    const { lines, groups } = list(pool(), { grouping: ['host', 'power'], closed: ['host0'] });
    expect(lines.map((line) => ('line' in line && line.line === 'group' ? line.label : ''))).toEqual([
      'server 1',
      'server 2',
      'Running',
      '',
      'Shut down',
      '',
    ]);
    // Those inside of it as well: all can be closed, and opened again.
    expect(groups).toHaveLength(5);
  });

  it('keeps the lines in which nothing changed', () => {
    const made = pool();
    const model = new GroupedRows();
    const shared = new Map<string, GroupKey>();
    const before = list(made, { grouping: ['power'] }, model, shared).lines;
    const same = (a: Line, b: Line | undefined) => 'line' in a && b !== undefined && 'line' in b && a.key === b.key;
    const after = list(made, { grouping: ['power'] }, model, shared).lines;
    expect(after.every((line, at) => same(line, before[at]))).toBe(true);
    expect(after[0]).toBe(before[0]);
  });

  it('is the same after any changes as when it is made anew', () => {
    const change = fc.record({
      action: fc.constantFrom('move', 'rename', 'tag', 'remove', 'add', 'host'),
      number: fc.nat(5),
      text: fc.constantFrom('a', 'b', 'vm 10', 'zz'),
    });
    fc.assert(
      fc.property(
        fc.constantFrom(['tags'], ['host', 'power'], ['vm'], ['network', 'tags'], ['pool', 'host']),
        fc.array(change, { maxLength: 10 }),
        fc.constantFrom('', 'host0', 'Running', 'prod'),
        (grouping, changes, closed) => {
          const made = pool();
          const kept = new GroupedRows();
          const index = new PropertyIndex(made.inventory());
          made.takeChanges();
          const model = new GridModel(index, { connection: 'c', pool: 'Lab' });
          model.follow();
          const options = { index, connection: 'c', nowMs: () => 0, filter: null };
          const levels = grouping.map((id) => groupLevel(id, options)).filter((level) => level !== null);
          const stale = new Set<string>();
          index.follow(() => {
            for (const level of levels) {
              const changed = level.changed();
              if (changed === null) kept.reset();
              else for (const ref of changed) stale.add(ref);
            }
          });
          const scope: readonly ScopeType[] = ['vm', 'server'];
          const linesOf = (rows: GroupedRows, again: GridModel): readonly string[] => {
            const found = again.read({
              members: objectsOfTypes(index.inventory, scope),
              sort: BY_NAME,
              matching: null,
            });
            return rows
              .read(found.rows, {
                of: () => levels,
                isClosed: ({ path }) => closed !== '' && path.endsWith(closed),
                isDescending: false,
                isStale: (row) => stale.has(row.id.ref),
              })
              .lines.map((line) =>
                'line' in line
                  ? `${line.depth} ${line.line === 'group' ? `${line.label} ${line.count}` : line.row.name}`
                  : '',
              );
          };
          linesOf(kept, model);
          for (const { action, number, text } of changes) {
            const vm = `vm${number}`;
            if (action === 'add') addVm(made, number, number % 2);
            else if (!made.has('VM', vm)) continue;
            else if (action === 'move') made.set('VM', vm, { resident_on: `host${number % 2}` });
            else if (action === 'rename') made.set('VM', vm, { name_label: text });
            else if (action === 'tag') made.set('VM', vm, { tags: [text] });
            else if (action === 'host') made.set('host', 'host0', { name_label: text });
            else made.remove('VM', vm);
            index.apply(made.inventory(), made.takeChanges());
            expect(linesOf(kept, model)).toEqual(
              linesOf(new GroupedRows(), new GridModel(index, { connection: 'd', pool: 'Lab' })).map((line) => line),
            );
            stale.clear();
          }
        },
      ),
    );
  });
});
