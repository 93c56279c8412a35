/** Listeners by key. Keys that nobody listens to cost nothing, however many of them change. */
export interface KeyedListeners<K> {
  add(key: K, listener: () => void): () => void;
  /** Adds the listeners of all changed keys to `into`. */
  collect(changed: ReadonlySet<K>, into: Set<() => void>): void;
}

export function createKeyedListeners<K>(): KeyedListeners<K> {
  const byKey = new Map<K, Set<() => void>>();
  return {
    add(key, listener) {
      let listeners = byKey.get(key);
      if (!listeners) byKey.set(key, (listeners = new Set()));
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
        if (listeners.size === 0 && byKey.get(key) === listeners) byKey.delete(key);
      };
    },
    collect(changed, into) {
      for (const [key, listeners] of byKey) {
        if (changed.has(key)) for (const listener of listeners) into.add(listener);
      }
    },
  };
}
