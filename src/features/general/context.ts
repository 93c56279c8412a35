import { isNullRef } from '../../xapi/datamodel/ref';
import { glyphOf, kindOf, nameOf } from '../objects';
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
  const { inventory, connection } = context;
  const label = nameOf(inventory, cls, ref);
  if (label === undefined) return null;
  const kind = kindOf(inventory, cls, ref);
  const glyph = kind && glyphOf(inventory, kind, ref);
  return {
    id: { connection, class: cls, ref },
    label,
    ...(glyph ? { glyph } : {}),
    ...(detail === undefined || detail === '' ? {} : { detail }),
  };
}
