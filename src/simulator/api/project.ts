import { classTable } from '../../xapi/datamodel/classes.gen';
import type { AnyRecord, ClassName, Ref } from '../../xapi/datamodel/ref';
import type { Records } from '../../xapi/datamodel/types.gen';
import { copyRow } from '../engine/defaults';
import type { World } from './world';

/** A field that is computed when somebody reads it, so that it is right at every moment. */
interface Computed {
  readonly field: string;
  readonly compute: (world: World, ref: Ref, row: AnyRecord) => unknown;
}

const computed = new Map<ClassName, readonly Computed[]>();
const NONE: readonly Computed[] = [];

/** Declares a computed field of a class, such as `allowed_operations`; undefined: what the row says holds. */
export function defineComputed<C extends ClassName, F extends keyof Records[C] & string>(
  cls: C,
  field: F,
  compute: (world: World, ref: Ref<C>, row: Records[C]) => Records[C][F] | undefined,
): void {
  computed.set(cls, [...(computed.get(cls) ?? NONE), { field, compute: compute as Computed['compute'] }]);
}

type Fields = Record<string, unknown>;

/** Fields that no client sees. */
const HIDDEN: ReadonlyMap<ClassName, readonly string[]> = new Map(
  (Object.keys(classTable) as ClassName[]).map((cls) => [
    cls,
    Object.entries(classTable[cls].fields)
      .filter(([, field]) => field.internal === true)
      .map(([name]) => name),
  ]),
);

function withoutHidden(cls: ClassName, row: AnyRecord): Fields {
  const shown = copyRow(cls, row as never) as unknown as Fields;
  for (const name of HIDDEN.get(cls) ?? []) shown[name] = undefined;
  return shown;
}

/** A row as the wire shows it: computed fields filled in, internal ones `undefined` (JSON leaves them out). */
export function project<C extends ClassName>(world: World, cls: C, ref: Ref<C>, row: Records[C]): Records[C] {
  const shown = withoutHidden(cls, row as AnyRecord);
  for (const rule of computed.get(cls) ?? NONE) {
    const value = rule.compute(world, ref, row as AnyRecord);
    if (value !== undefined) shown[rule.field] = value;
  }
  return shown as unknown as Records[C];
}

/** One field of a row as the wire shows it. */
export function projectField(world: World, cls: ClassName, ref: Ref, row: AnyRecord, field: string): unknown {
  if (HIDDEN.get(cls)?.includes(field) === true) return undefined;
  const rule = computed.get(cls)?.find((each) => each.field === field);
  const value = rule?.compute(world, ref, row);
  return value ?? (row as unknown as Fields)[field];
}

/** Rows are replaced, never changed: what JSON makes of one is known once it was written, but for what is computed. */
const texts = new WeakMap<AnyRecord, string>();
/** The same for values that are handed out again and again, such as the sets of operations. */
const valueTexts = new WeakMap<object, string>();

/** The text that JSON makes of `project`; computed fields stand at its end. */
export function projectJson(world: World, cls: ClassName, ref: Ref, row: AnyRecord): string {
  const rules = computed.get(cls) ?? NONE;
  let text = texts.get(row);
  if (text === undefined) {
    const shown = withoutHidden(cls, row);
    for (const { field } of rules) shown[field] = undefined;
    // Without its last brace, behind which computed fields would not fit.
    text = JSON.stringify(shown).slice(0, -1);
    texts.set(row, text);
  }
  for (const { field, compute } of rules) {
    text += `,"${field}":${valueJson(compute(world, ref, row) ?? (row as unknown as Fields)[field])}`;
  }
  return `${text}}`;
}

function valueJson(value: unknown): string {
  if (typeof value !== 'object' || value === null || !Object.isFrozen(value)) return JSON.stringify(value);
  let text = valueTexts.get(value);
  if (text === undefined) valueTexts.set(value, (text = JSON.stringify(value)));
  return text;
}
