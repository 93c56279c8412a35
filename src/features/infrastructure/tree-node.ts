import type { GlyphSpec } from '../../ui/glyphs/kinds';
import type { ObjectKind } from '../objects';
import type { ObjectId } from '../navigation';

export type NodeKind = ObjectKind | 'root' | 'group' | 'tag' | 'folder' | 'field' | 'connection';

/** What a line of a tree shows. Immutable, and the same object while it shows the same. */
export interface TreeNode {
  readonly key: string;
  /** Null for the root, which stands for the whole console. */
  readonly id: ObjectId | null;
  readonly kind: NodeKind;
  readonly label: string;
  /** Shows the state; equal glyphs are one object. */
  readonly glyph: GlyphSpec;
  /** A hidden object that is shown because the View menu asks for it. */
  readonly hidden: boolean;
  /** A remark at the end of the row. */
  readonly note: string;
}

/** Answers `before` when it shows the same, so that rows keep their identity. */
export function sameNodeOr(before: TreeNode | undefined, after: TreeNode): TreeNode {
  return before !== undefined &&
    before.label === after.label &&
    before.glyph === after.glyph &&
    before.hidden === after.hidden &&
    before.note === after.note &&
    before.kind === after.kind
    ? before
    : after;
}
