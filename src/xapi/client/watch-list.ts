import type { ClassName, Ref } from '../datamodel/ref';
import { isFollowed } from './class-plan';
import type { Timers } from './timers';

/** After the last user left, so that going to and fro between two objects costs nothing. */
export const lingerMs = 10_000;

/**
 * Who follows what beside the classes that are always followed: a count per object. A class asked for once stays
 * followed, which costs little and keeps its loaded state simple.
 */
export interface WatchList {
  /** Answers the disposer; each works once. */
  add(cls: ClassName, ref?: Ref): () => void;
  hasObject(cls: ClassName, ref: Ref): boolean;
  classes(): readonly ClassName[];
  objects(): readonly (readonly [ClassName, Ref])[];
  clear(): void;
}

export interface WatchEvents {
  onClass(cls: ClassName): void;
  onObject(cls: ClassName, ref: Ref): void;
  onObjectLeft(cls: ClassName, ref: Ref): void;
}

interface Entry {
  readonly cls: ClassName;
  readonly ref: Ref | undefined;
  users: number;
  cancelLinger: (() => void) | undefined;
}

export function createWatchList(events: WatchEvents, timers: Timers): WatchList {
  const entries = new Map<string, Entry>();
  const keyOf = (cls: ClassName, ref: Ref | undefined): string => (ref === undefined ? cls : `${cls}/${ref}`);

  function drop(entry: Entry): void {
    if (entry.ref === undefined) return;
    entries.delete(keyOf(entry.cls, entry.ref));
    events.onObjectLeft(entry.cls, entry.ref);
  }

  return {
    add(cls, ref) {
      if (isFollowed(cls)) return () => undefined;
      const key = keyOf(cls, ref);
      let entry = entries.get(key);
      if (!entry) {
        entries.set(key, (entry = { cls, ref, users: 0, cancelLinger: undefined }));
        if (ref === undefined) events.onClass(cls);
        else events.onObject(cls, ref);
      }
      const held = entry;
      held.users += 1;
      held.cancelLinger?.();
      held.cancelLinger = undefined;
      let left = false;
      return () => {
        if (left) return;
        left = true;
        held.users -= 1;
        if (held.users === 0) held.cancelLinger = timers.after(lingerMs, () => drop(held));
      };
    },
    hasObject: (cls, ref) => entries.has(keyOf(cls, ref)),
    classes: () => [...entries.values()].flatMap((entry) => (entry.ref === undefined ? [entry.cls] : [])),
    objects: () =>
      [...entries.values()].flatMap((entry) => (entry.ref === undefined ? [] : [[entry.cls, entry.ref] as const])),
    clear() {
      for (const entry of entries.values()) entry.cancelLinger?.();
      entries.clear();
    },
  };
}
