import type { ObjectId } from '../navigation';
import type { GroupKey, GroupLevel } from './group-levels';
import type { GridRow } from './grid-row';
import type { GroupLine, Line, NestedLine } from './lines';

/** There may be as many as rows: what few are asked for is put together when it is. */
class Group {
  private text: string | null = null;
  /** Null: none. */
  groups: Map<GroupKey, Group> | null = null;
  /** The groups in their order; null: to be put in order again. */
  sorted: readonly Group[] | null = null;
  /** Rows that stand in it, and in no group below it. */
  count = 0;
  /** Where the line of the next of them goes while lines are written; `NOWHERE`: it is not shown. */
  next = NOWHERE;
  row: GridRow | null = null;
  /** Its line; while nothing is in it, that of its object. */
  line: Head | Nested | null = null;
  /** Where that goes. */
  place = NOWHERE;

  /** @param level objects without a group at one level stand behind it, in the groups of the next */
  constructor(
    readonly key: GroupKey,
    private readonly parent: Group | null,
    readonly level: number,
  ) {}

  get path(): string {
    return (this.text ??= this.parent === null ? '' : `${this.parent.path}\n${this.level} ${this.key.key}`);
  }

  get depth(): number {
    return this.parent === null ? -1 : this.parent.depth + 1;
  }
}

/** Where one row stands. */
interface Placed {
  readonly row: GridRow;
  /** One in each group that it is in. */
  readonly lines: readonly Nested[];
  /** The groups that it is itself. */
  readonly selves: readonly Group[];
}

/** From so many rows on that do not stand where they stood all are looked up: the order is another. */
const MANY_MOVED = 16;

export interface GroupedList {
  readonly lines: readonly Line[];
  /** All groups there are, open or not. */
  readonly groups: readonly HasPath[];
}

/** A group by its path, which stays the same. */
export interface HasPath {
  readonly path: string;
}

export interface Levels {
  /** The levels for a row, outermost first. */
  readonly of: (row: GridRow) => readonly GroupLevel[];
  readonly isClosed: (group: HasPath) => boolean;
  readonly isDescending: boolean;
  /** Whether the groups of a row may be others than before, though the row is the same. */
  readonly isStale?: (row: GridRow) => boolean;
}

/**
 * Rows in groups, as lines. Where a row stands is kept with it, so an event places again only the rows that it changed;
 * lines keep their identity while nothing in them changed.
 */
export class GroupedRows {
  private root = new Group(ROOT, null, 0);
  private rowsBefore: readonly GridRow[] = [];
  /** In the order of `rowsBefore`. */
  private placedBefore: readonly Placed[] = [];
  private isDescending = false;

