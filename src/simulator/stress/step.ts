import type { ClassName } from '../../xapi/datamodel/ref';

/**
 * A row by where it came from: the `at`-th row of its class that was made during a step; step 0 is the world as it was
 * given. References themselves would mean nothing in a list from which steps have been taken out.
 */
export interface Named {
  readonly $row: ClassName;
  readonly step: number;
  readonly at: number;
  readonly as?: 'uuid';
}

/** An argument of a call as JSON, with rows by name. Keys of maps may be rows too, so maps are lists of pairs. */
export type Value = string | number | boolean | null | Named | readonly Value[] | { readonly $map: readonly Pair[] };
export type Pair = readonly [key: Value, value: Value];

/** One thing that happens: a call, allowed or not, or time that passes. */
export type Step =
  | { readonly id: number; readonly kind: 'call'; readonly method: string; readonly args: readonly Value[] }
  | { readonly id: number; readonly kind: 'advance'; readonly ms: number }
  /** Time passes until nobody waits for anything. */
  | { readonly id: number; readonly kind: 'rest' };

function isNamed(value: Value): value is Named {
  return typeof value === 'object' && value !== null && '$row' in value;
}

function isMap(value: Value): value is { readonly $map: readonly Pair[] } {
  return typeof value === 'object' && value !== null && '$map' in value;
}

/** The argument as it goes over the wire. */
export function toWire(value: Value, find: (named: Named) => string): unknown {
  if (isNamed(value)) return find(value);
  if (isMap(value)) {
    return Object.fromEntries(value.$map.map(([key, item]) => [String(toWire(key, find)), toWire(item, find)]));
  }
  if (Array.isArray(value)) return (value as readonly Value[]).map((item) => toWire(item, find));
  return value;
}

/** A step for people: `12 VM.start(VM#3, false, false)`. */
export function describe(step: Step): string {
  if (step.kind === 'advance') return `${step.id} advance ${step.ms} ms`;
  if (step.kind === 'rest') return `${step.id} rest`;
  return `${step.id} ${step.method}(${step.args.map(text).join(', ')})`;
}

function text(value: Value): string {
  if (isNamed(value)) {
    const { $row, step, at, as } = value;
    return `${$row}${step === 0 ? '' : `@${step}`}#${at}${as === undefined ? '' : '.uuid'}`;
  }
  if (isMap(value)) return `{${value.$map.map(([key, item]) => `${text(key)}: ${text(item)}`).join(', ')}}`;
  if (Array.isArray(value)) return `[${(value as readonly Value[]).map(text).join(', ')}]`;
  const json = JSON.stringify(value);
  return json.length > 200 ? `${json.slice(0, 200)}…` : json;
}
