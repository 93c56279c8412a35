import { connectTo } from '../src/features/fixtures/simulated-pool';
import type { Changes, Inventory } from '../src/features/objects';
import { groupLevel } from '../src/features/search/group-levels';
import { GROUP_KEYS } from '../src/features/search/group-menu';
import { GroupedRows } from '../src/features/search/group-rows';
import { GridModel } from '../src/features/search/grid-model';
import type { GridRow } from '../src/features/search/grid-row';
import { tableOf } from '../src/features/search/table';
import { findColumn } from '../src/features/search/columns';
import { parseQuery } from '../src/features/search/query/parse';
import { PropertyIndex } from '../src/features/search/query/property-index';
import { QueryRun } from '../src/features/search/query/query-run';
import type { Matches } from '../src/features/search/query/query-run';
import type { SubjectClass } from '../src/features/search/query/property-values';
import { ListMembers } from '../src/features/search/list-members';
import type { Found } from '../src/features/search/scope';
import { csvText } from '../src/ui/files/csv';
import { xlsxFile } from '../src/ui/files/xlsx';
import { readInventory } from '../src/xapi/cache/cache';
import { cpuClock, percentile, type Figure, type Run } from './harness';
import { scaleWorld } from './worlds';

/** Typed letter by letter: words, comparisons, relations. */
const TYPED = [
  'web-12 database',
  'power:running memory>8GiB',
  'sr.free<10% or tag:production',
  'vm:(host:(name:server-6))',
  'not host:server-1 has:snapshot',
  'ip:10.0.* os:debian',
];
/** An open list, and what events of a running pool change in it. */
const OPEN = 'power:running memory>1GiB host:server';
const EVENTS = 300;

const BY_NAME = [{ column: 'name', descending: false }] as const;

/** The search engine over the console's own cache, in Node: no page, no painting. */
export const run: Run = async () => {
  const simulator = await scaleWorld({ clockMode: 'instant' });
  const connection = await connectTo(simulator);
  const offs = [connection.watch('VM_metrics'), connection.watch('VM_guest_metrics')];
  await connection.call('pool.get_all');
  const inventory: Inventory = readInventory(connection);
  // What is measured is the page's work alone: the pool is quiet meanwhile.
  for (const off of offs) off();
  connection.close();
  return [...keystrokes(inventory), ...groupings(inventory), ...events(inventory), ...(await files(inventory))];
};

const POOL = { connection: 'c', pool: 'Scale' } as const;

/** An open list of everything, which follows its pool. */
function openList(index: PropertyIndex) {
  const members = new ListMembers(index, [], null);
  const model = new GridModel(index, POOL);
  members.follow();
  model.follow();
  return (matching: (members: readonly Found[]) => Matches | null) => {
    const found = members.read();
    return model.read({ members: found, sort: BY_NAME, matching: matching(found) });
  };
}

const ALL = (): null => null;

function keystrokes(inventory: Inventory): readonly Figure[] {
  const index = new PropertyIndex(inventory);
  const list = openList(index);
  const opening = cpuClock();
  list(ALL);
  const openMs = opening();
  // The page does so in small pieces as soon as the list is there.
  const warming = cpuClock();
  const words = index.property('anything');
  for (const { id } of list(ALL).rows) words.get(id.class as SubjectClass, id.ref);
  const warmMs = warming();
  const samples: number[] = [];
  for (const text of TYPED) {
    for (let end = 1; end <= text.length; end++) {
      const cpuMs = cpuClock();
      const parsed = parseQuery(text.slice(0, end));
      if (parsed.ok && parsed.filter) {
        const query = new QueryRun(parsed.filter, { index, nowMs: () => Date.now() });
        list((members) => query.read(members));
      }
      samples.push(cpuMs());
    }
  }
  return [
    { what: 'Search in Scale: keystroke to result, p95', value: percentile(samples, 0.95), unit: 'ms CPU', limit: 50 },
    { what: 'the same, the slowest', value: Math.max(...samples), unit: 'ms CPU' },
    { what: 'Search in Scale: opening the list of everything', value: openMs, unit: 'ms CPU' },
    { what: 'gathering the words of all objects, in small pieces', value: warmMs, unit: 'ms CPU' },
  ];
}

