import { allNames } from './heads';
import type { Operand } from './model';
import { exampleOf, parseOperand } from './operands';
import { fail, nearest } from './problem';
import type { Fix } from './problem';
import { findProperty, propertyNamed } from './properties';
import type { Property } from './property';
import { relationNamed } from './read-relations';
import { texts } from './texts';
import { parsePercent } from './units';

interface Place {
  readonly from: number;
  readonly to: number;
}

/** What a written value means; a share of 100 % belongs to a property of its own. */
export function readOperand(
  property: Property,
  name: string,
  text: string,
  place: Place,
): { readonly id: string; readonly value: Operand } {
  if ((property.type === 'bytes' || property.type === 'rate') && text.endsWith('%')) {
    const value = parsePercent(text);
    if (property.share === undefined) return fail(place.from, place.to, texts.problems.badShare(name));
    if (value === null) return fail(place.from, place.to, texts.problems.badPercent(text));
    return { id: property.share, value };
  }
  const value = parseOperand(property, text);
  return value === null ? wrong(property, name, text, place) : { id: property.id, value };
}

function wrong(property: Property, name: string, text: string, { from, to }: Place): never {
  const { problems, fixes } = texts;
  const write = (fixed: string): readonly Fix[] => [{ label: fixes.replace(fixed), text: fixed }];
  const example = exampleOf(property);
  switch (property.type) {
    case 'choice':
    case 'yesNo': {
      const names = property.options?.map((option) => option.names[0]) ?? ['yes', 'no'];
      const like = nearest(text.toLowerCase(), names);
      return fail(from, to, problems.badOption(text, name, names.join(', ')), like === undefined ? [] : write(like));
    }
    case 'bytes':
    case 'rate':
      return fail(from, to, problems.badSize(text), write(/^\d+(?:\.\d+)?$/.test(text) ? `${text}GiB` : example));
    case 'since':
      return fail(from, to, problems.badDuration(text), write(/^\d+$/.test(text) ? `${text}d` : example));
    case 'percent':
      return fail(from, to, problems.badPercent(text), write(example));
    case 'day':
      return fail(from, to, problems.badDay(text), write(example));
    case 'address':
      return fail(from, to, problems.badAddress(text), write(example));
    case 'mac':
      return fail(from, to, problems.badMac(text), write(example));
    default:
      return fail(from, to, problems.badNumber(text), write(example));
  }
}

/** What `has:` asks for, by its name or the id of a custom field. */
export function readHas(text: string, from: number, to: number): string {
  const word = text.toLowerCase();
  const relation = relationNamed(word);
  if (relation) return relation.id;
  const property = propertyNamed(word) ?? findProperty(text);
  if (property) return property.id;
  const like = nearest(word, allNames());
  const fixes = like === undefined ? [] : [{ label: texts.fixes.replace(like), text: like }];
  return fail(from, to, texts.problems.badHas(text), fixes);
}
