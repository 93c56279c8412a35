import { SIMULATED_TWIN } from '../../features/connections';
import type { PoolEntry, PoolEntryState, PoolList } from '../../features/connections';
import type { ObjectId } from '../../features/navigation';
import { only, poolName, rows } from '../../features/objects';
import type { Inventory } from '../../features/objects';
import { onInventory, readInventory } from '../../xapi/cache/cache';
import type { Connection } from '../../xapi/client/contract';
import { idleConnection } from '../../xapi/client/idle-connection';
import { texts } from '../texts';
import { JoinedServers } from './joined-servers';
import type { PoolSession, PoolState, Twin } from './pool-session';
import { isTwin, twinId } from './twin';
import { readAddress } from './server-address';
import type { ServerAddress } from './server-address';
import type { ServerList, StoredServer } from './server-list';
import { MOST_SERVERS } from './server-list';

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
  /** The session of the pool at an address, one that was not in the list if need be. Null: that is no address. */
  open(address: string): PoolSession | null;
  /** Adds what another list knows; those that are there already stay as they are. Answers how many came. */
  addAll(servers: readonly StoredServer[]): number;
  /** Adds a session that is not remembered: a simulated copy of a live pool. Null: this page opens none. */
  openTwin(twin: Twin, dump: Blob): PoolSession | null;
  /** Ends the session and forgets the pool. The one that the page opened by itself stays. */
  remove(id: string): void;
  /** The server that stood alone as this pool, in the pool of the list that it has joined. */
  joined(id: string): ObjectId | undefined;
  /** What there is to remember, in the order of the list. */
  servers(): readonly StoredServer[];
}

/** Where the page remembers servers, and how it opens the session of one. */
export interface ServerKeeper {
  readonly list: ServerList;
  readonly open: (server: StoredServer, at: ServerAddress) => PoolSession;
  readonly openTwin: (id: string, twin: Twin, dump: Blob) => PoolSession;
  /** Asks a person for a server to add. */
  readonly ask: () => void;
}

/** A live pool of the list that is the same as that of `id`, reached by another address. */
export function duplicateOf(pools: ConsolePools, id: string): PoolEntry | undefined {
  const entries = pools.list.entries().filter((entry) => pools.session(entry.id)?.kind === 'live');
  const own = entries.find((entry) => entry.id === id);
  const uuid = own && uuidOf(own);
  return uuid === undefined ? undefined : entries.find((entry) => entry !== own && uuidOf(entry) === uuid);
}

