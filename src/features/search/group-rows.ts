import type { GroupKey, GroupLevel } from './group-levels';
import type { GridRow } from './grid-row';
import type { GroupLine, Line, NestedLine } from './lines';

interface Group {
  readonly key: GroupKey;
  readonly path: string;
  readonly depth: number;
  /** Objects without a group at one level stand behind it, in the groups of the next. */
  readonly level: number;
  /** Null: none; there may be as many groups as rows. */
  groups: Map<GroupKey, Group> | null;
  /** The groups in their order; null: to be put in order again. */
  sorted: readonly Group[] | null;
  /** In the order of the rows. */
  lines: NestedLine[];
  row: GridRow | null;
  line: GroupLine | null;
  /** The line of its object while nothing is in it. */
  alone: NestedLine | null;
}

/** Where one row stands: in groups, each with its line there, or as a group itself. */
interface Placed {
  readonly row: GridRow;
  readonly groups: readonly Group[];
  /** One in each of the groups. */
  readonly lines: readonly NestedLine[];
  readonly selves: readonly Group[];
}

/** From so many rows on that do not stand where they stood all are looked up: the order is another. */
const MANY_MOVED = 16;

export interface GroupedList {
  readonly lines: readonly Line[];
  /** The paths of all groups there are, open or not. */
  readonly paths: readonly string[];
}

export interface Levels {
  /** The levels for a row, outermost first. */
  readonly of: (row: GridRow) => readonly GroupLevel[];
  readonly isClosed: (path: string) => boolean;
  readonly isDescending: boolean;
  /** Whether the groups of a row may be others than before, though the row is the same. */
  readonly isStale?: (row: GridRow) => boolean;
}

/**
 * Rows in groups, as lines. Where a row stands is kept with it, so an event places again only the rows that it changed;
 * lines keep their identity while nothing in them changed.
 */
export class GroupedRows {
  private root = group(ROOT, '', -1, 0);
  private rowsBefore: readonly GridRow[] = [];
  /** In the order of `rowsBefore`. */
  private placedBefore: readonly Placed[] = [];
  private isDescending = false;

  /** Forgets where rows stand: the levels are others, or the names of the groups are. */
  reset(): void {
    this.root = group(ROOT, '', -1, 0);
    this.rowsBefore = [];
    this.placedBefore = [];
  }

  /** @param rows in their order, which is kept within each group */
  read(rows: readonly GridRow[], levels: Levels): GroupedList {
    if (levels.isDescending !== this.isDescending) {
      this.isDescending = levels.isDescending;
      unsort(this.root);
    }
    empty(this.root);
    const { rowsBefore, placedBefore } = this;
    const all: Placed[] = [];
    let moved: ReadonlyMap<GridRow, Placed> | undefined;
    let misses = 0;
    let at = 0;
    for (let index = 0; index < rows.length; index++) {
      const row = rows[index];
      if (row === undefined) continue;
      // Most rows stand where they stood: looking each of them up would take longer than all else.
      if (rowsBefore[at] !== row && rowsBefore[at + 1] === row) at++;
      const inOrder = rowsBefore[at] === row ? placedBefore[at] : undefined;
      if (inOrder === undefined && placedBefore.length > 0 && ++misses === MANY_MOVED) {
        moved = new Map(placedBefore.map((each) => [each.row, each]));
      }
      const known = inOrder ?? moved?.get(row);
      const placed = known !== undefined && levels.isStale?.(row) !== true ? known : this.placeOf(row, levels);
      if (inOrder !== undefined || rowsBefore[at + 1] === rows[index + 1]) at++;
      all.push(placed);
      const { groups, lines: own } = placed;
      for (let each = 0; each < groups.length; each++) groups[each]?.lines.push(own[each] as NestedLine);
      for (const self of placed.selves) self.row = row;
    }
    this.rowsBefore = rows;
    this.placedBefore = all;
    const lines: Line[] = [];
    const paths: string[] = [];
    this.write(this.root, levels.isClosed, lines, paths);
    return { lines, paths };
  }

  private placeOf(row: GridRow, levels: Levels): Placed {
    const found: Found = { groups: NO_GROUPS, selves: NO_GROUPS };
    place(row, this.root, levels.of(row), 0, found);
    const { groups, selves } = found;
    return { row, groups, lines: groups.map((parent) => nested(parent, row)), selves };
  }

