import type { Json } from '../engine/agenda';
import type { World } from './world';

/** Writes a note, or takes it away. With the open transaction, or the part of it that is under way, that is taken back. */
export function setNote({ db, engine: { notes } }: World, part: string, name: string, value: Json | undefined): void {
  const put = (it: Json | undefined): void => (it === undefined ? notes.delete(part, name) : notes.set(part, name, it));
  const before = notes.get(part, name);
  db.onUndo(() => put(before));
  put(value);
}
