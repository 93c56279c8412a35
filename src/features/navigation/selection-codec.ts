import { decodeObjectId, encodeObjectId } from './object-id';
import type { ObjectId } from './object-id';

/** Above this count a selection is kept beside the URL, which then holds its fingerprint: URLs have an end. */
const MAX_IN_URL = 200;
const MAX_KEPT = 8;
const STORAGE_PREFIX = 'xenia.selection.';

const kept = new Map<string, readonly ObjectId[]>();

/** A comma-separated list of object ids, or `set-<fingerprint>` for a large selection. Empty text: nothing selected. */
export function encodeSelection(selection: readonly ObjectId[], defaultConnection: string): string {
  if (selection.length <= MAX_IN_URL) return selection.map((id) => encodeObjectId(id, defaultConnection)).join(',');
  const known = [...kept].find(([, ids]) => ids === selection);
  if (known) return known[0];
  const text = selection.map((id) => encodeObjectId(id, defaultConnection)).join(',');
  const name = `set-${fingerprint(text)}`;
  keep(name, selection);
  store(name, text);
  return name;
}

/** The inverse of `encodeSelection`; what cannot be read is left out, a forgotten set is an empty selection. */
export function decodeSelection(text: string, defaultConnection: string): readonly ObjectId[] {
  if (text === '') return [];
  if (!text.startsWith('set-')) return decodeList(text, defaultConnection).slice(0, MAX_IN_URL);
  const inMemory = kept.get(text);
  if (inMemory) return inMemory;
  const stored = load(text);
  if (stored === null) return [];
  const ids = decodeList(stored, defaultConnection);
  keep(text, ids);
  return ids;
}

function decodeList(text: string, defaultConnection: string): ObjectId[] {
  const ids: ObjectId[] = [];
  const seen = new Set<string>();
  for (const part of text.split(',')) {
    if (seen.has(part)) continue;
    seen.add(part);
    const id = decodeObjectId(part, defaultConnection);
    if (id) ids.push(id);
  }
  return ids;
}

function keep(name: string, selection: readonly ObjectId[]): void {
  kept.delete(name);
  kept.set(name, selection);
  for (const oldest of kept.keys()) {
    if (kept.size <= MAX_KEPT) break;
    kept.delete(oldest);
  }
}

/** FNV-1a over the text twice with different offsets: 52 bits are plenty for a handful of sets. */
function fingerprint(text: string): string {
  let a = 0x811c9dc5;
  let b = 0x01000193;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    a = Math.imul(a ^ code, 0x01000193);
    b = Math.imul(b ^ code, 0x5bd1e995);
  }
  return (a >>> 0).toString(36) + (b >>> 0).toString(36);
}

/** A reload in the same tab finds the set again. A blocked or full storage only costs that comfort. */
function store(name: string, text: string): void {
  try {
    sessionStorage.setItem(STORAGE_PREFIX + name, text);
  } catch {
    return;
  }
}

function load(name: string): string | null {
  try {
    return sessionStorage.getItem(STORAGE_PREFIX + name);
  } catch {
    return null;
  }
}
