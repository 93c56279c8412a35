import type { TreeRow } from '../../ui/tree/rows';
import { compareText, formatCount } from '../values';
import type { TreeToggles } from '../navigation';
import type { TreeNode } from './tree-node';

/** One place of an object in a tree. Immutable; an object may have several places. */
export interface TreeItem {
  readonly key: string;
  /** Key of the parent; the empty text is above all. The parent may come later, until then the item is not shown. */
  readonly parent: string;
  /** Siblings stand by rank, then natural order of names, then reference. */
  readonly rank: number;
  readonly sortKey: string;
  /** Shown only while this toggle of the View menu is on. */
  readonly toggle: keyof TreeToggles | null;
  /** Shown only because it has children: a group without members disappears. */
  readonly onlyWithChildren: boolean;
  readonly node: TreeNode;
}

/** One line of the flat tree, as the tree widget shows it. Keeps its identity while nothing in it changes. */
export interface NodeRow extends Readonly<TreeRow> {
  readonly node: TreeNode;
  /** Number of children that could be shown; 0: a leaf. */
  readonly childCount: number;
}

/** Parts of a label that match a filter: [start, end) in UTF-16 units. */
export type Highlighter = (label: string) => TreeRow['matches'];

export interface FlattenOptions {
  readonly show: TreeToggles;
  readonly isExpanded: (node: TreeNode) => boolean;
  /** With a filter only what matches and what leads there is shown, all of it expanded. */
  readonly matches?: (node: TreeNode) => boolean;
  /** Given with `matches`; the same function while the filter is the same. */
  readonly highlight?: Highlighter;
}

interface Slot {
  item: TreeItem;
  removed: boolean;
  row: NodeRow | null;
  highlight: Highlighter | undefined;
  /** Equals the number of the flattening that found it, or something below it, matching. */
  matchedIn: number;
}

interface Family {
  slots: Slot[];
  /** Members were added, removed or renamed since the last sorting. */
  stale: boolean;
}

/**
 * A tree of sorted siblings that is changed item by item and read as a flat list of rows. A change costs the sorting
 * of the family it happened in, which TimSort does in linear time when one member moved; reading visits each shown
 * item once and allocates only for rows that differ from the last reading.
 */
export class SortedTree {
  private readonly slots = new Map<string, Slot>();
  private readonly families = new Map<string, Family>();
  private flattening = 0;
  private last: readonly NodeRow[] = [];

  get size(): number {
    return this.slots.size;
  }

  get(key: string): TreeItem | undefined {
    return this.slots.get(key)?.item;
  }

  set(item: TreeItem): void {
    const slot = this.slots.get(item.key);
    if (!slot) {
      this.add(item);
      return;
    }
    const before = slot.item;
    if (sameItem(before, item)) return;
    if (before.parent !== item.parent) {
      this.remove(item.key);
      this.add(item);
      return;
    }
    slot.item = item;
    if (before.rank !== item.rank || before.sortKey !== item.sortKey || before.node.label !== item.node.label) {
      this.family(item.parent).stale = true;
    }
  }

  remove(key: string): void {
    const slot = this.slots.get(key);
    if (!slot) return;
    slot.removed = true;
    this.slots.delete(key);
    this.family(slot.item.parent).stale = true;
  }

  /** Items below a key, in order, whether they are shown or not. */
  childrenOf(key: string): readonly TreeItem[] {
    return this.sorted(key).map((slot) => slot.item);
  }

  /** Keys from the topmost ancestor down to the parent of an item. */
  ancestorsOf(key: string): readonly string[] {
    const ancestors: string[] = [];
    let parent = this.slots.get(key)?.item.parent ?? '';
    while (parent !== '' && ancestors.length < 32) {
      ancestors.unshift(parent);
      parent = this.slots.get(parent)?.item.parent ?? '';
    }
    return ancestors;
  }

  /** Visits everything below a key that the toggles allow, in order, whether it is expanded or not. */
  eachBelow(key: string, show: TreeToggles, visit: (node: TreeNode) => void): void {
    for (const slot of this.sorted(key)) {
      if (!isAllowed(slot.item, show)) continue;
      visit(slot.item.node);
      this.eachBelow(slot.item.key, show, visit);
    }
  }

  /** The rows to show. Answers the same array when nothing in it changed. */
  flatten(options: FlattenOptions): readonly NodeRow[] {
    this.flattening++;
    if (options.matches) this.markMatches(options, options.matches);
    const rows: NodeRow[] = [];
    this.append('', 1, options, rows);
    if (!sameRows(rows, this.last)) this.last = rows;
    return this.last;
  }

