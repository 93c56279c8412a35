import { classTable } from '../../xapi/datamodel/classes.gen';
import type { AnyRecord, ClassName, Ref } from '../../xapi/datamodel/ref';
import type { Records } from '../../xapi/datamodel/types.gen';
import { copyRow } from '../engine/defaults';
import type { World } from './world';

/** Fields that are computed when somebody reads them, so that they are right at every moment. */
type Computed<C extends ClassName> = (world: World, ref: Ref<C>, row: Records[C]) => Partial<Records[C]>;

const computed = new Map<ClassName, (world: World, ref: Ref, row: AnyRecord) => Partial<AnyRecord>>();

/** Declares the computed fields of a class, such as `allowed_operations`. */
export function defineComputed<C extends ClassName>(cls: C, compute: Computed<C>): void {
  computed.set(cls, compute as (world: World, ref: Ref, row: AnyRecord) => Partial<AnyRecord>);
}

const HIDDEN: ReadonlyMap<ClassName, Readonly<Record<string, undefined>>> = new Map(
  (Object.keys(classTable) as ClassName[]).map((cls) => [
    cls,
    Object.fromEntries(
      Object.entries(classTable[cls].fields)
        .filter(([, field]) => field.internal === true)
        .map(([name]) => [name, undefined]),
    ),
  ]),
);

/** A row as the wire shows it: computed fields filled in, internal ones `undefined` (JSON leaves them out). */
export function project<C extends ClassName>(world: World, cls: C, ref: Ref<C>, row: Records[C]): Records[C] {
  const compute = computed.get(cls);
  const shown = copyRow(cls, row);
  return Object.assign(shown, compute?.(world, ref, row as AnyRecord), HIDDEN.get(cls));
}
