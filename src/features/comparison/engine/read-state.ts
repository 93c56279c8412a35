import { texts } from '../texts';
import { defaultsOf } from './defaults';
import { WrongState } from './model';
import type { State } from './model';
import { DumpReader } from './read-dump';
import { StateMaker } from './state-maker';

/** Longer texts are no state of a pool. */
const LONGEST_JSON = 512 * 1024 * 1024;

/** Reads a state of a pool: a dump of its database or a saved world, packed or not. Throws WrongState. */
export async function readState(content: Blob): Promise<State> {
  const start = new Uint8Array(await content.slice(0, 2).arrayBuffer());
  const isPacked = start[0] === 0x1f && start[1] === 0x8b;
  const stream = isPacked ? content.stream().pipeThrough(new DecompressionStream('gzip')) : content.stream();
  const decoder = new TextDecoder();
  const reader = stream.getReader();
  const dump = new DumpReader();
  let json: string[] | null = null;
  let length = 0;
  let isFirst = true;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      const text = done ? decoder.decode() : decoder.decode(value, { stream: true });
      if (isFirst && text.trim() !== '') {
        isFirst = false;
        if (text.trimStart().startsWith('{')) json = [];
      }
      if (json) {
        if ((length += text.length) > LONGEST_JSON) throw new WrongState(texts.wrong.large);
        json.push(text);
      } else if (text !== '') dump.write(text);
      if (done) break;
    }
  } catch (thrown) {
    if (thrown instanceof WrongState) throw thrown;
    throw new WrongState(isPacked ? texts.wrong.packed : texts.wrong.unreadable);
  } finally {
    await reader.cancel().catch(() => undefined);
  }
  if (isFirst) throw new WrongState(texts.wrong.empty);
  return json ? readWorld(json.join('')) : dump.end();
}

type Json = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A saved world: JSON with rows `[reference, created, modified, fields]` by class. */
function readWorld(text: string): State {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new WrongState(texts.wrong.json);
  }
  const state = isObject(value) ? value['state'] : undefined;
  const tables = isObject(state) && state['format'] === 'xenia-world' ? state['tables'] : undefined;
  if (!isObject(tables)) throw new WrongState(texts.wrong.json);
  const maker = new StateMaker(false);
  for (const [cls, rows] of Object.entries(tables)) {
    for (const entry of Array.isArray(rows) ? rows : []) {
      const [ref, , , fields] = Array.isArray(entry) ? (entry as readonly unknown[]) : [];
      if (typeof ref !== 'string' || !isObject(fields)) throw new WrongState(texts.wrong.json);
      maker.add(cls, ref, { ...defaultsOf(cls), ...fields });
    }
  }
  return maker.state();
}
