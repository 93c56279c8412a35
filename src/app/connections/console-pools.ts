import type { PoolEntry, PoolEntryState, PoolList } from '../../features/connections';
import { only, poolName } from '../../features/objects';
import { onInventory, readInventory } from '../../xapi/cache/cache';
import { idleConnection } from '../../xapi/client/idle-connection';
import type { PoolSession, PoolState } from './pool-session';

/** The pools of this page, each with the session that it has or could have. */
export interface ConsolePools {
  /** The one that the page opened by itself; ids that name no connection are of it. */
  readonly primary: PoolSession;
  /** How the features see them. */
  readonly list: PoolList;
  /** In the order in which they were added; the same array while it is the same. */
  sessions(): readonly PoolSession[];
  session(id: string): PoolSession | undefined;
  /** Calls back when pools were added or removed, and when what `list` tells of one has changed. */
  subscribe(listener: () => void): () => void;
  add(session: PoolSession): void;
  /** Ends the session and forgets the pool. */
  remove(id: string): void;
}

/** How far a pool is, without the details that only its own place shows. */
function entryState({ phase, status, silent, reached }: PoolState): PoolEntryState {
  if (phase.kind === 'starting') return 'connecting';
  if (phase.kind === 'login') return 'disconnected';
  if (phase.kind === 'stopped') return phase.during === 'work' ? 'stale' : 'disconnected';
  switch (status.kind) {
    case 'connecting':
      return 'connecting';
    case 'loading':
    case 'connected':
      return silent ? 'stale' : 'connected';
    case 'lost':
      return reached ? 'stale' : 'connecting';
    case 'failed':
      return reached ? 'stale' : 'disconnected';
    case 'closed':
      return 'disconnected';
  }
}

function nameOf(session: PoolSession, connection: PoolEntry['connection']): string {
  const inventory = readInventory(connection);
  const pool = only(inventory, 'pool')?.[1];
  return pool === undefined ? session.label : poolName(inventory, pool);
}

function entryOf(session: PoolSession, before: PoolEntry | undefined): PoolEntry {
  const state = session.store.getState();
  const idle = before !== undefined && before.state === 'disconnected' ? before.connection : null;
  const connection = state.connection ?? idle ?? idleConnection(session.id);
  const name = nameOf(session, connection);
  const entry = {
    id: session.id,
    name,
    address: session.address,
    state: entryState(state),
    connection,
    clock: session.clock,
  };
  const isSame = before?.connection === connection && before.name === name && before.state === entry.state;
  return isSame ? before : entry;
}

export function createConsolePools(primary: PoolSession): ConsolePools {
  let sessions: readonly PoolSession[] = [];
  let entries: readonly PoolEntry[] = [];
  const listeners = new Set<() => void>();
  const leave = new Map<string, () => void>();

  function tell(): void {
    const next = sessions.map((session) =>
      entryOf(
        session,
        entries.find(({ id }) => id === session.id),
      ),
    );
    if (next.length === entries.length && next.every((entry, at) => entry === entries[at])) return;
    entries = next;
    for (const listener of [...listeners]) listener();
  }

  /** Names come with the objects of the pool. */
  function followNames(session: PoolSession): () => void {
    let connection = session.store.getState().connection;
    let off: (() => void) | null = null;
    const follow = (): void => {
      off?.();
      off =
        connection &&
        onInventory(connection, (_inventory, touched) => {
          if (touched.has('pool') || touched.has('host')) tell();
        });
    };
    follow();
    const offStore = session.store.subscribe((state) => {
      if (state.connection !== connection) {
        ({ connection } = state);
        follow();
      }
      tell();
    });
    return () => {
      offStore();
      off?.();
    };
  }

  function add(session: PoolSession): void {
    sessions = [...sessions, session];
    leave.set(session.id, followNames(session));
    tell();
  }

  const subscribe = (listener: () => void): (() => void) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  };
  add(primary);
  return {
    primary,
    list: { entries: () => entries, subscribe },
    sessions: () => sessions,
    session: (id) => sessions.find((session) => session.id === id),
    subscribe,
    add,
    remove(id) {
      const session = sessions.find((each) => each.id === id);
      if (session === undefined || session === primary) return;
      leave.get(id)?.();
      leave.delete(id);
      session.close();
      sessions = sessions.filter((each) => each !== session);
      tell();
    },
  };
}
