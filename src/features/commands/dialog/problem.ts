import type { Field, Input } from '../command';
import { texts } from '../texts';

/** What keeps a command from running with this in a field; null: nothing. */
export function problemOf(field: Field, input: Input): string | null {
  const value = input[field.id];
  switch (field.kind) {
    case 'text': {
      const text = typeof value === 'string' ? value : '';
      if (text.trim() === '' && !field.optional) return texts.dialog.fillIn(field.label);
      return field.problem?.(text, input) ?? null;
    }
    case 'size': {
      if (typeof value !== 'string' || value === '') return texts.dialog.fillIn(field.label);
      const bytes = Number(value);
      return Number.isFinite(bytes) ? field.problem(bytes, input) : texts.dialog.noNumber;
    }
    case 'choice': {
      const choice = field.choices.find((each) => each.key === value);
      return choice ? choice.reason : texts.dialog.choose(field.label);
    }
    default:
      return null;
  }
}