function groupings(inventory: Inventory): readonly Figure[] {
  const group = (index: PropertyIndex, rows: readonly GridRow[], id: string): number => {
    const cpuMs = cpuClock();
    const level = groupLevel(id, { index, connection: 'c', nowMs: () => 0, filter: null });
    const levels = level === null ? [] : [level];
    new GroupedRows().read(rows, { of: () => levels, isClosed: () => false, isDescending: false });
    return cpuMs();
  };
  // Nothing is known of the key yet, then everything is.
  const index = new PropertyIndex(inventory);
  const { rows } = openList(index)(ALL);
  const cold = GROUP_KEYS.map((id) => group(index, rows, id));
  const warm = GROUP_KEYS.map((id) => group(index, rows, id));
  const slowest = GROUP_KEYS[cold.indexOf(Math.max(...cold))] ?? '';
  return [
    {
      what: `Search in Scale: grouping by any key, the slowest (${slowest})`,
      value: Math.max(...cold),
      unit: 'ms CPU',
      limit: 100,
    },
    { what: 'the same once its values are known', value: Math.max(...warm), unit: 'ms CPU' },
  ];
}

/** One event through a query and an open list in groups. */
function events(start: Inventory): readonly Figure[] {
  let inventory = start;
  const index = new PropertyIndex(inventory);
  const parsed = parseQuery(OPEN);
  if (!parsed.ok || !parsed.filter) throw new Error('The query of the open list is wrong');
  const query = new QueryRun(parsed.filter, { index, nowMs: () => 0 });
  const list = openList(index);
  query.follow();
  const level = groupLevel('host', { index, connection: 'c', nowMs: () => 0, filter: null });
  const levels = level === null ? [] : [level];
  const grouped = new GroupedRows();
  const show = (stale: ReadonlySet<string>): number => {
    const { rows } = list((members) => query.read(members));
    const asked = { of: () => levels, isClosed: () => false, isDescending: false };
    const isStale = (row: GridRow): boolean => stale.has(row.id.ref);
    return grouped.read(rows, stale.size === 0 ? asked : { ...asked, isStale }).lines.length;
  };
  show(new Set());
  const vms = [...(inventory.VM ?? [])].filter(([, vm]) => !vm.is_a_template && !vm.is_control_domain);
  const samples: number[] = [];
  for (let round = 0; round < EVENTS; round++) {
    const [ref, vm] = vms[(round * 37) % vms.length] ?? [];
    if (ref === undefined || vm === undefined) continue;
    const changed =
      round % 2 === 0
        ? { ...vm, memory_target: vm.memory_target + round }
        : { ...vm, name_label: `${vm.name_label} ${round}` };
    const next: Inventory = { ...inventory, VM: new Map(inventory.VM).set(ref, changed) };
    const changes: Changes = { all: false, refs: new Map([['VM', [ref]]]) };
    inventory = next;
    const cpuMs = cpuClock();
    index.apply(inventory, changes);
    show(level?.changed() ?? new Set());
    samples.push(cpuMs());
  }
  return [
    {
      what: 'Search in Scale: one event through an open list in groups, p50',
      value: percentile(samples, 0.5),
      unit: 'ms CPU',
      limit: 4,
    },
    { what: 'the same, p95', value: percentile(samples, 0.95), unit: 'ms CPU' },
  ];
}

async function files(inventory: Inventory): Promise<readonly Figure[]> {
  const rows = openList(new PropertyIndex(inventory))(ALL).rows.slice(0, 10_000);
  const columns = ['name', 'type', 'state', 'server', 'memory', 'vcpus', 'tags', 'uuid']
    .map(findColumn)
    .filter((column) => column !== undefined);
  const csvMs = cpuClock();
  csvText(tableOf(rows, columns, () => 0));
  const csv = csvMs();
  const start = performance.now();
  const file = await xlsxFile(
    tableOf(rows, columns, () => 0),
    'Scale',
  );
  return [
    { what: 'a list of 10,000 rows as CSV', value: csv, unit: 'ms CPU', limit: 300 },
    { what: 'the same as XLSX', value: performance.now() - start, unit: 'ms', limit: 2000 },
    { what: 'size of that file', value: file.size / 1024, unit: 'KB' },
  ];
}
