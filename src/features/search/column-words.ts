import type { QueryColumn } from './query/model';

/** A column as a word of the address: `name`, `name:260`, `field.Cost=0020centre` with `.` for what no word may hold. */
export function columnWord({ id, widthPx }: QueryColumn): string {
  return widthPx === null ? sortWord(id) : `${sortWord(id)}:${widthPx}`;
}

export function columnOfWord(word: string): QueryColumn {
  const [id = '', width] = word.split(':');
  const widthPx = Number(width);
  return { id: idOfWord(id), widthPx: Number.isInteger(widthPx) && widthPx > 0 ? widthPx : null };
}

const FIELD = /^(field|date)\.(.*)$/s;

/** The id of a column as a word: letters of custom fields' names that no word may hold become `.` and four digits. */
export function sortWord(id: string): string {
  const [, prefix, name] = FIELD.exec(id) ?? [];
  if (prefix === undefined || name === undefined) return id;
  return `${prefix}.${name.replaceAll(/[^A-Za-z0-9_-]/g, (letter) => `.${letter.charCodeAt(0).toString(16).padStart(4, '0')}`)}`;
}

export function idOfWord(word: string): string {
  const [, prefix, name] = FIELD.exec(word) ?? [];
  if (prefix === undefined || name === undefined) return word;
  return `${prefix}.${name.replaceAll(/\.([0-9a-f]{4})/g, (_, code: string) => String.fromCharCode(parseInt(code, 16)))}`;
}
