import * as v from 'valibot';
import type { Input } from '../command';

const PREFIX = 'xenia.draft.';
/** A draft beyond this is not kept: the storage of a page is small. */
const MAX_LENGTH = 200_000;

const schema = v.record(
  v.string(),
  v.union([v.string(), v.boolean(), v.array(v.string()), v.array(v.record(v.string(), v.string()))]),
);

/** What was filled in before the page was loaded anew; empty when there is nothing, or nothing that can be read. */
export function readDraft(key: string): Input {
  try {
    const parsed = v.safeParse(schema, JSON.parse(sessionStorage.getItem(PREFIX + key) ?? '{}'));
    return parsed.success ? parsed.output : {};
  } catch {
    return {};
  }
}

/** Keeps a draft for this tab. Passwords are never written; a blocked or full storage only costs the comfort. */
export function writeDraft(key: string, draft: Input, secretIds: ReadonlySet<string>): void {
  const text = JSON.stringify(Object.fromEntries(Object.entries(draft).filter(([id]) => !secretIds.has(id))));
  try {
    if (text === '{}' || text.length > MAX_LENGTH) sessionStorage.removeItem(PREFIX + key);
    else sessionStorage.setItem(PREFIX + key, text);
  } catch {
    return;
  }
}

export function dropDraft(key: string): void {
  writeDraft(key, {}, new Set());
}
