import { formatBytes } from '../../values';
import { fileNames } from '../chosen-files';
import type { Field, Input } from '../command';
import { isAsked } from '../dialog/problem';
import { isSecret } from '../secrets';
import { foundInput, listInput, rowsInput } from '../table/vm-call';
import { texts } from './texts';

export interface SummaryLine {
  readonly id: string;
  readonly label: string;
  readonly values: readonly string[];
}

/** What was decided, field by field; what was left empty says nothing. */
export function summaryLines(fields: readonly Field[], input: Input): readonly SummaryLine[] {
  return fields.flatMap((field) => {
    if (!isAsked(field, input)) return [];
    const values = valuesOf(field, input);
    return values.length === 0 ? [] : [{ id: field.id, label: field.label, values }];
  });
}

function valuesOf(field: Field, input: Input): readonly string[] {
  const value = input[field.id];
  const text = typeof value === 'string' ? value.trim() : '';
  switch (field.kind) {
    case 'text':
      if (text === '') return [];
      return isSecret(field)
        ? [texts.secret]
        : field.lines === undefined
          ? [text]
          : [texts.lines(text.split('\n').length)];
    case 'size':
      return text === '' ? [] : [formatBytes(Number(text))];
    case 'number':
      return [text];
    case 'check':
      return [value === true ? texts.yes : texts.no];
    case 'choice':
      return field.choices.filter((choice) => choice.key === text).map((choice) => choice.label);
    case 'search': {
      const found = foundInput(input, field.id, field.question);
      return found === '' ? [] : [field.named?.(found) ?? found];
    }
    case 'file':
      return fileNames(text);
    case 'look':
      return [];
    case 'checklist': {
      const chosen = listInput(input, field.id);
      return field.items.filter((item) => chosen.includes(item.key)).map((item) => item.label);
    }
    case 'tags':
      return listInput(input, field.id)
        .filter((word) => word.startsWith('+'))
        .map((word) => word.slice(1));
    case 'list': {
      const rows = rowsInput(input, field.id);
      if (rows.length === 0) return [field.empty];
      return rows.map((row) => {
        const { title, detail } = field.describe(row);
        return detail === '' ? title : texts.withDetail(title, detail);
      });
    }
  }
}
