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
