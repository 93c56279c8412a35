import { isNullRef } from '../../xapi/datamodel/ref';
import { nameOf } from '../objects';
import type { Inventory, ObjectRowClass } from '../objects';
import type { ObjectLink } from './section';

/** What the sections of one object are built from. */
export interface GeneralContext {
  readonly inventory: Inventory;
  readonly connection: string;
}

/** A link to an object, or null where the reference is empty or what it names is gone. */
export function linkTo(
  context: GeneralContext,
  cls: ObjectRowClass,
  ref: string | undefined,
  detail?: string,
): ObjectLink | null {
  if (ref === undefined || isNullRef(ref)) return null;
  const label = nameOf(context.inventory, cls, ref);
  if (label === undefined) return null;
  return {
    id: { connection: context.connection, class: cls, ref },
    label,
    ...(detail === undefined || detail === '' ? {} : { detail }),
  };
}
