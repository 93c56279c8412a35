/** XenCenter keeps the values of custom fields so. */
export const FIELD_PREFIX = 'XenCenter.CustomFields.';

/** The custom fields that an object has a value for, with it; an empty one counts as none (XenCenter's rule). */
export function fieldsIn(otherConfig: Readonly<Record<string, string>>): readonly (readonly [string, string])[] {
  return Object.entries(otherConfig).flatMap(([key, value]): readonly (readonly [string, string])[] =>
    key.startsWith(FIELD_PREFIX) && value !== '' ? [[key.slice(FIELD_PREFIX.length), value]] : [],
  );
}

/** A custom field, or one value of it, as the reference of an id. */
export function fieldRef(name: string, value?: string): string {
  return value === undefined ? name : `${name}\n${value}`;
}

export function partsOfField(ref: string): { readonly name: string; readonly value: string | null } {
  const at = ref.indexOf('\n');
  return at < 0 ? { name: ref, value: null } : { name: ref.slice(0, at), value: ref.slice(at + 1) };
}

/** Whether an object with this `other_config` has a custom field, or a value in it. */
export function hasField(otherConfig: Readonly<Record<string, string>>, ref: string): boolean {
  const { name, value } = partsOfField(ref);
  const own = otherConfig[FIELD_PREFIX + name] ?? '';
  return value === null ? own !== '' : own === value;
}
