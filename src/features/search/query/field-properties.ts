import type { Property } from './property';
import { readDateField, readField } from './read-objects';
import { texts } from './texts';

/** A custom field as text, `field.Owner`, and as a day, `date.Due`. */
export const FIELD = 'field.';
export const DATE_FIELD = 'date.';

const made = new Map<string, Property>();

function once(id: string, make: () => Property): Property {
  let property = made.get(id);
  if (!property) made.set(id, (property = make()));
  return property;
}

export function textFieldProperty(name: string): Property {
  const id = FIELD + name;
  return once(id, () => ({ id, names: [id], label: texts.field(name), type: 'text', read: readField(name) }));
}

export function dateFieldProperty(name: string): Property {
  const id = DATE_FIELD + name;
  return once(id, () => ({ id, names: [id], label: texts.dateField(name), type: 'day', read: readDateField(name) }));
}
