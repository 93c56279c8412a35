import { DATE_FIELD, FIELD } from './field-properties';
import type { Compare, Filter, Has, Related } from './model';
import { printOperand } from './operands';
import { signOf } from './operators';
import { findProperty } from './properties';
import { findRelation, relationOf } from './read-relations';

/** A filter as text; parsing it gives the same filter, if it is in the one form that `normalize` makes. */
export function printFilter(filter: Filter): string {
  switch (filter.kind) {
    case 'all':
      return filter.of.map(printMember).join(' ');
    case 'any':
      return filter.of.map(printMember).join(' or ');
    case 'none':
      return filter.of.length === 1 && filter.of[0]
        ? `not ${printMember(filter.of[0])}`
        : `not (${filter.of.map(printMember).join(' or ')})`;
    case 'words':
      return printWord(filter.text);
    case 'compare':
      return printCompare(filter);
    case 'has':
      return printHas(filter);
    case 'related':
      return printRelated(filter);
  }
}

function printMember(filter: Filter): string {
  const text = printFilter(filter);
  return filter.kind === 'all' || filter.kind === 'any' ? `(${text})` : text;
}

const PLAIN_WORD = /^[\p{L}\p{N}_][\p{L}\p{N}_.-]*$/u;
const KEYWORD = /^(?:and|or|not)$/i;

function printWord(text: string): string {
  return PLAIN_WORD.test(text) && !KEYWORD.test(text) ? text : quote(text);
}

export function printValue(text: string): string {
  // A sign at the beginning would be taken for one of the comparison.
  return /^[^\s()"\\=:][^\s()"\\]*$/.test(text) ? text : quote(text);
}

function quote(text: string): string {
  return `"${text.replaceAll(/["\\]/g, (letter) => `\\${letter}`)}"`;
}

function printCompare({ property: id, is, value, exactCase }: Compare): string {
  const property = findProperty(id);
  if (property === undefined) return quote(`${id} ${String(value)}`);
  const sign = signOf(property.type, exactCase ? { is, exactCase } : { is }) ?? ':';
  const base = property.isShareOf === undefined ? property : (findProperty(property.isShareOf) ?? property);
  return `${printName(base.id, base.names[0])}${sign}${printValue(printOperand(property, value))}`;
}

function printName(id: string, name: string): string {
  for (const prefix of [FIELD, DATE_FIELD]) {
    if (!id.startsWith(prefix)) continue;
    const field = id.slice(prefix.length);
    return prefix + (/^[\p{L}\p{N}_-]+$/u.test(field) ? field : quote(field));
  }
  return name;
}

/** What `has:` takes: a relation, a property, or the id of a custom field. */
function hasName(what: string): string {
  return findRelation(what)?.names[0] ?? findProperty(what)?.names[0] ?? what;
}

function printHas({ what, yes }: Has): string {
  return `${yes ? 'has' : 'no'}:${printValue(hasName(what))}`;
}

const BY_NAME = ['contains', 'is', 'starts', 'ends'];

function printRelated({ relation, of, negated }: Related): string {
  const [name] = relationOf(relation).names;
  if (of.kind === 'compare' && of.property === 'name') {
    const { is, value, exactCase } = of;
    const isShort = negated ? is === 'contains' || is === 'is' : BY_NAME.includes(is);
    const asked = negated ? (is === 'is' ? 'isNot' : 'lacks') : is;
    const sign = isShort && signOf('text', exactCase ? { is: asked, exactCase } : { is: asked });
    if (sign) return `${name}${sign}${printValue(String(value))}`;
  }
  const inner = printFilter(of);
  if (negated) return `${name}!:(${inner})`;
  // What starts with a name can stand behind a dot.
  const isPath = (of.kind === 'compare' && findProperty(of.property)) || of.kind === 'related' || of.kind === 'has';
  return isPath ? `${name}.${inner}` : `${name}:(${inner})`;
}
