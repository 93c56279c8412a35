import { classTable } from '../../xapi/datamodel/classes.gen';
import type { ClassName } from '../../xapi/datamodel/ref';
import { errorTable } from '../../xapi/datamodel/errors.gen';
import { parseFieldType, type FieldType } from '../engine/defaults';

/** Raised before any message is looked at, by the RPC library, or by xapi without being in the datamodel's table. */
const GENERIC: ReadonlySet<string> = new Set([
  'MESSAGE_METHOD_UNKNOWN',
  'MESSAGE_PARAMETER_COUNT_MISMATCH',
  'MESSAGE_REMOVED',
  'NOT_IMPLEMENTED',
  'FIELD_TYPE_ERROR',
  'INVALID_VALUE',
  'Fault',
]);

/** What storage drivers raise carries their own number. */
const OF_DRIVER = /^SR_BACKEND_FAILURE_\d+$/;

/**
 * The INTERNAL_ERRORs that clients cause: a constructor's record lacks a field (xapi's dispatcher), or the message is
 * for servers among themselves (session_check.ml).
 */
const BY_CLIENT = /^Dispatcher_FieldNotFound\(\w+\)$|^Internal API "[\w.]+" call attempted with non-pool/;

/** What is wrong with a refusal; null when it is one that clients know. */
export function errorProblem(error: readonly unknown[]): string | null {
  const [code] = error;
  if (code === 'INTERNAL_ERROR') return BY_CLIENT.test(String(error[1])) ? null : `${code} ${String(error[1])}`;
  if (typeof code !== 'string') return `the error ${JSON.stringify(error)}`;
  if (!error.every((param) => typeof param === 'string')) return `${code} with ${JSON.stringify(error)}`;
  return code in errorTable || GENERIC.has(code) || OF_DRIVER.test(code) ? null : `the unknown code ${code}`;
}

/** Where a result differs from what the datamodel says of it; null when it does not. */
export function resultProblem(typeText: string | undefined, value: unknown): string | null {
  if (typeText?.startsWith('event batch') === true) return null;
  return mismatch(parseFieldType(typeText), value, 'the result');
}

/** A server's local time has no zone. */
const DATE = /^\d{8}T\d\d:\d\d:\d\dZ?$/;
/** Old databases and fields nobody has set hold the empty string. */
const REF = /^(OpaqueRef:.+|Ref:.+)?$/;

function mismatch(type: FieldType, value: unknown, path: string): string | null {
  const wrong = `${path} is ${JSON.stringify(value)?.slice(0, 100)}, no ${type.kind}`;
  const check = (fits: boolean): string | null => (fits ? null : wrong);
  switch (type.kind) {
    case 'void':
      return check(value === '');
    case 'string':
      return check(typeof value === 'string');
    case 'int':
      return check(typeof value === 'number' && Number.isInteger(value));
    case 'float':
      // JSON has no infinity, the limit of many data sources.
      return check(typeof value === 'number' || (value === null && /\.(max|min)$/.test(path)));
    case 'bool':
      return check(typeof value === 'boolean');
    case 'datetime':
      return check(typeof value === 'string' && DATE.test(value));
    case 'enum':
      return check(typeof value === 'string' && type.values.includes(value));
    case 'ref':
      return check(typeof value === 'string' && REF.test(value));
    case 'option':
      return value === undefined || value === null || value === '' ? null : mismatch(type.of, value, path);
    case 'set':
      if (!Array.isArray(value)) return wrong;
      return first(value.map((item: unknown, at) => () => mismatch(type.of, item, `${path}[${at}]`)));
    case 'map':
      if (!isObject(value)) return wrong;
      return first(
        Object.entries(value).flatMap(([key, item]) => [
          // JSON has no keys but texts.
          () => (type.key.kind === 'int' ? check(/^-?\d+$/.test(key)) : mismatch(type.key, key, `${path} key`)),
          () => mismatch(type.value, item, `${path}.${key}`),
        ]),
      );
    case 'record':
      return isObject(value) ? recordMismatch(type.name, value, path) : wrong;
  }
}

function recordMismatch(cls: string, value: Readonly<Record<string, unknown>>, path: string): string | null {
  const fields = Object.hasOwn(classTable, cls) ? classTable[cls as ClassName].fields : {};
  const known = Object.entries(fields).filter(([, field]) => field.internal !== true);
  if (known.length === 0) return null;
  const stranger = Object.keys(value).find((name) => !Object.hasOwn(fields, name));
  if (stranger !== undefined) return `${path} has ${stranger}, which is no field of ${cls}`;
  return first(
    known.map(
      ([name, { type }]) =>
        () =>
          mismatch(parseFieldType(type), value[name], `${path}.${name}`),
    ),
  );
}

function first(checks: readonly (() => string | null)[]): string | null {
  for (const check of checks) {
    const problem = check();
    if (problem !== null) return problem;
  }
  return null;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
