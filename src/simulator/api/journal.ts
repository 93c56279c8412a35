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
const SECRET = /password|passwd|secret|login/i;

/** What was asked of a world: every call that may change it, in order. Kept beside the state, not in it. */
export class Journal {
  #entries: JournalEntry[] = [];

  add(atMs: number, method: string, params: readonly unknown[], sessionless: boolean): void {
    if (READING.test(method)) return;
    const args = SECRET.test(method) ? [] : (params.slice(sessionless ? 0 : 1) as readonly Json[]);
    this.#entries.push({ atMs, method, args });
    if (this.#entries.length > 2 * CALLS_KEPT) this.#entries = this.#entries.slice(-CALLS_KEPT);
  }

  entries(): readonly JournalEntry[] {
    return this.#entries.slice(-CALLS_KEPT);
  }
}
