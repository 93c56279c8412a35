import { useSyncExternalStore } from 'react';

/** One choice a person makes about the look: kept in localStorage, shared by all tabs, observed by React. */
export interface Preference<T extends string> {
  get: () => T;
  set: (value: T) => void;
  subscribe: (listener: () => void) => () => void;
}

/**
 * A preference stored under `key`. Anything but one of `values` reads as the first of them; a blocked storage
 * (private windows, embedded pages) keeps the choice for this page only.
 */
export function createPreference<T extends string>(key: string, values: readonly [T, ...T[]]): Preference<T> {
  const listeners = new Set<() => void>();
  const known = (value: string | null): T => values.find((each) => each === value) ?? values[0];
  const read = (): T => {
    try {
      return known(window.localStorage.getItem(key));
    } catch {
      return values[0];
    }
  };
  let current: T | undefined;
  const announce = (value: T): void => {
    current = value;
    for (const listener of listeners) listener();
  };
  const onStorage = (event: StorageEvent): void => {
    if (event.key === key || event.key === null) announce(known(event.newValue));
  };

  return {
    get: () => (current ??= read()),
    set: (value) => {
      try {
        window.localStorage.setItem(key, value);
      } catch {
        // Kept in memory: the choice still holds until the page is closed.
      }
      announce(value);
    },
    subscribe: (listener) => {
      if (listeners.size === 0) window.addEventListener('storage', onStorage);
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
        if (listeners.size === 0) window.removeEventListener('storage', onStorage);
      };
    },
  };
}

/** The current value of a preference and its setter. */
export function usePreference<T extends string>(preference: Preference<T>): [T, (value: T) => void] {
  const value = useSyncExternalStore(preference.subscribe, preference.get, preference.get);
  return [value, preference.set];
}