/** That of the pool and of its coordinator: copies of a pool in a laboratory differ in neither, but in their servers. */
function uuidOf({ connection }: PoolEntry): string | undefined {
  const inventory = readInventory(connection);
  const pool = only(inventory, 'pool')?.[1];
  return pool && `${pool.uuid} ${rows(inventory, 'host').get(pool.master)?.uuid ?? ''}`;
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

function nameOf(inventory: Inventory): string {
  const pool = only(inventory, 'pool')?.[1];
  return pool === undefined ? '' : poolName(inventory, pool);
}

/** What a pool is called by itself, known or remembered. */
function plainName(session: PoolSession, remembered: string): string {
  if (session.twin !== null && isTwin(session)) return session.twin.name;
  const { connection } = session.store.getState();
  return (connection && nameOf(readInventory(connection))) || remembered || session.label;
}

/** How pools are called: two of one name are told apart by where they are. */
interface Called {
  readonly name: string;
  readonly hint: string;
}

function callAll(plain: readonly string[], sessions: readonly PoolSession[]): readonly Called[] {
  return plain.map((name, at) => {
    if (plain.every((other, place) => place === at || other !== name)) return { name, hint: '' };
    const hint = sessions[at]?.address || texts.connection.simulatedHere;
    return { name: texts.connection.poolAt(name, hint), hint };
  });
}

function entryOf(
  session: PoolSession,
  before: PoolEntry | undefined,
  { name, hint }: Called,
  idle: Connection,
): PoolEntry {
  const state = session.store.getState();
  const { id, address, clock } = session;
  const connection = state.connection ?? idle;
  const about = isTwin(session) ? SIMULATED_TWIN : hint;
  const entry: PoolEntry = { id, name, hint: about, address, state: entryState(state), connection, clock };
  const isSame =
    before?.connection === connection && before.name === name && before.hint === about && before.state === entry.state;
  return isSame ? before : entry;
}

function addressId(address: string): string | null {
  return address === '' ? null : (readAddress(address)?.id ?? null);
}

/** @param keeper Absent where nothing is remembered. */
export function createConsolePools(primary: PoolSession, keeper?: ServerKeeper): ConsolePools {
  const stored = new Map<string, StoredServer>();
  const idle = new Map<string, Connection>();
  let sessions: readonly PoolSession[] = [];
  let entries: readonly PoolEntry[] = [];
  const listeners = new Set<() => void>();
  const leave = new Map<string, () => void>();
  const joined = new JoinedServers();
  const moved = new Map<string, ObjectId>();

  function idleOf(id: string): Connection {
    let connection = idle.get(id);
    if (!connection) idle.set(id, (connection = idleConnection(id)));
    return connection;
  }

  /** What is known of a server now, which for some parts may be what was known last time. */
  function serverOf(session: PoolSession): StoredServer | null {
    const before = stored.get(session.id);
    if (before === undefined) return null;
    const { connection, username } = session.store.getState();
    const inventory = connection === null ? {} : readInventory(connection);
    const addresses = [...rows(inventory, 'host').values()].map(({ address }) => address).filter((each) => each !== '');
    return {
      address: before.address,
      name: nameOf(inventory) || before.name,
      username: username || before.username,
      members: addresses.length > 0 ? addresses : before.members,
    };
  }

  /** Only what a person got into is remembered, not what was mistyped. */
  function remember(session: PoolSession): void {
    const server = serverOf(session);
    if (server === null || !session.store.getState().reached) return;
    stored.set(session.id, server);
    keeper?.list.save(server);
  }

  function tell(): void {
    const names = sessions.map((session) => plainName(session, stored.get(session.id)?.name ?? ''));
    const called = callAll(names, sessions);
    const next = sessions.map((session, at) => {
      const before = entries.find(({ id }) => id === session.id);
      return entryOf(session, before, called[at] ?? { name: session.label, hint: '' }, idleOf(session.id));
    });
    if (next.length === entries.length && next.every((entry, at) => entry === entries[at])) return;
    entries = next;
    for (const listener of [...listeners]) listener();
    // Until its toolstack restarts, a server that joins owes an answer to whoever had it join.
    for (const { id, state } of entries) {
      const server = state === 'connected' ? undefined : joined.get(id);
      if (server === undefined) continue;
      moved.set(id, server);
      remove(id);
      return;
    }
  }

  /** Names come with the objects of the pool. */
  function followNames(session: PoolSession): () => void {
    let connection = session.store.getState().connection;
    let off: (() => void) | null = null;
    const follow = (): void => {
      off?.();
      off =
        connection &&
        onInventory(connection, (inventory, touched) => {
          if (!touched.has('pool') && !touched.has('host')) return;
          // A twin has the servers of its pool and takes none from it.
          if (session.twin === null) joined.look(session.id, inventory);
          remember(session);
          tell();
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

  function remove(id: string): void {
    const session = sessions.find((each) => each.id === id);
    if (session === undefined || session === primary) return;
    leave.get(id)?.();
    leave.delete(id);
    joined.forget(id);
    const server = stored.get(id);
    if (server !== undefined) keeper?.list.forget(server.address);
    stored.delete(id);
    session.close();
    sessions = sessions.filter((each) => each !== session);
    tell();
  }

  const subscribe = (listener: () => void): (() => void) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  };
  function addServer(server: StoredServer): PoolSession | null {
    const at = readAddress(server.address);
    if (at === null || keeper === undefined) return null;
    const present = sessions.find(({ id, address }) => id === at.id || addressId(address) === at.id);
    if (present !== undefined) return present;
    stored.set(at.id, server);
    moved.delete(at.id);
    const session = keeper.open(server, at);
    add(session);
    return session;
  }

  function openTwin(twin: Twin, dump: Blob): PoolSession | null {
    if (keeper === undefined) return null;
    const session = keeper.openTwin(twinId(sessions), twin, dump);
    add(session);
    return session;
  }

  add(primary);
  for (const server of keeper?.list.read() ?? []) addServer(server);
  return {
    primary,
    list: { entries: () => entries, subscribe, ...(keeper && { add: keeper.ask }) },
    sessions: () => sessions,
    session: (id) => sessions.find((session) => session.id === id),
    subscribe,
    open: (address) => addServer({ address: address.trim(), name: '', username: '', members: [] }),
    addAll(servers) {
      const before = sessions.length;
      for (const server of servers) {
        const count = sessions.length;
        if (count >= MOST_SERVERS) break;
        addServer(server);
        if (sessions.length > count) keeper?.list.save(server);
      }
      return sessions.length - before;
    },
    joined: (id) => moved.get(id),
    servers: () => sessions.map(serverOf).filter((server) => server !== null),
    openTwin,
    remove,
  };
}
