import { naturalKey } from '../values';
import type { SortKey } from '../navigation';
import { findColumn } from './columns';
import type { ObjectColumn } from './columns';
import { rowsOf } from './grid-row';
import type { GridRow, PoolOfRows, RowKind } from './grid-row';
import type { PropertyIndex } from './query/property-index';
import type { Matches } from './query/query-run';
import type { SubjectClass, TrackedValues } from './query/property-values';
import type { Found } from './scope';

/** What a grid is asked to show; all parts keep their identity while they are the same. */
export interface GridQuery {
  readonly members: readonly Found[];
  readonly sort: readonly SortKey[];
  /** The objects that are shown; null: all. */
  readonly matching: Matches | null;
}

export interface GridResult {
  readonly rows: readonly GridRow[];
  /** Rows before the filter. */
  readonly total: number;
  /** Kinds among the rows before the filter, in the order of the rows' ranks; the same array while they are the same. */
  readonly kinds: readonly RowKind[];
}

/** Rows by which an order is mended instead of made anew: an event moves a handful among thousands. */
const MOST_MOVED = 200;
/** So few are found one by one. */
const FEW = 8;

/** The rows of one grid of objects of one pool. Rows keep their identity while nothing in them changed. */
export class GridModel {
  private readonly source: TrackedValues<GridRow | null>;
  private readonly known = new Map<string, Entry>();
  private readonly counts = new Map<RowKind, number>();
  private order: readonly Entry[] = [];
  private sort: readonly SortKey[] = [];
  private members: readonly Found[] = [];
  private matching: Matches | null = null;
  private shown: readonly GridRow[] = [];
  private result: GridResult = { rows: [], total: 0, kinds: [] };
  private again = new Set<string>();
  private generation = -1;

  constructor(
    private readonly index: PropertyIndex,
    pool: PoolOfRows,
  ) {
    this.source = rowsOf(index, pool);
  }

  /** Follows events until the answer is called. Who does not is right too, but looks at all rows after each event. */
  follow(): () => void {
    return this.index.follow((all) => {
      // One that was missed before is looked for among all rows.
      if (all || this.generation !== this.index.generation - 1) return;
      this.generation++;
      for (const ref of this.source.changed) this.again.add(ref);
    });
  }

  read(query: GridQuery): GridResult {
    const isCurrent = query.members === this.members && this.generation === this.index.generation;
    const { added, gone } = isCurrent ? this.lookAgain() : this.lookAtAll(query.members);
    this.generation = this.index.generation;
    this.again = new Set();
    const before = this.order;
    for (const entry of added) entry.isShown = query.matching?.refs.has(entry.row.id.ref) ?? true;
    this.arrange(added, gone, query.sort);
    const { matching } = query;
    if (matching !== this.matching) this.mark(matching);
    if (this.order !== before || matching !== this.matching) {
      const rows: GridRow[] = [];
      for (const entry of this.order) if (entry.isShown) rows.push(entry.row);
      if (!sameRows(rows, this.shown)) this.shown = rows;
      this.matching = matching;
    }
    if (this.shown !== this.result.rows || this.known.size !== this.result.total) {
      this.result = { rows: this.shown, total: this.known.size, kinds: kindsOf(this.counts.keys(), this.result.kinds) };
    }
    return this.result;
  }

  /** Looking thousands of rows up in a set takes longer than all else: an event says which of them it is about. */
  private mark(matching: Matches | null): void {
    if (matching !== null && matching.from === this.matching && this.matching !== null) {
      for (const ref of matching.changed) {
        const entry = this.known.get(ref);
        if (entry) entry.isShown = matching.refs.has(ref);
      }
      return;
    }
    for (const [ref, entry] of this.known) entry.isShown = matching?.refs.has(ref) ?? true;
  }

  private lookAgain(): Moved {
    const moved: Moved = { added: [], gone: new Set() };
    for (const ref of this.again) {
      const before = this.known.get(ref);
      if (before === undefined) continue;
      this.take(ref, before, this.source.get(before.row.id.class as SubjectClass, ref), moved);
    }
    return moved;
  }

  private lookAtAll(members: readonly Found[]): Moved {
    const moved: Moved = { added: [], gone: new Set() };
    const present = new Set<string>();
    for (const { cls, ref } of members) {
      const row = this.source.get(cls, ref);
      if (row !== null) present.add(ref);
      this.take(ref, this.known.get(ref), row, moved);
    }
    if (present.size < this.known.size) {
      for (const [ref, entry] of [...this.known]) if (!present.has(ref)) this.take(ref, entry, null, moved);
    }
    this.members = members;
    return moved;
  }

  private take(ref: string, before: Entry | undefined, row: GridRow | null, moved: Moved): void {
    if (row === (before?.row ?? null)) return;
    if (before) {
      moved.gone.add(before);
      this.count(before.row.kind, -1);
    }
    if (row === null) this.known.delete(ref);
    else {
      const entry: Entry = { row, isShown: true };
      moved.added.push(entry);
      this.known.set(ref, entry);
      this.count(row.kind, 1);
    }
  }

  private count(kind: RowKind, by: 1 | -1): void {
    const count = (this.counts.get(kind) ?? 0) + by;
    if (count > 0) this.counts.set(kind, count);
    else this.counts.delete(kind);
  }

  private arrange(added: readonly Entry[], gone: ReadonlySet<Entry>, sort: readonly SortKey[]): void {
    if (sort === this.sort && added.length === 0 && gone.size === 0) return;
    const compare = comparatorFor(sort);
    if (sort !== this.sort || added.length > MOST_MOVED) {
      this.order = [...this.known.values()].sort((a, b) => compare(a.row, b.row));
    } else {
      const kept = without(this.order, gone);
      for (const entry of added) kept.splice(placeIn(kept, entry.row, compare), 0, entry);
      this.order = kept;
    }
    this.sort = sort;
  }
}

/** A row, and whether the filter shows it. */
interface Entry {
  readonly row: GridRow;
  isShown: boolean;
}

interface Moved {
  readonly added: Entry[];
  readonly gone: Set<Entry>;
}

function without(entries: readonly Entry[], gone: ReadonlySet<Entry>): Entry[] {
  if (gone.size > FEW) return entries.filter((entry) => !gone.has(entry));
  const kept = [...entries];
  for (const entry of gone) {
    const at = kept.indexOf(entry);
    if (at >= 0) kept.splice(at, 1);
  }
  return kept;
}

function placeIn(sorted: readonly Entry[], row: GridRow, compare: Comparator): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const other = sorted[middle];
    if (other !== undefined && compare(other.row, row) <= 0) low = middle + 1;
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
  folder: -1,
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
export function kindsOf(kindsOfRows: Iterable<RowKind>, before: readonly RowKind[]): readonly RowKind[] {
  const found = new Set<RowKind>(kindsOfRows);
  const kinds = [...found].sort((a, b) => RANK[a] - RANK[b]);
  return kinds.join() === before.join() ? before : kinds;
}

function sameRows(a: readonly GridRow[], b: readonly GridRow[]): boolean {
  return a === b || (a.length === b.length && a.every((row, index) => row === b[index]));
}
