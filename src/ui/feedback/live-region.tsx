import { useSyncExternalStore } from 'react';
import styles from './live-region.module.css';

/** The least time between two announcements in ms: a burst of events must not drown the screen reader. */
const QUIET_MS = 1000;

let message = '';
let pending: string | null = null;
let timer: ReturnType<typeof setTimeout> | undefined;
const listeners = new Set<() => void>();

function publish(text: string): void {
  // The same words twice are only spoken when the text differs.
  message = text === message ? `${text}\u00a0` : text;
  for (const listener of listeners) listener();
}

/**
 * Speaks a sentence through the one polite live region. At most one a second; of several that wait, the last is spoken.
 */
export function announce(text: string): void {
  if (timer !== undefined) {
    pending = text;
    return;
  }
  publish(text);
  timer = setTimeout(() => {
    timer = undefined;
    const next = pending;
    pending = null;
    if (next !== null) announce(next);
  }, QUIET_MS);
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** The polite live region of the console; mount exactly one. */
export function LiveRegion() {
  const text = useSyncExternalStore(subscribe, () => message);
  return (
    <div aria-live="polite" aria-atomic="true" className={styles['region']}>
      {text}
    </div>
  );
}
