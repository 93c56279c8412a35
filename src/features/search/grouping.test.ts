import { describe, expect, it } from 'vitest';
import { makePool } from '../fixtures/pools';
import type { FakePool } from '../fixtures/records';
import { groupLevel } from './group-levels';
import { GroupedRows } from './group-rows';
import { GridModel } from './grid-model';
import type { Line } from './lines';
import type { ScopeType } from './query/model';
import { parseQuery } from './query/parse';
import { PropertyIndex } from './query/property-index';
import { objectsOfTypes } from './scope';

const NULL = 'OpaqueRef:NULL';

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
) {
  const inventory = pool.inventory();
  const index = new PropertyIndex(inventory);
  const parsed = parseQuery(filter);
  const read = { ok: parsed.ok, filter: parsed.ok ? parsed.filter : null };
  const { rows } = new GridModel().read(inventory, {
    members: objectsOfTypes(inventory, scope),
    connection: 'c',
    pool: 'Lab',
    sort: [{ column: 'name', descending: false }],
    matching: null,
  });
  const options = { index, connection: 'c', nowMs: () => 0, filter: read.filter };
  const levels = grouping.map((id) => groupLevel(id, options)).filter((level) => level !== null);
  return model.read(
    rows,
    () => levels,
    (path) => closed.some((each) => path.endsWith(each)),
    false,
  );
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

  it('asks the groups too what is asked of them: machines on one network stand below that one alone', () => {
    expect(outline(pool(), { grouping: ['network'], filter: 'network:"LAN 2"' })).toContain('LAN 2 (1)');
    expect(outline(pool(), { grouping: ['network'], filter: 'network:"LAN 2"' })).not.toContain('LAN 1 (1)');
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
  });

  it('keeps the lines in which nothing changed', () => {
    const made = pool();
    const model = new GroupedRows();
    const before = list(made, { grouping: ['power'] }, model).lines;
    const same = (a: Line, b: Line | undefined) => 'line' in a && b !== undefined && 'line' in b && a.key === b.key;
    const after = list(made, { grouping: ['power'] }, model).lines;
    expect(after.every((line, at) => same(line, before[at]))).toBe(true);
    expect(after[0]).toBe(before[0]);
  });
});
