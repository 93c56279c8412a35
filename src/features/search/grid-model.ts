import { naturalKey } from '../values';
import type { SortKey } from '../navigation';
import type { Inventory, ObjectKind } from '../objects';
import { findColumn } from './columns';
import type { ObjectColumn } from './columns';
import { gridRow, stillHolds, unchangedSince } from './grid-row';
import type { GridRow, PoolOfRows } from './grid-row';
import type { Found } from './scope';

/** What a grid is asked to show; `sort` and `matching` keep their identity while they are the same. */
export interface GridQuery extends PoolOfRows {
  readonly members: readonly Found[];
  readonly sort: readonly SortKey[];
  /** References of the objects that are shown; null: all. */
  readonly matching: ReadonlySet<string> | null;
}

export interface GridResult {
  readonly rows: readonly GridRow[];
  /** Rows before the filter. */
  readonly total: number;
  /** Kinds among the rows before the filter, in the order of the rows' ranks; the same array while they are the same. */
  readonly kinds: readonly ObjectKind[];
}

const NONE_GONE: ReadonlySet<GridRow> = new Set();

/** Rows by which an order is mended instead of made anew: an event moves a handful among thousands. */
const MOST_MOVED = 200;

/** The rows of one grid. Rows keep their identity while nothing in them changed. */
export class GridModel {
  private known = new Map<string, GridRow>();
  private order: readonly GridRow[] = [];
  private sort: readonly SortKey[] = [];
  private result: GridResult = { rows: [], total: 0, kinds: [] };
  private inventory: Inventory = {};
  private members: readonly Found[] = [];

  read(inventory: Inventory, query: GridQuery): GridResult {
    // Sorting and filtering change no row.
    const next =
      inventory === this.inventory && query.members === this.members
        ? this.sortKnown(query.sort)
        : this.follow(inventory, query);
    const { matching } = query;
    const rows = matching === null ? this.order : this.order.filter((row) => matching.has(row.id.ref));
    if (!sameRows(rows, this.result.rows) || next.size !== this.result.total) {
      this.result = { rows, total: next.size, kinds: kindsOf(kindsIn(next.values()), this.result.kinds) };
    }
    return this.result;
  }

  private sortKnown(sort: readonly SortKey[]): ReadonlyMap<string, GridRow> {
    this.arrange(this.known, [], NONE_GONE, sort);
    return this.known;
  }

  /** Brings the rows up to date with the inventory. */
  private follow(inventory: Inventory, query: GridQuery): ReadonlyMap<string, GridRow> {
    const unchanged = unchangedSince(this.inventory, inventory);
    const next = new Map<string, GridRow>();
    const added: GridRow[] = [];
    const gone = new Set<GridRow>();
    let met = 0;
    for (const { cls, ref } of query.members) {
      const before = this.known.get(ref);
      const row =
        before !== undefined && stillHolds(inventory, before, unchanged)
          ? before
          : gridRow(inventory, query, cls, ref, before);
      if (!row) continue;
      next.set(ref, row);
      if (before) met++;
      if (row === before) continue;
      added.push(row);
      if (before) gone.add(before);
    }
    if (met < this.known.size) for (const [ref, row] of this.known) if (!next.has(ref)) gone.add(row);
    this.arrange(next, added, gone, query.sort);
    this.known = next;
    this.inventory = inventory;
    this.members = query.members;
    return next;
  }

  private arrange(
    next: ReadonlyMap<string, GridRow>,
    added: readonly GridRow[],
    gone: ReadonlySet<GridRow>,
    sort: readonly SortKey[],
  ): void {
    if (sort === this.sort && added.length === 0 && gone.size === 0) return;
    const compare = comparatorFor(sort);
    if (sort !== this.sort || added.length > MOST_MOVED) {
      this.order = [...next.values()].sort(compare);
    } else {
      const kept = gone.size === 0 ? [...this.order] : this.order.filter((row) => !gone.has(row));
      for (const row of added) kept.splice(placeIn(kept, row, compare), 0, row);
      this.order = kept;
    }
    this.sort = sort;
  }
}

function placeIn(sorted: readonly GridRow[], row: GridRow, compare: Comparator): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const other = sorted[middle];
    if (other !== undefined && compare(other, row) <= 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

type Comparator = (a: GridRow, b: GridRow) => number;

export function comparatorFor(sort: readonly SortKey[]): Comparator {
  const keys = sort.map(({ column, descending }) => ({ column: findColumn(column), descending }));
  const steps: Comparator[] = [];
  for (const { column, descending } of keys) if (column) steps.push(columnComparator(column, descending));
  steps.push(rankComparator, byName);
  return (a, b) => {
    for (const step of steps) {
      const order = step(a, b);
      if (order !== 0) return order;
    }
    return a.key < b.key ? -1 : a.key > b.key ? 1 : 0;
  };
}

/** Rows without a value stand last, whichever way the column is sorted. */
function columnComparator(column: ObjectColumn, descending: boolean): Comparator {
  const sign = descending ? -1 : 1;
  const values = new Map<GridRow, string | number | null>();
  const valueOf = (row: GridRow): string | number | null => {
    let value = values.get(row);
    if (value === undefined) {
      const raw = column.sortValue(row);
      value = typeof raw === 'string' ? naturalKey(raw) : raw;
      values.set(row, value);
    }
    return value;
  };
  return (a, b) => {
    const left = valueOf(a);
    const right = valueOf(b);
    if (left === right) return 0;
    if (left === null) return 1;
    if (right === null) return -1;
    return (left < right ? -1 : 1) * sign;
  };
}

const RANK: Record<GridRow['kind'], number> = {
  pool: 0,
  host: 1,
  vm: 2,
  template: 3,
  snapshot: 4,
  sr: 5,
  vdi: 6,
  network: 7,
  pgpu: 8,
  gpuGroup: 9,
  appliance: 10,
};

const rankComparator: Comparator = (a, b) => RANK[a.kind] - RANK[b.kind];
const byName: Comparator = (a, b) => {
  const left = naturalKey(a.name);
  const right = naturalKey(b.name);
  return left < right ? -1 : left > right ? 1 : 0;
};

/** The kinds among rows in the order of their ranks; `before` when they are the same. */
export function kindsOf(kindsOfRows: Iterable<ObjectKind>, before: readonly ObjectKind[]): readonly ObjectKind[] {
  const found = new Set<ObjectKind>(kindsOfRows);
  const kinds = [...found].sort((a, b) => RANK[a] - RANK[b]);
  return kinds.join() === before.join() ? before : kinds;
}

function* kindsIn(rows: Iterable<GridRow>): Generator<ObjectKind> {
  for (const row of rows) yield row.kind;
}

function sameRows(a: readonly GridRow[], b: readonly GridRow[]): boolean {
  return a === b || (a.length === b.length && a.every((row, index) => row === b[index]));
}
