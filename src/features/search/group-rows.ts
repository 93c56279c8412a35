import type { GroupKey, GroupLevel } from './group-levels';
import type { GridRow } from './grid-row';
import type { GroupLine, Line, NestedLine } from './lines';

interface Group {
  readonly key: GroupKey;
  readonly path: string;
  /** Objects without a group at one level stand behind it, in the groups of the next. */
  readonly level: number;
  readonly groups: Map<string, Group>;
  readonly rows: GridRow[];
  row: GridRow | null;
}

export interface GroupedList {
  readonly lines: readonly Line[];
  /** The paths of all groups there are, open or not. */
  readonly paths: readonly string[];
}

/** Rows in groups, as lines. Lines keep their identity while nothing in them changed. */
export class GroupedRows {
  private before = new Map<string, GroupLine | NestedLine>();
  private now = new Map<string, GroupLine | NestedLine>();
  private lines: Line[] = [];
  private paths: string[] = [];

  /**
   * @param rows in their order, which is kept within each group
   * @param levelsOf the levels for a row, outermost first
   */
  read(
    rows: readonly GridRow[],
    levelsOf: (row: GridRow) => readonly GroupLevel[],
    isClosed: (path: string) => boolean,
    isDescending: boolean,
  ): GroupedList {
    const root = group({ key: '', label: '', order: '', id: null }, '', 0);
    for (const row of rows) place(row, root, levelsOf(row), 0);
    this.now = new Map();
    this.lines = [];
    this.paths = [];
    this.write(root, 0, isClosed, isDescending ? -1 : 1);
    this.before = this.now;
    return { lines: this.lines, paths: this.paths };
  }

  private write(parent: Group, depth: number, isClosed: (path: string) => boolean, sign: 1 | -1): void {
    for (const child of [...parent.groups.values()].sort((a, b) => a.level - b.level || compare(a.key, b.key) * sign)) {
      const isOpen = !isClosed(child.path);
      this.paths.push(child.path);
      const { label, id } = child.key;
      this.add({ line: 'group', key: child.path, depth, label, count: count(child), isOpen, id, row: child.row });
      if (isOpen) this.write(child, depth + 1, isClosed, sign);
    }
    for (const row of parent.rows) this.add({ line: 'row', key: `${parent.path}\n${row.key}`, depth, row });
  }

  private add(line: GroupLine | NestedLine): void {
    const before = this.before.get(line.key);
    const kept = before !== undefined && isSame(before, line) ? before : line;
    this.now.set(line.key, kept);
    this.lines.push(kept);
  }
}

function group(key: GroupKey, path: string, level: number): Group {
  return { key, path, level, groups: new Map(), rows: [], row: null };
}

function place(row: GridRow, parent: Group, levels: readonly GroupLevel[], at: number): void {
  const level = levels[at];
  if (level === undefined) {
    parent.rows.push(row);
    return;
  }
  const own = level.groupOf(row);
  if (own !== null) {
    below(parent, own, at).row = row;
    return;
  }
  const paths = level.pathsOf(row);
  if (paths.length === 0) place(row, parent, levels, at + 1);
  for (const path of paths) {
    let inner = parent;
    for (const key of path) inner = below(inner, key, at);
    place(row, inner, levels, at + 1);
  }
}

function below(parent: Group, key: GroupKey, level: number): Group {
  const name = `${level} ${key.key}`;
  let child = parent.groups.get(name);
  if (!child) parent.groups.set(name, (child = group(key, `${parent.path}\n${name}`, level)));
  return child;
}

function compare(a: GroupKey, b: GroupKey): number {
  if (typeof a.order === 'number' && typeof b.order === 'number') return a.order - b.order;
  const left = String(a.order);
  const right = String(b.order);
  return left < right ? -1 : left > right ? 1 : a.key < b.key ? -1 : 1;
}

function count({ rows, groups }: Group): number {
  let sum = rows.length;
  for (const child of groups.values()) sum += count(child) + (child.row === null ? 0 : 1);
  return sum;
}

function isSame(a: GroupLine | NestedLine, b: GroupLine | NestedLine): boolean {
  if (a.line !== b.line || a.row !== b.row || a.depth !== b.depth) return false;
  if (a.line === 'row' || b.line === 'row') return true;
  return a.label === b.label && a.count === b.count && a.isOpen === b.isOpen;
}
