import * as v from 'valibot';
import { classTable } from '../../xapi/datamodel/classes.gen';
import type { ClassName } from '../../xapi/datamodel/ref';
import { readValue } from '../api/value';
import { parseFieldType } from '../engine/defaults';
import type { PlainRow, PlainState } from '../engine/plain';
import { ControlRefusal } from './control-refusal';
import type { WorldLabel } from './store';

/** A saved world: JSON, gzip'd. The label says where it came from. */
export interface WorldFile {
  readonly label: Pick<WorldLabel, 'name' | 'source' | 'notices'>;
  readonly state: PlainState;
  /** Worlds of the servers that stand beside the pool, where it is served. */
  readonly beside: readonly PlainState[];
}

/** Larger texts are refused before they are parsed. */
const LARGEST_TEXT = 512 * 1024 * 1024;

const Json = v.unknown();
const Row = v.tuple([v.string(), v.number(), v.number(), v.record(v.string(), Json)]);
const Source = v.variant('kind', [
  v.object({
    kind: v.literal('scenario'),
    name: v.string(),
    seed: v.number(),
    hosts: v.exactOptional(v.number()),
    vms: v.exactOptional(v.number()),
  }),
  v.object({ kind: v.literal('pool-database'), fileName: v.string() }),
  v.object({ kind: v.literal('world-file'), fileName: v.string() }),
]);
const Word = v.pipe(v.number(), v.integer());
const State = v.object({
  format: v.literal('xenia-world'),
  version: v.literal(1),
  nowMs: v.number(),
  sequence: v.number(),
  generation: v.number(),
  random: v.object({ seed: v.number(), streams: v.record(v.string(), v.tuple([Word, Word, Word, Word])) }),
  agenda: v.array(
    v.object({
      dueMs: v.number(),
      sequence: v.number(),
      kind: v.string(),
      args: Json,
      awaited: v.boolean(),
      key: v.exactOptional(v.string()),
    }),
  ),
  annex: v.record(v.string(), Json),
  // Files of earlier versions have none.
  notes: v.optional(v.array(v.tuple([v.string(), v.array(v.tuple([v.string(), Json]))])), []),
  tables: v.record(v.string(), v.array(Row)),
});
const FileShape = v.object({
  label: v.object({ name: v.pipe(v.string(), v.maxLength(200)), source: Source, notices: v.array(v.string()) }),
  state: State,
  // Files of earlier versions have none.
  beside: v.optional(v.array(State), []),
});

export async function writeWorldFile(file: WorldFile): Promise<Blob> {
  const text = new Blob([JSON.stringify(file)]);
  return new Response(text.stream().pipeThrough(new CompressionStream('gzip'))).blob();
}

/** Whether a file's first letter, unpacked, is that of a saved world's JSON and not that of a database's XML. */
export async function isWorldFile(content: Blob): Promise<boolean> {
  const start = new Uint8Array(await content.slice(0, 2).arrayBuffer());
  const packed = start[0] === 0x1f && start[1] === 0x8b;
  const stream = packed ? content.stream().pipeThrough(new DecompressionStream('gzip')) : content.stream();
  const reader = stream.getReader();
  try {
    const { value } = await reader.read();
    return value !== undefined && new TextDecoder().decode(value.subarray(0, 64)).trimStart().startsWith('{');
  } catch {
    return false;
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

/** The text of a file, unpacked when it is gzip'd; refuses what is too large or damaged. */
export async function unpackText(content: Blob): Promise<string> {
  if (content.size > LARGEST_TEXT) throw tooLarge();
  const start = new Uint8Array(await content.slice(0, 2).arrayBuffer());
  if (start[0] !== 0x1f || start[1] !== 0x8b) return content.text();
  const reader = content.stream().pipeThrough(new DecompressionStream('gzip')).getReader();
  const decoder = new TextDecoder();
  const parts: string[] = [];
  let length = 0;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return parts.join('') + decoder.decode();
      length += value.length;
      if (length > LARGEST_TEXT) break;
      parts.push(decoder.decode(value, { stream: true }));
    }
  } catch {
    throw new ControlRefusal('This file is damaged: it cannot be unpacked. Save it again and open the new file.');
  }
  await reader.cancel();
  throw tooLarge();
}

function tooLarge(): ControlRefusal {
  return new ControlRefusal(`This file is too large: more than ${LARGEST_TEXT / 1024 / 1024} MiB when unpacked.`);
}

/** Reads a saved world and checks every field of every row against the datamodel. */
export function readWorldFile(text: string): WorldFile {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new ControlRefusal(
      'This file is not a saved world: it holds no whole JSON. Open a file that “Save world” wrote.',
    );
  }
  const result = v.safeParse(FileShape, value);
  if (!result.success) {
    const place = v.getDotPath(result.issues[0]) ?? 'the beginning';
    throw new ControlRefusal(
      `This file is not a saved world: ${place} is not as expected. Open a file that “Save world” wrote.`,
    );
  }
  const file = value as Omit<WorldFile, 'beside'> & Partial<WorldFile>;
  const beside = file.beside ?? [];
  for (const { tables } of [file.state, ...beside]) checkRows(tables);
  return { ...file, beside };
}

function checkRows(tables: PlainState['tables']): void {
  for (const [cls, rows] of Object.entries(tables)) {
    if (!Object.hasOwn(classTable, cls)) throw new ControlRefusal(`This saved world holds the unknown class ${cls}.`);
    for (const row of rows) checkRow(cls as ClassName, row);
  }
}

function checkRow(cls: ClassName, [ref, , , fields]: PlainRow): void {
  const model = classTable[cls].fields;
  for (const [name, value] of Object.entries(fields)) {
    const field = Object.hasOwn(model, name) ? model[name] : undefined;
    if (field === undefined)
      throw new ControlRefusal(`This saved world has an unknown field: ${cls}.${name} of ${ref}.`);
    try {
      readValue(parseFieldType(field.type), name, value);
    } catch {
      throw new ControlRefusal(
        `This saved world is damaged: ${cls}.${name} of ${ref} holds a value of the wrong type.`,
      );
    }
  }
}
