import type { Connection } from '../../../xapi/client/contract';
import type { OwnAlert } from './own-alert';

/** What the console found out itself about a pool, and what a person has just dismissed. Immutable. */
export interface Found {
  readonly alerts: readonly OwnAlert[];
  /** Updates of a repository that some server lacks. */
  readonly updates: number;
  /** Alerts, by reference, that are dismissed and not yet gone. */
  readonly leaving: ReadonlySet<string>;
}

const NOTHING: Found = { alerts: [], updates: 0, leaving: new Set() };

const found = new WeakMap<Connection, Found>();
const listeners = new Set<() => void>();

/** The same object while nothing in it changed. Who finds it out comes later, with a chunk of its own. */
export const foundIn = (connection: Connection): Found => found.get(connection) ?? NOTHING;

export function noteFound(connection: Connection, patch: Partial<Found>): void {
  found.set(connection, { ...foundIn(connection), ...patch });
  for (const listener of [...listeners]) listener();
}

export function onFound(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
