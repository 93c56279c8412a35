import { DATE_FIELD, FIELD } from './field-properties';
import { DAY_WORDS } from './days';
import { readHead } from './heads';
import type { Head } from './heads';
import { exampleOf } from './operands';
import { operatorsOf } from './operators';
import { printValue } from './print';
import { QueryError } from './problem';
import { namedProperties } from './properties';
import type { Property } from './property';
import { allRelations } from './read-relations';
import { texts } from './texts';
import type { RelationId } from './model';

/** What is known beside the language: values that objects have. Each list in the order it is to be offered. */
export interface Vocabulary {
  readonly fields: () => readonly { readonly name: string; readonly isDate: boolean }[];
  /** Values of a property, such as tags. */
  readonly values: (property: string) => readonly string[];
  /** Names of objects of a relation. */
  readonly names: (relation: RelationId) => readonly string[];
}

export interface Suggestion {
  /** What takes the place of the letters from `from` to the caret. */
  readonly text: string;
  readonly label: string;
  readonly note: string;
  /** More is to come: the caret stays right behind it. */
  readonly isOpen: boolean;
}

export interface Completion {
  readonly from: number;
  readonly suggestions: readonly Suggestion[];
}

const MOST = 12;
const NONE: Completion = { from: 0, suggestions: [] };

const VALUE =
  /(?:^|[\s(])-?((?:[\p{L}_][\p{L}\p{N}_-]*\.)*(?:[\p{L}_][\p{L}\p{N}_-]*|"(?:[^"\\]|\\.)*"))([!*^$]*[:=]{1,2}|[<>]=?)(?:"([^"]*)|([^\s()"]*))$/u;
const NAME = /(?:^|[\s(])-?((?:[\p{L}_][\p{L}\p{N}_-]*\.)*)([\p{L}\p{N}_-]*)$/u;

/** What could be written at the caret. */
export function completeQuery(text: string, caret: number, vocabulary: Vocabulary): Completion {
  const before = text.slice(0, caret);
  if (isInPhrase(before)) return NONE;
  const value = VALUE.exec(before);
  if (value) {
    const [, name = '', , quoted, bare = ''] = value;
    const typed = quoted ?? bare;
    const from = caret - typed.length - (quoted === undefined ? 0 : 1);
    return { from, suggestions: values(name, typed, vocabulary) };
  }
  const name = NAME.exec(before);
  if (!name) return NONE;
  const [, path = '', typed = ''] = name;
  return { from: caret - typed.length, suggestions: names(path, typed, vocabulary) };
}

/** Inside of a phrase that is no value nothing can be foretold. */
function isInPhrase(before: string): boolean {
  const marks = before.replaceAll(/\\./g, '').split('"').length - 1;
  return marks % 2 === 1 && !VALUE.test(before);
}

function names(path: string, typed: string, { fields }: Vocabulary): readonly Suggestion[] {
  const wanted = typed.toLowerCase();
  if (path === FIELD || path === DATE_FIELD) {
    return fields()
      .filter(({ name, isDate }) => isDate === (path === DATE_FIELD) && name.toLowerCase().startsWith(wanted))
      .slice(0, MOST)
      .map(({ name }) => open(`${/^[\p{L}\p{N}_-]+$/u.test(name) ? name : `"${name}"`}:`, name, ''));
  }
  if (path === '' && wanted === '') return [];
  const found: Suggestion[] = [];
  for (const { names: all, label, type } of namedProperties()) {
    const name = all.find((each) => each.startsWith(wanted));
    if (name === undefined) continue;
    const [sign = ':'] = Object.keys(operatorsOf(type)).slice(isOrdered(type) ? -2 : 0);
    found.push(open(`${name}${sign}`, `${name}${sign}`, label));
  }
  for (const { id, names: all } of allRelations()) {
    const name = all.find((each) => each.startsWith(wanted));
    if (name !== undefined) found.push(open(`${name}:`, `${name}:`, texts.relations[id]));
  }
  if (path === '') {
    for (const { name, isDate } of fields()) {
      if (!name.toLowerCase().startsWith(wanted)) continue;
      const text = `${isDate ? DATE_FIELD : FIELD}${/^[\p{L}\p{N}_-]+$/u.test(name) ? name : `"${name}"`}:`;
      found.push(open(text, text, texts.properties.fields));
    }
    for (const name of ['has', 'no']) if (name.startsWith(wanted)) found.push(open(`${name}:`, `${name}:`, ''));
  }
  return found.sort((a, b) => a.label.length - b.label.length).slice(0, MOST);
}

function isOrdered(type: Property['type']): boolean {
  return type === 'bytes' || type === 'rate' || type === 'percent' || type === 'since' || type === 'count';
}

function values(name: string, typed: string, vocabulary: Vocabulary): readonly Suggestion[] {
  const head = headOf(name);
  if (head === null) return [];
  const wanted = typed.toLowerCase();
  return offered(head, vocabulary)
    .filter(({ text, label }) => text.toLowerCase().startsWith(wanted) || label.toLowerCase().includes(wanted))
    .slice(0, MOST)
    .map(({ text, label, note }) => ({ text: printValue(text), label, note, isOpen: false }));
}

interface Offered {
  readonly text: string;
  readonly label: string;
  readonly note: string;
}

const plain = (text: string): Offered => ({ text, label: text, note: '' });

function offered({ asked }: Head, { values: valuesOf, names: namesOf }: Vocabulary): readonly Offered[] {
  if (asked.kind === 'relation') return namesOf(asked.relation.id).map(plain);
  if (asked.kind === 'has') {
    return [
      ...allRelations().map(({ names: [name], id }) => ({ text: name, label: name, note: texts.relations[id] })),
      ...namedProperties().map(({ names: [name], label }) => ({ text: name, label: name, note: label })),
    ];
  }
  const { property } = asked;
  switch (property.type) {
    case 'choice':
      return (property.options ?? []).map(({ names: [text], label }) => ({ text, label: text, note: label }));
    case 'yesNo':
      return [plain('yes'), plain('no')];
    case 'day':
      return DAY_WORDS.map(plain);
    case 'text':
    case 'list':
      return valuesOf(property.id).map(plain);
    default:
      return [plain(exampleOf(property))];
  }
}

function headOf(name: string): Head | null {
  try {
    return readHead(name, 0);
  } catch (error) {
    if (error instanceof QueryError) return null;
    throw error;
  }
}

function open(text: string, label: string, note: string): Suggestion {
  return { text, label, note, isOpen: true };
}