  /** Answers how many rows are in it, and writes nothing of groups without any. */
  private write(parent: Group, isClosed: (path: string) => boolean, lines: Line[], paths: string[]): number {
    let total = parent.lines.length;
    for (const child of this.sortedGroups(parent)) {
      const at = lines.length;
      const pathsAt = paths.length;
      // The line of a group tells how many rows are in it, which is known behind it.
      lines.push(PLACE);
      paths.push(child.path);
      const count = this.write(child, isClosed, lines, paths);
      if (count === 0 && child.row === null) {
        lines.length = at;
        paths.length = pathsAt;
        continue;
      }
      if (count === 0 && child.row !== null) {
        // Nothing is in it: it is an object like those that stand beside groups (XenCenter's rule).
        lines[at] = child.alone?.row === child.row ? child.alone : (child.alone = nested(parent, child.row));
        total++;
        continue;
      }
      const isOpen = !isClosed(child.path);
      if (!isOpen) lines.length = at + 1;
      lines[at] = lineOf(child, count, isOpen);
      total += count + (child.row === null ? 0 : 1);
    }
    for (const line of parent.lines) lines.push(line);
    return total;
  }

  private sortedGroups(parent: Group): readonly Group[] {
    const sign = this.isDescending ? -1 : 1;
    parent.sorted ??= [...(parent.groups?.values() ?? [])].sort(
      (a, b) => a.level - b.level || compare(a.key, b.key) * sign,
    );
    return parent.sorted;
  }
}

const ROOT: GroupKey = { key: '', label: '', order: '', id: null, outer: null };

/** Stands where the line of a group is going to. */
const PLACE: GroupLine = {
  line: 'group',
  key: '',
  depth: 0,
  label: '',
  count: 0,
  isOpen: true,
  id: null,
  row: null,
};

function group(key: GroupKey, path: string, depth: number, level: number): Group {
  return {
    key,
    path,
    depth,
    level,
    groups: null,
    sorted: null,
    lines: [],
    row: null,
    line: null,
    alone: null,
  };
}

function empty(parent: Group): void {
  if (parent.lines.length > 0) parent.lines = [];
  parent.row = null;
  for (const child of parent.groups?.values() ?? []) empty(child);
}

function unsort(parent: Group): void {
  parent.sorted = null;
  for (const child of parent.groups?.values() ?? []) unsort(child);
}

function place(row: GridRow, parent: Group, levels: readonly GroupLevel[], at: number, found: Found): void {
  const level = levels[at];
  if (level === undefined) {
    found.groups = more(found.groups, parent);
    return;
  }
  const own = level.groupOf(row);
  if (own !== null) {
    found.selves = more(found.selves, below(parent, own, at));
    return;
  }
  const keys = level.groupsOf(row);
  if (keys.length === 0) place(row, parent, levels, at + 1, found);
  for (const key of keys) place(row, below(parent, key, at), levels, at + 1, found);
}

/** Where a row stands, while that is found out. Most rows stand in one group, so lists begin as one that all share. */
interface Found {
  groups: Group[];
  selves: Group[];
}

const NO_GROUPS: Group[] = [];

function more(groups: Group[], one: Group): Group[] {
  if (groups.length === 0) return [one];
  groups.push(one);
  return groups;
}

function below(around: Group, key: GroupKey, level: number): Group {
  const parent = key.outer === null ? around : below(around, key.outer, level);
  const known = parent.groups?.get(key);
  if (known !== undefined) return known;
  const child = group(key, `${parent.path}\n${level} ${key.key}`, parent.depth + 1, level);
  (parent.groups ??= new Map<GroupKey, Group>()).set(key, child);
  parent.sorted = null;
  return child;
}

/** There are several times as many as rows, and few are ever asked for their keys. */
class Nested implements NestedLine {
  readonly line = 'row';
  readonly depth: number;

  constructor(
    private readonly parent: Group,
    readonly row: GridRow,
  ) {
    this.depth = parent.depth + 1;
  }

  get key(): string {
    return `${this.parent.path}\n${this.row.key}`;
  }
}

/** The line of a row in a group. */
function nested(parent: Group, row: GridRow): NestedLine {
  return new Nested(parent, row);
}

function compare(a: GroupKey, b: GroupKey): number {
  if (typeof a.order === 'number' && typeof b.order === 'number') return a.order - b.order;
  const left = String(a.order);
  const right = String(b.order);
  return left < right ? -1 : left > right ? 1 : a.key < b.key ? -1 : 1;
}

function lineOf(child: Group, count: number, isOpen: boolean): GroupLine {
  const { line, key, row, path, depth } = child;
  if (line?.count === count && line.isOpen === isOpen && line.row === row) return line;
  child.line = { line: 'group', key: path, depth, label: key.label, count, isOpen, id: key.id, row };
  return child.line;
}
