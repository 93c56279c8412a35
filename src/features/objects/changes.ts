import type { ClassName } from '../../xapi/datamodel/ref';

/** Which objects of one connection changed: what a model that follows an inventory has to look at again. */
export interface Changes {
  /** Everything may have changed: a class was loaded anew. */
  readonly all: boolean;
  readonly refs: ReadonlyMap<ClassName, readonly string[]>;
}

const NONE: readonly string[] = [];

export const EVERYTHING: Changes = { all: true, refs: new Map() };

/** Objects of a class that were added, changed or removed. */
export function changedIn(changes: Changes, cls: ClassName): readonly string[] {
  return changes.refs.get(cls) ?? NONE;
}
