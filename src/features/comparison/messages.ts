import type { Comparison, FieldChange } from './engine/model';

/** Page to worker. The two states of the first message are those of all that follow. */
export type ToComparer =
  | { readonly type: 'read'; readonly before: Blob; readonly after: Blob; readonly all: boolean }
  | { readonly type: 'compare'; readonly all: boolean }
  | { readonly type: 'fields'; readonly cls: string; readonly uuid: string; readonly kind: 'added' | 'removed' };

export type FromComparer =
  | { readonly type: 'comparison'; readonly comparison: Comparison }
  | { readonly type: 'fields'; readonly fields: readonly FieldChange[] }
  /** A sentence for people. */
  | { readonly type: 'wrong'; readonly words: string };
