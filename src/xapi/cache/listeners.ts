/** Listeners by key; a key without listeners costs nothing. */
export interface KeyedListeners<K> {
  add(key: K, listener: () => void): () => void;
  collect(key: K, into: Set<() => void>): void;
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
    collect(key, into) {
      for (const listener of byKey.get(key) ?? []) into.add(listener);
    },
  };
}
