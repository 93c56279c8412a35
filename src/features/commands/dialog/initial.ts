import type { Field, Input } from '../command';

/** What a field holds before somebody touches it. */
export function initialOf(field: Field): Input[string] {
  switch (field.kind) {
    case 'tags':
      return [];
    case 'size':
      return String(field.initialBytes ?? '');
    case 'number':
      return String(field.initial);
    default:
      return field.initial;
  }
}

/** What a form holds before somebody touches it. */
export function initialInput(fields: readonly Field[]): Input {
  return Object.fromEntries(fields.map((field) => [field.id, initialOf(field)]));
}
