import type { GlyphSpec } from '../../ui/glyphs/kinds';
import type { SortedTree } from './sorted-tree';
import { texts } from './texts';

/** Key of the node above all connections. */
export const ROOT_KEY = 'root';

const GLYPH: GlyphSpec = { kind: 'root' };

export function placeRoot(tree: SortedTree): void {
  const node = {
    key: ROOT_KEY,
    id: null,
    kind: 'root',
    label: texts.root,
    glyph: GLYPH,
    hidden: false,
    note: '',
  } as const;
  tree.set({ key: ROOT_KEY, parent: '', rank: 0, sortKey: '', toggle: null, onlyWithChildren: false, node });
}
