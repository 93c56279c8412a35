import type { GlyphSpec } from '../glyphs/kinds';

/**
 * One visible row of a tree: the caller flattens its expanded nodes in display order. Rows are compared by identity, so
 * hand back the same object while nothing about it changed.
 */
export interface TreeRow {
  key: string;
  /** Depth, 1 for the roots. */
  level: number;
  label: string;
  glyph?: GlyphSpec | undefined;
  expandable: boolean;
  expanded: boolean;
  /** Position among its siblings, from 1, and their number. */
  posInSet: number;
  setSize: number;
  /** Shown in a weaker colour: hidden objects made visible, disabled ones. */
  dimmed?: boolean | undefined;
  /** A short word or number at the end of the row, e.g. a count or "2 updates". */
  badge?: string | undefined;
  /** Parts of the label that match the filter: [start, end) in UTF-16 units, in order, not overlapping. */
  matches?: readonly (readonly [number, number])[] | undefined;
  /** Changes when the row should flash once, e.g. a counter of updates. */
  flash?: number | undefined;
}

/** Index of the parent of the row at `index`, or -1 for a root. */
export function parentIndex(rows: readonly TreeRow[], index: number): number {
  const level = rows[index]?.level ?? 1;
  for (let at = index - 1; at >= 0; at--) {
    const row = rows[at];
    if (row !== undefined && row.level < level) return at;
  }
  return -1;
}

/** The expandable siblings (the row itself included) that are still closed: what `*` opens. */
export function closedSiblings(rows: readonly TreeRow[], index: number): string[] {
  const level = rows[index]?.level ?? 1;
  const keys: string[] = [];
  const first = parentIndex(rows, index) + 1;
  for (let at = first; at < rows.length; at++) {
    const row = rows[at];
    if (row === undefined || row.level < level) break;
    if (row.level === level && row.expandable && !row.expanded) keys.push(row.key);
  }
  return keys;
}

/**
 * The next row whose label starts with the typed letters, searching onwards from `from` and around. One letter typed
 * again and again steps through the rows that start with it.
 */
export function typeAhead(rows: readonly TreeRow[], from: number, typed: string): number {
  const repeated = typed.length > 1 && [...typed].every((letter) => letter === typed[0]);
  const wanted = (repeated ? (typed[0] ?? '') : typed).toLocaleLowerCase();
  const start = typed.length === 1 || repeated ? from + 1 : from;
  for (let step = 0; step < rows.length; step++) {
    const at = (start + step + rows.length) % rows.length;
    if (rows[at]?.label.toLocaleLowerCase().startsWith(wanted) === true) return at;
  }
  return -1;
}