  /** Forgets where rows stand: the levels are others, or the names of the groups are. */
  reset(): void {
    this.root = new Group(ROOT, null, 0);
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
      const { lines, selves } = placed;
      // Loops over thousands of short lists count: an iterator would be made for each.
      for (let each = 0; each < lines.length; each++) (lines[each] as Nested).parent.count++;
      for (let each = 0; each < selves.length; each++) (selves[each] as Group).row = row;
    }
    this.rowsBefore = rows;
    this.placedBefore = all;
    const outline: Outline = { isClosed: levels.isClosed, length: 0, groups: [] };
    this.layOut(this.root, outline, true);
    return { lines: linesOf(outline, all), groups: outline.groups };
  }

  private placeOf(row: GridRow, levels: Levels): Placed {
    const found: Found = { row, lines: NO_LINES, selves: NO_GROUPS };
    place(row, this.root, levels.of(row), 0, found);
    return found;
  }

  /** Answers how many rows are in it, and has no place for groups without any. */
  private layOut(parent: Group, outline: Outline, isShown: boolean): number {
    const { groups } = outline;
    let total = parent.count;
    for (const child of this.sortedGroups(parent)) {
      const at = groups.length;
      const isOpen = !outline.isClosed(child);
      groups.push(child);
      child.place = isShown ? outline.length++ : NOWHERE;
      const count = this.layOut(child, outline, isShown && isOpen);
      if (count === 0 && child.row === null) {
        groups.length = at;
        if (isShown) outline.length--;
        continue;
      }
      total += count + (child.row === null ? 0 : 1);
      if (isShown) child.line = lineOf(parent, child, count, isOpen);
    }
    parent.next = isShown ? outline.length : NOWHERE;
    if (isShown) outline.length += parent.count;
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

const NOWHERE = -1;

/** Where all lines go, which is found out before there are any. */
interface Outline {
  readonly isClosed: (group: HasPath) => boolean;
  /** How many lines there are. */
  length: number;
  readonly groups: Group[];
}

/** Each row takes the next place in its groups. */
function linesOf({ groups, length }: Outline, all: readonly Placed[]): readonly Line[] {
  const lines = new Array<Line>(length);
  for (const { place, line } of groups) if (place !== NOWHERE && line !== null) lines[place] = line;
  for (const placed of all) {
    const own = placed.lines;
    for (let each = 0; each < own.length; each++) {
      const line = own[each] as Nested;
      const { parent } = line;
      if (parent.next !== NOWHERE) lines[parent.next++] = line;
    }
  }
  return lines;
}

const ROOT: GroupKey = { key: '', label: '', order: '', id: null, outer: null };

function empty(parent: Group): void {
  parent.count = 0;
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
    found.lines = more(found.lines, new Nested(parent, row));
    return;
  }
  const own = level.groupOf(row);
  if (own !== null) {
    found.selves = more(found.selves, below(parent, own, at));
    return;
  }
  const keys = level.groupsOf(row);
  if (keys.length === 0) place(row, parent, levels, at + 1, found);
  for (let each = 0; each < keys.length; each++) {
    place(row, below(parent, keys[each] as GroupKey, at), levels, at + 1, found);
  }
}

/** Where a row stands, while that is found out. Most rows stand in one group, so lists begin as one that all share. */
interface Found extends Placed {
  lines: Nested[];
  selves: Group[];
}

const NO_LINES: Nested[] = [];
const NO_GROUPS: Group[] = [];

function more<T>(list: T[], one: T): T[] {
  if (list.length === 0) return [one];
  list.push(one);
  return list;
}

function below(around: Group, key: GroupKey, level: number): Group {
  const parent = key.outer === null ? around : below(around, key.outer, level);
  const known = parent.groups?.get(key);
  if (known !== undefined) return known;
  const child = new Group(key, parent, level);
  (parent.groups ??= new Map<GroupKey, Group>()).set(key, child);
  parent.sorted = null;
  return child;
}

/** The line of a row in a group. There are several times as many as rows, and few are ever asked for their keys. */
class Nested implements NestedLine {
  constructor(
    readonly parent: Group,
    readonly row: GridRow,
  ) {}

  get line(): 'row' {
    return 'row';
  }

  get key(): string {
    return `${this.parent.path}\n${this.row.key}`;
  }

  get depth(): number {
    return this.parent.depth + 1;
  }
}

function compare(a: GroupKey, b: GroupKey): number {
  if (typeof a.order === 'number' && typeof b.order === 'number') return a.order - b.order;
  const left = String(a.order);
  const right = String(b.order);
  return left < right ? -1 : left > right ? 1 : a.key < b.key ? -1 : 1;
}

/** A group without anything in it is an object like those that stand beside groups (XenCenter's rule). */
function lineOf(parent: Group, child: Group, count: number, isOpen: boolean): Head | Nested {
  const { line, row } = child;
  if (count === 0 && row !== null) {
    return line instanceof Nested && line.row === row ? line : new Nested(parent, row);
  }
  const isSame = line instanceof Head && line.count === count && line.isOpen === isOpen && line.row === row;
  return isSame ? line : new Head(child, row, count, isOpen);
}

/** The line of a group. */
class Head implements GroupLine {
  constructor(
    private readonly group: Group,
    readonly row: GridRow | null,
    readonly count: number,
    readonly isOpen: boolean,
  ) {}

  get line(): 'group' {
    return 'group';
  }

  get key(): string {
    return this.group.path;
  }

  get depth(): number {
    return this.group.depth;
  }

  get label(): string {
    return this.group.key.label;
  }

  get id(): ObjectId | null {
    return this.group.key.id;
  }
}
