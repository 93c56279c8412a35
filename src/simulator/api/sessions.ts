import { isNullRef, type Ref } from '../../xapi/datamodel/ref';
import { Fault } from './fault';
import { define } from './registry';
import { coordinator, fromXapiDate, thePool, toXapiDate, type Call, type World } from './world';

/** xapi_globs.ml: inactive_session_timeout, and how often last_active is refreshed. */
const INACTIVE_MS = 24 * 3600 * 1000;
const REFRESH_MS = 600 * 1000;
/** db_gc_util.ml: sessions of one originator or user; the one that was idle longest goes first. */
const SESSIONS_PER_USER = 500;
/** xapi_session.ml: an answer to a wrong password waits. */
const WRONG_PASSWORD_MS = 5000;

/**
 * The session of a call, alive and marked as used (xapi: session_check.ml). SESSION_INVALID otherwise.
 * @param host that was asked; the coordinator unless given
 * @param internalName of a message that only the servers of a pool may send each other
 */
export function checkSession(world: World, value: unknown, host?: Ref<'host'>, internalName?: string): Ref<'session'> {
  const { db, engine } = world;
  const ref = typeof value === 'string' ? value : '';
  const row = db.get('session', ref);
  if (row === undefined) {
    const home = world.localSessions.get(ref);
    if (home !== undefined && home === (host ?? coordinator(db))) return ref;
    throw new Fault('SESSION_INVALID', ref);
  }
  const idleMs = engine.nowMs - fromXapiDate(row.last_active);
  if (idleMs > INACTIVE_MS) {
    endSession(world, ref);
    throw new Fault('SESSION_INVALID', ref);
  }
  if (!row.pool) {
    if (internalName !== undefined) {
      const text = `Internal API "${internalName}" call attempted with non-pool (external) session`;
      throw new Fault('INTERNAL_ERROR', text);
    }
    if (host !== undefined) requireCoordinator(world, host);
  }
  if (idleMs > REFRESH_MS) {
    db.transaction(() => db.update('session', ref, { last_active: toXapiDate(engine.nowMs) }));
  }
  return ref;
}

/** HOST_IS_SLAVE with the address of the coordinator, which is where clients go next. */
export function requireCoordinator({ db }: World, host: Ref<'host'>): void {
  const [, pool] = thePool(db);
  if (host !== pool.master) throw new Fault('HOST_IS_SLAVE', db.get('host', pool.master)?.address ?? '');
}

export function endSession(world: World, ref: Ref<'session'>): void {
  world.db.transaction(() => world.db.remove('session', ref));
}

/** Sessions that nobody has used for long end; one that nobody asks for again would stay for ever. */
function dropIdle({ db, engine }: World): void {
  for (const [ref, row] of [...db.all('session')]) {
    if (engine.nowMs - fromXapiDate(row.last_active) > INACTIVE_MS) db.remove('session', ref);
  }
}

/** Opens a session for a local account whose password is right. */
export function openSession(world: World, user: string, originator: string): Ref<'session'> {
  const { db, engine } = world;
  const now = toXapiDate(engine.nowMs);
  const ref = engine.newRef('session');
  const [pool] = thePool(db);
  db.transaction(() => {
    dropIdle(world);
    const mine = [...db.all('session')].filter(
      ([, row]) => row.originator === originator && row.auth_user_name === user,
    );
    const oldest = mine.toSorted(([, a], [, b]) => (a.last_active < b.last_active ? -1 : 1));
    for (const [old] of oldest.slice(0, Math.max(0, mine.length - SESSIONS_PER_USER + 1))) db.remove('session', old);
    db.insert('session', ref, {
      uuid: engine.newUuid('session'),
      this_host: coordinator(db),
      last_active: now,
      is_local_superuser: true,
      validation_time: now,
      auth_user_name: user,
      originator,
    });
  });
  if (isNullRef(pool)) throw new Fault('INTERNAL_ERROR', 'There is no pool');
  return ref;
}

/** Whether a local account has this password. */
export function isRightPassword(world: World, user: string, password: string): boolean {
  const { accounts } = world.surroundings;
  return Object.hasOwn(accounts, user) && accounts[user] === password;
}

function logIn(
  call: Call,
  user: string,
  password: string,
  originator: string,
): Ref<'session'> | Promise<Ref<'session'>> {
  const { world } = call;
  if (isRightPassword(world, user, password)) return openSession(world, user, originator);
  const fault = new Fault('SESSION_AUTHENTICATION_FAILED', user, 'Authentication failure');
  return new Promise((_, reject) => {
    world.surroundings.timer.after(WRONG_PASSWORD_MS, () => reject(fault));
  });
}

/** A session of this server alone; it sees nothing of external directories (xapi_local_session.ml). */
function logInHere(call: Call, user: string, password: string): Ref<'session'> {
  const { world, engine, host } = call;
  if (!isRightPassword(world, user, password)) {
    throw new Fault('SESSION_AUTHENTICATION_FAILED', user, 'Authentication failure');
  }
  const ref = engine.newRef('session');
  world.localSessions.set(ref, host);
  return ref;
}

define({
  'session.login_with_password': (call, user, password, _version, originator) => {
    requireCoordinator(call.world, call.host);
    return logIn(call, user, password, originator);
  },
  'session.slave_local_login_with_password': (call, user, password) => logInHere(call, user, password),
  'session.logout': (call) => {
    if (call.session !== null) endSession(call.world, call.session);
  },
  'session.local_logout': (call) => {
    if (call.session !== null) call.world.localSessions.delete(call.session);
  },
  'session.get_all_subject_identifiers': () => [],
  'session.logout_subject_identifier': () => undefined,
});
