import type { ClassName } from '../datamodel/ref';
import type { Inventory } from './inventory';

/** What is to be computed, and from which classes. */
export interface Selection<T> {
  readonly classes: readonly ClassName[];
  readonly selector: (inventory: Inventory) => T;
  readonly isEqual: (a: T, b: T) => boolean;
}

export interface SelectReader<T> {
  read(inventory: Inventory, selection: Selection<T>): T;
}

/**
 * Computes a selection again only when its selector or one of its classes has changed, and answers the former result
 * as long as `isEqual` finds no difference.
 */
export function createSelectReader<T>(): SelectReader<T> {
  let former: { readonly value: T; readonly selector: unknown; readonly maps: readonly unknown[] } | undefined;
  return {
    read(inventory, { classes, selector, isEqual }) {
      const maps = classes.map((cls) => inventory[cls]);
      const held = former;
      if (held?.selector === selector && maps.every((map, index) => map === held.maps[index])) return held.value;
      const computed = selector(inventory);
      const value = held && isEqual(held.value, computed) ? held.value : computed;
      former = { value, selector, maps };
      return value;
    },
  };
}
