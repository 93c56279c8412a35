import * as v from 'valibot';
import { isTwinId } from '../../connections';
import type { Finding, OwnAlert } from './own-alert';

/** What this browser remembers of its own findings in one pool: since when, and which a person has dismissed. */
export type Kept = Readonly<Record<string, { readonly sinceMs: number; readonly isDismissed: boolean }>>;

const KEY = 'xenia.alerts';
const MOST_POOLS = 100;

const schema = v.record(v.string(), v.record(v.string(), v.object({ sinceMs: v.number(), isDismissed: v.boolean() })));

function readAll(): Readonly<Record<string, Kept>> {
  try {
    const read = v.safeParse(schema, JSON.parse(localStorage.getItem(KEY) ?? '{}'));
    return read.success ? read.output : {};
  } catch {
    return {};
  }
}

/** Where what is kept of a pool stands: a twin has the uuid of the pool it was made of, and troubles of its own. */
export const keptAs = (connection: string, uuid: string): string =>
  isTwinId(connection) ? `${connection} ${uuid}` : uuid;

export function readKept(pool: string): Kept {
  return readAll()[pool] ?? {};
}

export function writeKept(pool: string, kept: Kept): void {
  const others = Object.entries(readAll()).filter(([each]) => each !== pool);
  try {
    localStorage.setItem(KEY, JSON.stringify(Object.fromEntries([...others.slice(1 - MOST_POOLS), [pool, kept]])));
  } catch {
    // A browser that keeps nothing shows what was dismissed again the next time.
  }
}

/**
 * The findings of now with those of before: what is new is since now, what is over is forgotten, so that it is told
 * again when it comes back.
 */
export function keptWith(before: Kept, findings: readonly Finding[], nowMs: number): Kept {
  return Object.fromEntries(
    findings.map(({ key }) => {
      const known = before[key];
      // A simulated world that began anew is earlier than what was seen in the one before.
      const sinceMs = known === undefined || known.sinceMs > nowMs ? nowMs : known.sinceMs;
      return [key, { sinceMs, isDismissed: known?.isDismissed ?? false }];
    }),
  );
}

export function withoutDismissed(kept: Kept, findings: readonly Finding[]): readonly OwnAlert[] {
  return findings.flatMap((finding) => {
    const note = kept[finding.key];
    return note === undefined || note.isDismissed ? [] : [{ ...finding, sinceMs: note.sinceMs }];
  });
}

export function withDismissed(kept: Kept, keys: ReadonlySet<string>): Kept {
  return Object.fromEntries(
    Object.entries(kept).map(([key, note]) => [key, keys.has(key) ? { ...note, isDismissed: true } : note]),
  );
}
