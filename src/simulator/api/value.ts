import type { FieldType } from '../engine/defaults';
import { Fault } from './fault';
import { toXapiDate } from './world';

/**
 * Reads a parameter as the type of the datamodel, with what xapi accepts: numbers as decimal strings, dates with or
 * without hyphens, words of enumerations in any case. Source: ocaml-rpc unmarshallers; INVALID_VALUE and
 * FIELD_TYPE_ERROR as in server_helpers.ml.
 * @param name of the parameter or field, for the error
 */
export function readValue(type: FieldType, name: string, value: unknown): unknown {
  switch (type.kind) {
    case 'string':
    case 'ref':
      if (typeof value !== 'string') throw new Fault('FIELD_TYPE_ERROR', name);
      if (!value.isWellFormed()) throw new Fault('INVALID_VALUE', 'Invalid UTF-8 string in parameter', value);
      return value;
    case 'int':
      return readInt(name, value);
    case 'float':
      return readFloat(name, value);
    case 'bool':
      if (typeof value !== 'boolean') throw new Fault('FIELD_TYPE_ERROR', name);
      return value;
    case 'datetime':
      return readDate(name, value);
    case 'enum':
      if (typeof value !== 'string') throw new Fault('FIELD_TYPE_ERROR', name);
      return readWord(type.values, value);
    case 'set':
      if (!Array.isArray(value)) throw new Fault('FIELD_TYPE_ERROR', name);
      return value.map((item) => readValue(type.of, name, item));
    case 'map':
      if (!isObject(value)) throw new Fault('FIELD_TYPE_ERROR', name);
      return Object.fromEntries(
        Object.entries(value).map(([key, item]) => [
          String(readValue(type.key, name, key)),
          readValue(type.value, name, item),
        ]),
      );
    case 'option':
      return value === undefined || value === null ? undefined : readValue(type.of, name, value);
    case 'record':
      if (!isObject(value)) throw new Fault('FIELD_TYPE_ERROR', name);
      return value;
    case 'void':
      return undefined;
  }
}

/** A word of an enumeration, in whatever case clients write it (ocaml-rpc: ppx_deriving_rpc.ml). */
function readWord(words: readonly string[], value: string): string {
  if (words.includes(value)) return value;
  const lower = value.toLowerCase();
  const word = words.find((each) => each.toLowerCase() === lower);
  if (word === undefined) throw new Fault('INVALID_VALUE', value);
  return word;
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * Integers have 64 bits, of which numbers of JavaScript hold 53. Beyond those the nearest one is kept, and at the ends the
 * nearest whose digits are still 64 bits: what comes back has to be an integer for clients that are strict.
 */
const LARGEST_INT = 2 ** 63;
const LARGEST_KEPT_INT = LARGEST_INT - 1024;

function readInt(name: string, value: unknown): number {
  const number = typeof value === 'string' && /^-?\d+$/.test(value) ? Number(value) : value;
  const isInt = typeof number === 'number' && Number.isInteger(number) && Math.abs(number) <= LARGEST_INT;
  const fits = isInt && (typeof value !== 'string' || Number.isSafeInteger(number) || isInt64(value));
  if (!fits) throw new Fault('FIELD_TYPE_ERROR', name);
  return Math.max(-LARGEST_KEPT_INT, Math.min(LARGEST_KEPT_INT, number));
}

function isInt64(text: string): boolean {
  return BigInt.asIntN(64, BigInt(text)) === BigInt(text);
}

function readFloat(name: string, value: unknown): number {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  if (typeof number !== 'number' || Number.isNaN(number)) throw new Fault('FIELD_TYPE_ERROR', name);
  return number;
}

const DATE = /^(\d{4})-?(\d{2})-?(\d{2})T(\d{2}):?(\d{2}):?(\d{2})(?:\.\d+)?(Z|[+-]\d{2}(?::?\d{2})?)?$/;

/** A date of the wire, in UTC; one that names no zone is meant so (xapi: date.ml). */
function readDate(name: string, value: unknown): string {
  if (typeof value !== 'string') throw new Fault('FIELD_TYPE_ERROR', name);
  const [, year, month, day, hour, minute, second, zone = 'Z'] = DATE.exec(value) ?? [];
  const offset = zone === 'Z' ? 'Z' : `${zone.slice(0, 3)}:${zone.slice(3).replace(':', '') || '00'}`;
  const timeMs = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}${offset}`);
  // JavaScript goes on into the next month: the 30th of February is none.
  const isDay = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day))).getUTCDate() === Number(day);
  if (Number.isNaN(timeMs) || !isDay) throw new Fault('INVALID_VALUE', value);
  return toXapiDate(timeMs);
}
