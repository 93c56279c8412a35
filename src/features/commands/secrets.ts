import type { Field, Input } from './command';

export function isSecret(field: Field): boolean {
  return field.kind === 'text' && field.secret === true;
}

/** Passwords among what was filled in. */
export function secretsIn(fields: readonly Field[], input: Input): readonly string[] {
  return fields.filter(isSecret).flatMap((field) => {
    const value = input[field.id];
    return typeof value === 'string' && value !== '' ? [value] : [];
  });
}
