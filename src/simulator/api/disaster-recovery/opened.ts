import { NULL_REF, type Ref } from '../../../xapi/datamodel/ref';
import { Engine } from '../../engine/engine';
import { fromPlain } from '../../engine/plain';
import { Fault } from '../fault';
import { READ_ONLY_SID, startReadOnlySession } from '../sessions';
import type { World } from '../world';
import type { DatabaseCopy } from './copies';

type Opened = Map<Ref<'session'>, World>;

/** Databases that sessions of a pool look at instead of the pool's own, by session. They live in its memory only. */
const openedBy = new WeakMap<World, Opened>();
/** The pool whose sessions look at an opened database. */
const homes = new WeakMap<World, World>();

function openedIn(home: World): Opened {
  let opened = openedBy.get(home);
  if (opened === undefined) {
    const fresh: Opened = new Map();
    home.db.observe('session', {
      replace: (session, _before, after) => after === undefined && close(fresh, session),
      reset: () => {
        for (const session of [...fresh.keys()]) if (!home.db.has('session', session)) close(fresh, session);
      },
    });
    openedBy.set(home, (opened = fresh));
  }
  return opened;
}

/** Whoever waits for news of the database hears that his session has ended. */
function close(opened: Opened, session: Ref<'session'>): void {
  const world = opened.get(session);
  if (world === undefined) return;
  opened.delete(session);
  world.db.transaction(() => world.db.remove('session', session));
}

/**
 * Opens a database that was read from a disk, as it is now. Answers a session that looks at it; the database goes with
 * the session. Source: xapi_vdi.ml open_database, db_backend.ml foreign_databases.
 * @param opener the session that asked for it
 */
export function openDatabase(home: World, copy: DatabaseCopy, opener: Ref<'session'> | null): Ref<'session'> {
  const { generation, tables } = copy;
  const { nowMs } = home.engine;
  const engine = new Engine({ seed: 1, startMs: nowMs, step: () => undefined });
  const random = { seed: 1, streams: {} };
  const head = {
    format: 'xenia-world',
    version: 1,
    nowMs,
    sequence: 0,
    random,
    agenda: [],
    annex: {},
    notes: [],
  } as const;
  engine.restore(fromPlain({ ...head, generation, tables }));
  const { journal, audit } = home;
  // Nothing goes on in it: its clock stands.
  const surroundings = { ...home.surroundings, site: null, clockMode: 'manual', pump: () => false } as const;
  const world: World = {
    engine,
    db: engine.db,
    localSessions: new Map(),
    waiting: new Map(),
    journal,
    audit,
    surroundings,
  };
  homes.set(world, home);
  const session = startReadOnlySession(home, opener ?? NULL_REF);
  world.db.transaction(() => world.db.insert('session', session, home.db.row('session', session)));
  openedIn(home).set(session, world);
  return session;
}

/** The database that the calls of a session are about: that of the pool, or the one that it was opened for. */
export function databaseOf(home: World, session: Ref<'session'>): World {
  if (home.db.get('session', session)?.auth_user_sid !== READ_ONLY_SID) return home;
  const opened = openedBy.get(home)?.get(session);
  // A world that continues from another one has its sessions, not what they had opened.
  if (opened === undefined) throw new Fault('SESSION_INVALID', session);
  return opened;
}

/** The pool that has opened a database; a pool that looks at its own is its own home. */
export function homeOf(world: World): World {
  return homes.get(world) ?? world;
}
