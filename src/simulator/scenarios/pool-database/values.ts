import { NULL_REF } from '../../../xapi/datamodel/ref';
import { EMPTY_MAP, EMPTY_SET, type FieldType } from '../../engine/defaults';
import { clip } from './pool-database-error';
import { ExpressionError, formatAtom, parseExpression, type Expression } from './s-expression';

/** A column whose text does not have the form of its type. The message continues the sentence of a place. */
export class ValueError extends Error {}

/** Told about what could not be kept of a value that was otherwise readable: a clause, and the text. */
export type Report = (problem: string, text: string) => void;

/** Reads to the default of the field: nothing was written, or nothing that the model knows. */
export const NO_VALUE = Symbol('no value');

const MAX_INT = 2n ** 63n - 1n;

/** The value of a column, from its text after `unprotect`. Throws ValueError. */
export function readValue(type: FieldType, text: string, report: Report): unknown {
  if (type.kind === 'set') return readSet(type.of, expression(text), report);
  if (type.kind === 'map') return readMap(type, expression(text), report);
  return readScalar(type, text, report);
}

function expression(text: string): Expression {
  if (text === '()' || text === '') return EMPTY_SET;
  try {
    return parseExpression(text);
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error;
    const from = Math.max(0, error.at - 20);
    const near = clip(text.slice(from, from + 60), 60);
    throw new ValueError(`"${near}" is not a well-formed list. ${error.message} (character ${error.at + 1}).`);
  }
}

function readSet(of: FieldType, list: Expression, report: Report): readonly unknown[] {
  if (typeof list === 'string') throw new ValueError(`"${clip(list)}" is not a list.`);
  if (list.length === 0) return EMPTY_SET;
  const items: unknown[] = [];
  for (const atom of list) {
    if (typeof atom !== 'string') throw new ValueError('A list stands where the list should hold a text.');
    const item = of.kind === 'set' || of.kind === 'map' ? readValue(of, atom, report) : readScalar(of, atom, report);
    if (item !== NO_VALUE) items.push(item);
  }
  return items;
}

function readMap(
  type: { readonly key: FieldType; readonly value: FieldType },
  list: Expression,
  report: Report,
): Readonly<Record<string, unknown>> {
  if (typeof list === 'string') throw new ValueError(`"${clip(list)}" is not a list of pairs.`);
  if (list.length === 0) return EMPTY_MAP;
  // A Map first: keys of a pool are anybody's text, `__proto__` included.
  const entries = new Map<string, unknown>();
  for (const pair of list) {
    const [key, text] = pair;
    if (typeof pair === 'string' || pair.length !== 2 || typeof key !== 'string' || typeof text !== 'string') {
      throw new ValueError('It holds something that is not a pair of two texts.');
    }
    const name = readScalar(type.key, key, report);
    const value = readValue(type.value, text, report);
    if (name === NO_VALUE || value === NO_VALUE || entries.has(String(name))) continue;
    entries.set(String(name), value);
  }
  return Object.fromEntries(entries);
}

function readScalar(type: FieldType, text: string, report: Report): unknown {
  switch (type.kind) {
    case 'int':
      return readInt(text, report);
    case 'float':
      return readFloat(text);
    case 'bool':
      return readBool(text);
    case 'datetime':
      return readDate(text);
    case 'ref':
      return isNullSpelling(text) ? NULL_REF : text;
    case 'enum':
      return readEnum(type.values, text, report);
    default:
      return text;
  }
}

function readInt(text: string, report: Report): unknown {
  if (text === '') return NO_VALUE;
  const exact = /^[+-]?\d{1,20}$/.test(text) ? BigInt(text.startsWith('+') ? text.slice(1) : text) : undefined;
  if (exact === undefined || exact > MAX_INT || exact < -MAX_INT - 1n) {
    throw new ValueError(`"${clip(text)}" is not a whole number of 64 bits.`);
  }
  const number = Number(exact);
  if (BigInt(number) !== exact) report('holds a number too large to be kept to the last digit', text);
  return number;
}

function readFloat(text: string): unknown {
  if (text === '') return NO_VALUE;
  // Besides decimals (`0.`, `1e-05`) OCaml writes these.
  const special = /^([+-]?)(inf(?:inity)?|nan)$/i.exec(text);
  if (special !== null) {
    if (special[2]?.toLowerCase() === 'nan') return NaN;
    return special[1] === '-' ? -Infinity : Infinity;
  }
  if (!/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text)) throw new ValueError(`"${clip(text)}" is not a number.`);
  return Number(text);
}

function readBool(text: string): unknown {
  if (text === '') return NO_VALUE;
  if (/^true$/i.test(text)) return true;
  if (/^false$/i.test(text)) return false;
  throw new ValueError(`"${clip(text)}" is neither "true" nor "false".`);
}

function readDate(text: string): unknown {
  if (text === '') return NO_VALUE;
  if (!DATE.test(text)) throw new ValueError(`"${clip(text)}" is not a date such as "20260131T09:05:07Z".`);
  return text.replace(DATE, '$1$2$3T$4:$5:$6Z');
}

/** Dates without a zone are UTC; xapi writes no other zone and no fractions, but reads them (xapi: clock/date.ml). */
const DATE =
  /^(\d{4})-?(0[1-9]|1[0-2])-?(0[1-9]|[12]\d|3[01])T([01]\d|2[0-3]):?([0-5]\d):?([0-5]\d|60)(?:\.\d+)?(?:Z|[+-]00:?00)?$/;

function readEnum(values: readonly string[], text: string, report: Report): unknown {
  if (text === '') return NO_VALUE;
  if (values.includes(text)) return text;
  const lower = text.toLowerCase();
  const similar = values.find((value) => value.toLowerCase() === lower);
  if (similar !== undefined) return similar;
  report('holds a value that the model does not know, which was left out', text);
  return NO_VALUE;
}

/** References that name nothing, as releases since 4.0 spelled them. */
export function isNullSpelling(ref: string): boolean {
  return ref === '' || ref === NULL_REF || /^(opaqueref:)?null$/i.test(ref);
}

/** The text of a column, before `protect`. */
export function writeValue(type: FieldType, value: unknown): string {
  switch (type.kind) {
    case 'set': {
      const items = value as readonly unknown[];
      return items.length === 0 ? '()' : `(${items.map((item) => formatAtom(writeValue(type.of, item))).join(' ')})`;
    }
    case 'map': {
      const entries = Object.entries(value as Readonly<Record<string, unknown>>);
      const pairs = entries.map(([key, item]) => `(${formatAtom(key)} ${formatAtom(writeValue(type.value, item))})`);
      return `(${pairs.join(' ')})`;
    }
    case 'int':
      return writeInt(value as number);
    case 'float':
      return writeFloat(value as number);
    default:
      return String(value);
  }
}

/** Beyond 2^53 a number may have been rounded up past the largest 64-bit one, which xapi could not read. */
function writeInt(value: number): string {
  if (Number.isSafeInteger(value)) return String(value);
  const exact = BigInt(value);
  return String(exact > MAX_INT ? MAX_INT : exact);
}

function writeFloat(value: number): string {
  if (Number.isNaN(value)) return 'nan';
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf';
  return Object.is(value, -0) ? '-0' : String(value);
}
