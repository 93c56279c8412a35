import type { Json } from '../engine/agenda';

/** One call as it came, without its session and without passwords. */
export interface JournalEntry {
  readonly atMs: number;
  readonly method: string;
  readonly args: readonly Json[];
}

/** Calls remembered; the oldest go first. */
const CALLS_KEPT = 10_000;

/** Reading calls say nothing about how a world came to be. */
const READING = /\.(get_|assert_|compute_)|^event\.(from|next)|^system\.|\.list/;
/** Names of parameters and of keys whose values nobody should find here. */
const SECRET = /pass|pwd|secret|token|private_key|credential/i;
/** Messages whose every argument is such a value. */
const SECRET_CALL = /(?:^|\.)secret\.|login|password/;

/** What was asked of a world: every call that may change it, in order. Kept beside the state, not in it. */
export class Journal {
  #entries: JournalEntry[] = [];

  /**
   * @param declared parameters of the message, for their names
   * @param args without the session
   */
  add(atMs: number, method: string, declared: readonly Declared[], args: readonly unknown[]): void {
    if (READING.test(method)) return;
    const shown = SECRET_CALL.test(method)
      ? []
      : args.map((value, at) => withoutSecrets(declared[at]?.[0] ?? '', value));
    this.#entries.push({ atMs, method, args: shown });
    if (this.#entries.length > 2 * CALLS_KEPT) this.#entries = this.#entries.slice(-CALLS_KEPT);
  }

  entries(): readonly JournalEntry[] {
    return this.#entries.slice(-CALLS_KEPT);
  }
}

type Declared = readonly [name: string, type: string, fallback?: unknown];

function withoutSecrets(name: string, value: unknown): Json {
  if (SECRET.test(name)) return '';
  if (Array.isArray(value)) return value.map((item) => withoutSecrets('', item));
  if (typeof value !== 'object' || value === null) return value as Json;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withoutSecrets(key, item)]));
}
