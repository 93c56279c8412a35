import type { Connection } from '../../xapi/client/contract';
import type { ServerClock } from '../values';

/** How far a pool is, as its place in the tree says it. */
export type PoolEntryState =
  | 'connecting'
  | 'connected'
  /** Its objects are shown as they were last: the pool does not answer, or no longer lets us in. */
  | 'stale'
  | 'disconnected';

/** One pool, or one server that stands alone, of those the console knows. Immutable. */
export interface PoolEntry {
  /** `Connection.id` of every connection to it. */
  readonly id: string;
  /** What it was called when it was last connected, else where it is. */
  readonly name: string;
  /** Where it is, when another one is called the same; empty: the name says enough. */
  readonly hint: string;
  /** Empty for simulated pools. */
  readonly address: string;
  readonly state: PoolEntryState;
  /** Idle while there is none. */
  readonly connection: Connection;
  readonly clock: ServerClock;
}

/** The pools of the console, simulated and live side by side. The shell implements it. */
export interface PoolList {
  /** The same array while nothing in it changed. */
  entries(): readonly PoolEntry[];
  subscribe(listener: () => void): () => void;
  /** Asks a person which pool to add; absent where there can be no other. */
  readonly add?: () => void;
}

/** Whether servers of one have a way to those of the other: what is simulated in this page has none out of it. */
export function isReachable(from: PoolEntry | undefined, to: PoolEntry): boolean {
  return from?.address !== '' && to.address !== '';
}

const alone = new WeakMap<Connection, PoolList>();

/** A list of one connection that is always there: where nobody provided any other. */
export function listOf(connection: Connection, clock: ServerClock): PoolList {
  let list = alone.get(connection);
  if (!list) {
    const { id } = connection;
    const entries: readonly PoolEntry[] = [
      { id, name: id, hint: '', address: '', state: 'connected', connection, clock },
    ];
    list = { entries: () => entries, subscribe: () => () => undefined };
    alone.set(connection, list);
  }
  return list;
}