  private add(item: TreeItem): void {
    const slot: Slot = { item, removed: false, row: null, highlight: undefined, matchedIn: 0 };
    this.slots.set(item.key, slot);
    const family = this.family(item.parent);
    family.slots.push(slot);
    family.stale = true;
  }

  private append(parent: string, level: number, options: FlattenOptions, rows: NodeRow[]): void {
    const shown = this.shownChildren(parent, options);
    let position = 0;
    for (const slot of shown) {
      position++;
      const { key, node } = slot.item;
      const childCount = this.countChildren(key, options);
      const expanded = childCount > 0 && (options.matches !== undefined || options.isExpanded(node));
      rows.push(rowOf(slot, level, position, shown.length, childCount, expanded, options.highlight));
      if (expanded) this.append(key, level + 1, options, rows);
    }
  }

  private shownChildren(parent: string, options: FlattenOptions): readonly Slot[] {
    const slots = this.sorted(parent);
    return slots.every((slot) => this.isShown(slot, options))
      ? slots
      : slots.filter((slot) => this.isShown(slot, options));
  }

  private countChildren(key: string, options: FlattenOptions): number {
    const family = this.families.get(key);
    if (!family) return 0;
    let count = 0;
    for (const slot of this.sorted(key)) if (this.isShown(slot, options)) count++;
    return count;
  }

  private isShown(slot: Slot, options: FlattenOptions): boolean {
    if (options.matches) return slot.matchedIn === this.flattening;
    return (
      isAllowed(slot.item, options.show) &&
      (!slot.item.onlyWithChildren || this.countChildren(slot.item.key, options) > 0)
    );
  }

  private markMatches(options: FlattenOptions, matches: (node: TreeNode) => boolean): void {
    for (const slot of this.slots.values()) {
      if (slot.matchedIn === this.flattening || !isAllowed(slot.item, options.show) || !matches(slot.item.node))
        continue;
      for (
        let at: Slot | undefined = slot;
        at && at.matchedIn !== this.flattening;
        at = this.slots.get(at.item.parent)
      ) {
        at.matchedIn = this.flattening;
      }
    }
  }

  private sorted(key: string): readonly Slot[] {
    const family = this.families.get(key);
    if (!family) return [];
    if (family.stale) {
      family.slots = family.slots.filter((slot) => !slot.removed).sort(compareSlots);
      family.stale = false;
    }
    return family.slots;
  }

  private family(key: string): Family {
    let family = this.families.get(key);
    if (!family) {
      family = { slots: [], stale: false };
      this.families.set(key, family);
    }
    return family;
  }
}

function isAllowed(item: TreeItem, show: TreeToggles): boolean {
  return (item.toggle === null || show[item.toggle]) && (show.hidden || !item.node.hidden);
}

function compareSlots(a: Slot, b: Slot): number {
  return (
    a.item.rank - b.item.rank ||
    compareText(a.item.sortKey, b.item.sortKey) ||
    compareText(a.item.node.label, b.item.node.label) ||
    compareText(a.item.key, b.item.key)
  );
}

function rowOf(
  slot: Slot,
  level: number,
  posInSet: number,
  setSize: number,
  childCount: number,
  expanded: boolean,
  highlight: Highlighter | undefined,
): NodeRow {
  const { row, item } = slot;
  if (
    row !== null &&
    row.node === item.node &&
    row.level === level &&
    row.posInSet === posInSet &&
    row.setSize === setSize &&
    row.childCount === childCount &&
    row.expanded === expanded &&
    slot.highlight === highlight
  ) {
    return row;
  }
  const { node } = item;
  slot.highlight = highlight;
  slot.row = {
    key: item.key,
    node,
    level,
    label: node.label,
    glyph: node.glyph,
    expandable: childCount > 0,
    expanded,
    posInSet,
    setSize,
    childCount,
    dimmed: node.hidden || node.kind === 'connection',
    badge: item.onlyWithChildren ? formatCount(childCount) : node.note === '' ? undefined : node.note,
    matches: highlight?.(node.label),
  };
  return slot.row;
}

function sameItem(a: TreeItem, b: TreeItem): boolean {
  return (
    a.node === b.node &&
    a.parent === b.parent &&
    a.rank === b.rank &&
    a.sortKey === b.sortKey &&
    a.toggle === b.toggle &&
    a.onlyWithChildren === b.onlyWithChildren
  );
}

function sameRows(a: readonly NodeRow[], b: readonly NodeRow[]): boolean {
  return a.length === b.length && a.every((row, index) => row === b[index]);
}
