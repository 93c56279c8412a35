import { messageTable } from '../../xapi/datamodel/messages.gen';
import type { ClassName } from '../../xapi/datamodel/ref';
import { Random } from '../engine/random';
import { listMethods, methodOf } from './method';
import { isObject } from './value';

/** By which calls fail on purpose. The first rule that fits a call decides; a rule that is used up fits no more. */
export interface FaultRule {
  /** `VM.start`, `VM.*` or `*`; `Async.` calls of the message are meant as well. */
  readonly method: string;
  /** Parameters by name, without the session; `*` in a text stands for anything, other members of a record as well. */
  readonly match?: Readonly<Record<string, unknown>>;
  /** 0 to 1; always unless given. */
  readonly probability?: number;
  /** How often at most; without end unless given. */
  readonly count?: number;
  /** How much later the call runs. */
  readonly delayMs?: number;
  /** The failure: code and parameters. It ends the task of an asynchronous call. */
  readonly error?: readonly string[];
  /** The connection is closed instead of an answer. */
  readonly drop?: boolean;
}

/** Why no call could ever meet a rule; null when one could. */
export function whyIdle({ method, match = {} }: FaultRule): string | null {
  if (method.includes('*')) {
    return listMethods().some((name) => fits(method, name)) ? null : `no message fits ${method}`;
  }
  if (method.startsWith('system.')) return null;
  const model = methodOf(method)?.model;
  if (model === undefined) return `there is no message ${method}`;
  const names = (model.params ?? []).map(([name]) => name);
  const wrong = Object.keys(match).find((name) => !names.includes(name));
  if (wrong === undefined) return null;
  return `${method} has no parameter ${wrong}; it has ${names.length === 0 ? 'none' : names.join(', ')}`;
}

export interface FaultStatistics {
  /** How many calls a rule was looked at for, and how many it hit. */
  readonly fitted: number;
  readonly hit: number;
}

/** Rules with their counts. Chance comes from a seed of their own, so that the state of the world does not depend on it. */
export class FaultRules {
  readonly rules: readonly FaultRule[];
  readonly #statistics: { fitted: number; hit: number }[];
  readonly #random: Random;

  constructor(rules: readonly FaultRule[], seed: number) {
    this.rules = rules;
    this.#statistics = rules.map(() => ({ fitted: 0, hit: 0 }));
    this.#random = new Random({ seed, streams: {} });
  }

  /** The rule that a call meets. @param params with the session, as the wire has them */
  meet(called: string, params: readonly unknown[]): FaultRule | null {
    const plain = called.replace(/^(?:Internal)?Async\./, '');
    const method = methodOf(plain)?.name ?? plain;
    for (const [at, rule] of this.rules.entries()) {
      const count = this.#statistics[at];
      if (count === undefined || count.hit >= (rule.count ?? Infinity)) continue;
      if (!fits(methodOf(rule.method)?.name ?? rule.method, method) || !matches(rule.match ?? {}, method, params))
        continue;
      count.fitted += 1;
      if (rule.probability !== undefined && this.#random.fraction('faults') >= rule.probability) continue;
      count.hit += 1;
      return rule;
    }
    return null;
  }

  statistics(): readonly FaultStatistics[] {
    return this.#statistics.map((each) => ({ ...each }));
  }
}

function fits(pattern: string, text: string): boolean {
  if (!pattern.includes('*')) return pattern === text;
  const parts = pattern.split('*');
  const last = parts.pop() ?? '';
  let at = 0;
  for (const [index, part] of parts.entries()) {
    const found = index === 0 ? (text.startsWith(part) ? 0 : -1) : text.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return text.length - last.length >= at && text.endsWith(last);
}

function matches(wanted: Readonly<Record<string, unknown>>, method: string, params: readonly unknown[]): boolean {
  const [cls = '', message = ''] = method.split('.');
  const model = Object.hasOwn(messageTable, cls) ? messageTable[cls as ClassName][message] : undefined;
  const own = model?.sessionless === true ? params : params.slice(1);
  return Object.entries(wanted).every(([name, value]) => {
    const at = (model?.params ?? []).findIndex(([param]) => param === name);
    return at >= 0 && isMeant(value, own[at]);
  });
}

/** Whether a value is what a rule means: texts by pattern, records and maps by the members that it names. */
function isMeant(wanted: unknown, given: unknown): boolean {
  if (typeof wanted === 'string') return typeof given === 'string' && fits(wanted, given);
  // XML-RPC has integers as texts.
  if (typeof wanted === 'number') return given === wanted || given === String(wanted);
  if (isObject(wanted)) {
    return (
      isObject(given) &&
      Object.entries(wanted).every(([name, value]) => Object.hasOwn(given, name) && isMeant(value, given[name]))
    );
  }
  if (!Array.isArray(wanted)) return given === wanted;
  return Array.isArray(given) && wanted.length === given.length && wanted.every((item, at) => isMeant(item, given[at]));
}
