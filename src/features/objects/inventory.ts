import type { ClassName, Ref } from '../../xapi/datamodel/ref';
import type { Records } from '../../xapi/datamodel/types.gen';

/** The records of one pool that the console holds: a map by reference for each class. Absent: not loaded. */
export type Inventory = { readonly [C in ClassName]?: ReadonlyMap<Ref<C>, Records[C]> };

const NOTHING: ReadonlyMap<never, never> = new Map<never, never>();

/** All records of a class; empty when the class is not loaded. */
export function rows<C extends ClassName>(inventory: Inventory, cls: C): ReadonlyMap<Ref<C>, Records[C]> {
  const map: ReadonlyMap<Ref<C>, Records[C]> | undefined = inventory[cls];
  return map ?? NOTHING;
}

export function row<C extends ClassName>(inventory: Inventory, cls: C, ref: Ref<C>): Records[C] | undefined {
  const map: ReadonlyMap<Ref<C>, Records[C]> | undefined = inventory[cls];
  return map?.get(ref);
}

/** The first record of a class that has one per pool. */
export function only<C extends ClassName>(inventory: Inventory, cls: C): readonly [Ref<C>, Records[C]] | undefined {
  for (const entry of rows(inventory, cls)) return entry;
  return undefined;
}
