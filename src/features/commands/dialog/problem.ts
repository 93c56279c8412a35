import { filesOf } from '../chosen-files';
import type { Field, Input, ListRow } from '../command';
import { listInput, rowsInput } from '../table/vm-call';
import { seenInput } from './seen-input';
import { dialogTexts } from './texts';

/** Whether a form shows it with these answers. */
export const isAsked = (field: Field, input: Input): boolean => field.isAsked?.(input) ?? true;

/** What keeps a command from running with this in a field; null: nothing. */
export function problemOf(field: Field, input: Input): string | null {
  if (!isAsked(field, input)) return null;
  const value = input[field.id];
  switch (field.kind) {
    case 'text': {
      const text = typeof value === 'string' ? value : '';
      if (text.trim() === '' && !field.optional) return dialogTexts.fillIn(field.label);
      return field.problem?.(text, input) ?? null;
    }
    case 'size': {
      if (typeof value !== 'string' || value === '') {
        return field.initialBytes === null ? null : dialogTexts.fillIn(field.label);
      }
      const bytes = Number(value);
      return Number.isFinite(bytes) ? field.problem(bytes, input) : dialogTexts.noNumber;
    }
    case 'choice': {
      const choice = field.choices.find((each) => each.key === value);
      return choice ? choice.reason : dialogTexts.choose(field.label);
    }
    case 'search': {
      const isAnswer = typeof value === 'string' && value.startsWith(`${field.question}\n`);
      if (isAnswer || (field.optional === true && field.atOnce !== true)) return null;
      return field.missing ?? dialogTexts.choose(field.label);
    }
    case 'look': {
      const rows = seenInput(input, field.id, field.question);
      return rows === null ? dialogTexts.notSeen : field.problem(rows);
    }
    case 'file': {
      if (typeof value !== 'string' || value === '') return dialogTexts.choose(field.label);
      return filesOf(value).length === 0 ? dialogTexts.chooseAgain(field.label) : field.problem(value);
    }
    case 'number': {
      const number = Number(value);
      const fits = typeof value === 'string' && value !== '' && number >= field.min && number <= field.max;
      return fits ? (field.problem?.(number, input) ?? null) : dialogTexts.between(field.label, field.min, field.max);
    }
    case 'list': {
      const rows = rowsInput(input, field.id);
      const wrong = rows.findIndex((row) => rowProblem(field, row, rows) !== null);
      const row = rows[wrong];
      if (row) return dialogTexts.wrongRow(field.describe(row).title || dialogTexts.rowNumber(wrong + 1));
      return field.problem?.(rows, input) ?? null;
    }
    case 'checklist':
      return field.problem?.(listInput(input, field.id)) ?? null;
    default:
      return null;
  }
}

/** What is wrong with one row of a list; null: nothing. What is fixed is not a person's to mend. */
export function rowProblem(
  field: Extract<Field, { kind: 'list' }>,
  row: ListRow,
  rows: readonly ListRow[],
): string | null {
  if (field.fixed?.(row) != null) return null;
  for (const each of field.fields(row, rows)) {
    const problem = problemOf(each, row);
    if (problem !== null) return problem;
  }
  return null;
}
