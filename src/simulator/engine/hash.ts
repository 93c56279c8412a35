import type { AnyRecord, ClassName, Ref } from '../../xapi/datamodel/ref';
import type { AgendaEntry, Json } from './agenda';
import type { Database } from './database';
import type { NotesImage } from './notes';

/** Classes that say who looks at a world, not what it is; a planned step is theirs when its kind begins with them. */
const NOT_STATE: ReadonlySet<ClassName> = new Set<ClassName>(['session']);

type Words = readonly [number, number, number, number];

const rowHashes = new WeakMap<AnyRecord, Words>();

/**
 * 128 bits over all rows and all planned steps, as 32 hex digits. The order of rows does not matter, and neither does
 * the clock: two worlds with the same hash hold the same objects and the same unfinished work.
 * Rows keep their hash while they live, so that asking again costs only what changed.
 */
export function stateHash(
  db: Database,
  classes: readonly ClassName[],
  agenda: readonly AgendaEntry[],
  annex: Readonly<Record<string, Json>>,
  notes: NotesImage,
): string {
  const sum = new Uint32Array(4);
  for (const cls of classes) {
    if (NOT_STATE.has(cls)) continue;
    for (const [ref, row] of db.all(cls)) add(sum, hashRow(cls, ref, row));
  }
  for (const entry of agenda) {
    if (NOT_STATE.has(entry.kind.split(' ', 1)[0] as ClassName)) continue;
    add(sum, hashText(`agenda/${entry.dueMs}/${entry.kind}/${JSON.stringify(entry.args)}`));
  }
  for (const [key, value] of Object.entries(annex)) add(sum, hashText(`annex/${key}/${JSON.stringify(value)}`));
  for (const [part, values] of notes) {
    for (const [name, value] of values) add(sum, hashText(`notes/${part}/${name}/${JSON.stringify(value)}`));
  }
  return [...sum].map((word) => word.toString(16).padStart(8, '0')).join('');
}

function hashRow(cls: ClassName, ref: Ref, row: AnyRecord): Words {
  let words = rowHashes.get(row);
  if (words === undefined) {
    words = hashText(`${cls}/${ref}/${JSON.stringify(row)}`);
    rowHashes.set(row, words);
  }
  return words;
}

function add(sum: Uint32Array, words: Words): void {
  for (let i = 0; i < 4; i++) sum[i] = (sum[i] ?? 0) + (words[i] ?? 0);
}

/** Four differently keyed FNV-like lanes with a final mix (MurmurHash3's). Not for secrets. */
export function hashText(text: string): Words {
  let a = 0x811c9dc5;
  let b = 0x9e3779b9;
  let c = 0x85ebca6b;
  let d = 0xc2b2ae35;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    a = Math.imul(a ^ code, 0x01000193);
    b = Math.imul(b ^ code, 0x5bd1e995);
    c = Math.imul(c ^ code, 0x1b873593);
    d = Math.imul(d ^ code, 0xcc9e2d51);
  }
  return [mix(a ^ text.length), mix(b ^ a), mix(c ^ b), mix(d ^ c)];
}

function mix(word: number): number {
  let h = word ^ (word >>> 16);
  h = Math.imul(h, 0x85ebca6b);
  h ^= h >>> 13;
  h = Math.imul(h, 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}
