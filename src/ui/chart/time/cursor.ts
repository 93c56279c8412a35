import { useSyncExternalStore } from 'react';

/** The moment that somebody points at, for all charts of a page at once. */
export interface TimeCursor {
  readonly get: () => number | null;
  readonly set: (timeS: number | null) => void;
  readonly subscribe: (listener: () => void) => () => void;
}

export function createTimeCursor(): TimeCursor {
  const listeners = new Set<() => void>();
  let present: number | null = null;
  return {
    get: () => present,
    set(timeS) {
      if (timeS === present) return;
      present = timeS;
      for (const listener of listeners) listener();
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

export function useCursorTime(cursor: TimeCursor): number | null {
  return useSyncExternalStore(cursor.subscribe, cursor.get);
}
