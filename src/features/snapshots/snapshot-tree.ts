import type { GlyphSpec } from '../../ui/glyphs/kinds';
import type { TreeRow } from '../../ui/tree/rows';
import type { Ref } from '../../xapi/datamodel/ref';
import { formatTime } from '../values';
import type { SnapshotRow } from './snapshot-rows';
import { texts } from './texts';

/** Keys of the two rows that are no snapshots. */
export const NOW = 'now';
export const BASE = 'base';

/** How the snapshots of a VM follow from each other. */
export interface Lineage {
  /** By reference; those that follow nothing follow the beginning. */
  readonly followers: ReadonlyMap<string, readonly SnapshotRow[]>;
  /** The snapshot that the present state follows from; `base` when there is none. */
  readonly nowAfter: string;
  /** Everything on the way from the beginning to the present. */
  readonly onTheWay: ReadonlySet<string>;
}

/**
 * Reads the parents of the snapshots that are shown. One whose parent is left out follows the nearest that is shown; a
 * pool that tells a circle has it cut where it closes.
 */
export function lineageOf(
  rows: readonly SnapshotRow[],
  parentOf: (ref: Ref<'VM'>) => Ref<'VM'> | undefined,
  vm: Ref<'VM'>,
): Lineage {
  const shown = new Set(rows.map((each) => each.id.ref));
  const nearest = (of: string): string => {
    const seen = new Set([of]);
    let at = parentOf(of);
    while (at !== undefined && !shown.has(at)) {
      if (seen.has(at)) return BASE;
      seen.add(at);
      at = parentOf(at);
    }
    return at ?? BASE;
  };
  const parents = new Map(rows.map(({ id: { ref } }) => [ref, nearest(ref)]));
  cutCircles(parents);
  const followers = new Map<string, SnapshotRow[]>();
  for (const each of rows) {
    const parent = parents.get(each.id.ref) ?? BASE;
    const list = followers.get(parent);
    if (list) list.push(each);
    else followers.set(parent, [each]);
  }
  const nowAfter = nearest(vm);
  const onTheWay = new Set<string>();
  for (let at: string | undefined = nowAfter; at !== undefined && at !== BASE; at = parents.get(at)) onTheWay.add(at);
  return { followers, nowAfter, onTheWay };
}

function cutCircles(parents: Map<string, string>): void {
  const settled = new Set<string>([BASE]);
  for (const start of parents.keys()) {
    const path = new Set<string>();
    let at = start;
    while (!settled.has(at)) {
      path.add(at);
      const next = parents.get(at) ?? BASE;
      if (path.has(next)) {
        parents.set(at, BASE);
        break;
      }
      at = next;
    }
    for (const each of path) settled.add(each);
  }
}

/** A row to come. `isInline`: what follows it stands at its own depth, so only the other branches stand below it. */
interface Place {
  readonly key: string;
  readonly level: number;
  readonly at: number;
  readonly of: number;
  readonly isInline: boolean;
}

/**
 * The rows of the tree. What follows in a straight line stays at one depth, so that a thousand daily snapshots are a
 * list; only where history forks do the branches that lead nowhere move in. The way to the present is the outermost line.
 */
export function treeRows(
  lineage: Lineage,
  byRef: ReadonlyMap<string, SnapshotRow>,
  present: { readonly glyph: GlyphSpec; readonly state: string },
  collapsed: ReadonlySet<string>,
): readonly TreeRow[] {
  const { followers, nowAfter, onTheWay } = lineage;
  const after = (key: string): readonly string[] => (followers.get(key) ?? []).map(({ id }) => id.ref);

  /** What goes on from a row; the others branch off. */
  const mainOf = (key: string): string | undefined => {
    if (key === NOW) return undefined;
    if (key === nowAfter) return NOW;
    return after(key).find((ref) => onTheWay.has(ref)) ?? after(key).at(-1);
  };
  const branchesOf = ({ key, isInline }: Place): readonly string[] => {
    const main = isInline ? mainOf(key) : undefined;
    return after(key).filter((ref) => ref !== main);
  };
  const lineFrom = (head: string): readonly string[] => {
    const line: string[] = [];
    for (let key: string | undefined = head; key !== undefined; key = mainOf(key)) line.push(key);
    return line;
  };

  const rows: TreeRow[] = [];
  // A stack in place of recursion: a history may fork thousands of times.
  const open: Place[] = [];
  const schedule = (keys: readonly string[], level: number, isInline: boolean): void => {
    for (let at = keys.length - 1; at >= 0; at--)
      open.push({ key: keys[at] ?? '', level, at: at + 1, of: keys.length, isInline });
  };
  // The beginning is a row of its own only where something else than the first snapshot follows it.
  const isForked = branchesOf({ key: BASE, level: 1, at: 1, of: 1, isInline: true }).length > 0;
  schedule(lineFrom(BASE).slice(isForked ? 0 : 1), 1, true);
  for (let place = open.pop(); place !== undefined; place = open.pop()) {
    const branches = branchesOf(place);
    const isOpen = branches.length > 0 && !collapsed.has(place.key);
    rows.push({
      key: place.key,
      level: place.level,
      ...wordsOf(place.key, byRef.get(place.key), present),
      expandable: branches.length > 0,
      expanded: isOpen,
      posInSet: place.at,
      setSize: place.of,
    });
    if (!isOpen) continue;
    const [only] = branches;
    // Lines of several branches at one depth could not be told apart: each then stands below its first snapshot.
    if (branches.length === 1 && only !== undefined) schedule(lineFrom(only), place.level + 1, true);
    else schedule(branches, place.level + 1, false);
  }
  return rows;
}

function wordsOf(
  key: string,
  snapshot: SnapshotRow | undefined,
  present: { readonly glyph: GlyphSpec; readonly state: string },
): Pick<TreeRow, 'label' | 'glyph' | 'badge'> {
  if (key === NOW) return { label: texts.now, glyph: present.glyph, badge: present.state };
  if (snapshot === undefined) return { label: texts.base, glyph: { kind: 'vm' } };
  return { label: snapshot.name, glyph: snapshot.glyph, badge: formatTime(snapshot.takenMs) };
}
