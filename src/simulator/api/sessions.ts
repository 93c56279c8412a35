import { isNullRef, NULL_REF, type Ref } from '../../xapi/datamodel/ref';
import type { Records } from '../../xapi/datamodel/types.gen';
import { hashText } from '../engine/hash';
import { noteOfSession } from './access/audit';
import { identify, subjectStill } from './access/login';
import { permissionsOfRole } from './access/rbac';
import { Fault } from './fault';
import { defineStep } from './operations';
import { define } from './registry';
import { coordinator, fromXapiDate, thePool, toXapiDate, type Call, type World } from './world';

/** xapi_globs.ml: inactive_session_timeout, and how often last_active is refreshed. */
const INACTIVE_MS = 24 * 3600 * 1000;
const REFRESH_MS = 600 * 1000;
/** xapi_session.ml: an answer to a wrong password waits; users of a directory are looked at again after a while. */
const WRONG_PASSWORD_MS = 5000;
const VALIDATION_MS = 30 * 60 * 1000;
/** The account that every server has. */
const ROOT = 'root';

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
  if (idleMs > INACTIVE_MS || !isStillValid(world, ref, row)) {
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

/** Whether a session has not ended, be it one of the pool or of one server. */
export function isAlive({ db, localSessions }: World, ref: Ref<'session'>): boolean {
  return db.has('session', ref) || localSessions.has(ref);
}

export function endSession(world: World, ref: Ref<'session'>): void {
  const note = noteOfSession(world, ref, 'destroy');
  if (note !== null) world.audit.add(world.engine.nowMs, note, null);
  world.db.transaction(() => world.db.remove('session', ref));
}

/** A user of a directory is looked at again from time to time: he may have left it, or the pool. */
function isStillValid(world: World, ref: Ref<'session'>, row: Records['session'], now = false): boolean {
  const { db, engine } = world;
  if (row.is_local_superuser || row.auth_user_sid === READ_ONLY_SID) return true;
  if (!now && engine.nowMs - fromXapiDate(row.validation_time) <= VALIDATION_MS) return true;
  const subject = subjectStill(world, row);
  if (subject === null) return false;
  db.transaction(() => db.update('session', ref, { subject, validation_time: toXapiDate(engine.nowMs) }));
  return true;
}

/** Looks at the users of all sessions now: the pool has left its directory. */
export function revalidateSessions(world: World): void {
  for (const [ref, row] of [...world.db.all('session')]) {
    if (!isStillValid(world, ref, row, true)) endSession(world, ref);
  }
}

const COLLECTION = 'session collection';

/** Sessions that nobody has used for long end, and wake their polls (db_gc_util.ml timeout_sessions). */
function dropIdle({ db, engine }: World): void {
  let nextMs = Infinity;
  for (const [ref, row] of [...db.all('session')]) {
    const endMs = fromXapiDate(row.last_active) + INACTIVE_MS;
    if (engine.nowMs > endMs) db.remove('session', ref);
    else nextMs = Math.min(nextMs, endMs);
  }
  // Dates are kept in seconds; the next look must come after the whole one.
  if (nextMs < Infinity) engine.schedule(nextMs - engine.nowMs + 1000, COLLECTION, null, false, COLLECTION);
}

defineStep(COLLECTION, dropIdle);

/** Sessions that are counted together, and how many there may be (db_gc_util.ml timeout_sessions, xapi_globs.ml). */
function groupOf(row: Pick<Records['session'], 'pool' | 'originator' | 'auth_user_name'>): readonly [string, number] {
  if (row.pool) return ['pool', 400];
  if (row.originator === '' && row.auth_user_name === '') return ['anonymous', 400];
  return row.auth_user_name === ROOT ? [`originator/${row.originator}`, 500] : [`user/${row.auth_user_name}`, 500];
}

/** Makes a session; those of its group that were idle longest make room for it. */
function insertSession(world: World, values: Partial<Records['session']>): Ref<'session'> {
  const { db, engine } = world;
  const now = toXapiDate(engine.nowMs);
  const ref = engine.newRef('session');
  const row = { pool: false, originator: '', auth_user_name: '', ...values };
  const [group, limit] = groupOf(row);
  db.transaction(() => {
    const mine = [...db.all('session')].filter(([, other]) => groupOf(other)[0] === group);
    const byUse = mine.toSorted(([, a], [, b]) => (a.last_active < b.last_active ? -1 : 1));
    for (const [old] of byUse.slice(0, Math.max(0, mine.length - limit + 1))) db.remove('session', old);
    db.insert('session', ref, {
      uuid: engine.newUuid('session'),
      this_host: coordinator(db),
      last_active: now,
      validation_time: now,
      ...row,
    });
  });
  if (engine.plannedAs(COLLECTION) === undefined)
    engine.schedule(INACTIVE_MS + 1000, COLLECTION, null, false, COLLECTION);
  const note = noteOfSession(world, ref, 'create');
  if (note !== null) world.audit.add(engine.nowMs, note, null);
  return ref;
}

/** Opens a session for a local account whose password is right. */
export function openSession(world: World, user: string, originator: string): Ref<'session'> {
  return insertSession(world, { is_local_superuser: true, auth_user_name: user, originator });
}

/** Who looks at a database that was opened from a disk: nobody of a directory. */
export const READ_ONLY_SID = 'readonly-sid';

/** A session that may only read, for the database that another session has opened (xapi_session.ml). */
export function startReadOnlySession(world: World, parent: Ref<'session'>): Ref<'session'> {
  return insertSession(world, {
    parent: world.db.has('session', parent) ? parent : NULL_REF,
    originator: 'xapi',
    auth_user_sid: READ_ONLY_SID,
    auth_user_name: 'disaster-recovery',
    rbac_permissions: permissionsOfRole('read-only'),
  });
}

/** Key of the annex: passwords that were changed since the world began. */
const PASSWORDS = 'passwords';

function changedPasswords({ engine }: World): Readonly<Record<string, string>> {
  return (engine.annex[PASSWORDS] ?? {}) as Readonly<Record<string, string>>;
}

/** Whether a local account has this password. */
function isRightPassword(world: World, user: string, password: string): boolean {
  const { accounts } = world.surroundings;
  return Object.hasOwn(accounts, user) && (changedPasswords(world)[user] ?? accounts[user]) === password;
}

/** A session for whoever has this password: a local account, or a user of the pool's directory. */
export function authenticate(world: World, user: string, password: string, originator: string): Ref<'session'> | Fault {
  const isExternal = world.db.row('host', coordinator(world.db)).external_auth_type !== '';
  if ((!isExternal || user === ROOT) && isRightPassword(world, user, password)) {
    return openSession(world, user, originator);
  }
  if (!isExternal) return new Fault('SESSION_AUTHENTICATION_FAILED', user, 'Authentication failure');
  const identity = identify(world, user, password);
  return identity instanceof Fault ? identity : insertSession(world, { ...identity, originator });
}

function logIn(call: Call, user: string, password: string, originator: string): Ref<'session'> | Promise<never> {
  const { world } = call;
  requireCoordinator(world, call.host);
  const session = authenticate(world, user, password, originator);
  if (!(session instanceof Fault)) return session;
  return new Promise((_, reject) => {
    world.surroundings.timer.after(WRONG_PASSWORD_MS, () => reject(session));
  });
}

/** A session that one server alone knows; it sees nothing of external directories (xapi_local_session.ml). */
function localSession({ world, engine, host }: Call): Ref<'session'> {
  const ref = engine.newRef('session');
  world.localSessions.set(ref, host);
  return ref;
}

/** Key of the annex: the secret that the servers of a pool share, once it has been changed. */
const POOL_SECRET = 'pool-secret';

/** What servers of a pool know one another by; clients never see it, so it need not be kept until it changes. */
export function poolSecret({ db, engine }: World): string {
  const kept = engine.annex[POOL_SECRET];
  if (typeof kept === 'string') return kept;
  return hashText(`pool-secret/${thePool(db)[1].uuid}`)
    .map((word) => word.toString(16).padStart(8, '0'))
    .join('-');
}

function requireSecret(world: World, who: string, secret: string): void {
  if (secret !== poolSecret(world)) {
    throw new Fault('SESSION_AUTHENTICATION_FAILED', who, 'Pool credentials invalid');
  }
}

/** The SIDs of a session: the user's, and that of the group that let him in. */
function sidsOf({ db }: World, row: Records['session']): readonly string[] {
  const group = isNullRef(row.subject) ? undefined : db.get('subject', row.subject)?.subject_identifier;
  return group === undefined || group === '' ? [row.auth_user_sid] : [row.auth_user_sid, group];
}

define({
  'session.login_with_password': (call, user, password, _version, originator) =>
    logIn(call, user, password, originator),
  'session.logout': ({ world, session }) => {
    if (session !== null) endSession(world, session);
  },

  'session.slave_login': ({ world }, host, secret) => {
    requireSecret(world, host, secret);
    return insertSession(world, { pool: true, is_local_superuser: true, this_host: host, auth_user_name: host });
  },
  'session.slave_local_login': (call, secret) => {
    requireSecret(call.world, 'localhost', secret);
    return localSession(call);
  },
  'session.slave_local_login_with_password': (call, user, password) => {
    if (isRightPassword(call.world, user, password)) return localSession(call);
    throw new Fault('SESSION_AUTHENTICATION_FAILED', user, 'Authentication failure');
  },
  'session.local_logout': ({ world, session }) => {
    if (session !== null) world.localSessions.delete(session);
  },

  // Who is root need not know the old password (xapi_session.ml change_password).
  'session.change_password': ({ world, engine, db, session }, _old, password) => {
    if (session !== null && db.get('session', session)?.is_local_superuser !== true) {
      throw new Fault('USER_IS_NOT_LOCAL_SUPERUSER', `Failed to change password for user ${ROOT}`);
    }
    if (password === '') throw new Fault('CHANGE_PASSWORD_REJECTED', 'Authentication token manipulation error');
    engine.annex = { ...engine.annex, [PASSWORDS]: { ...changedPasswords(world), [ROOT]: password } };
  },

  'session.get_all_subject_identifiers': ({ world, db }) => {
    const external = [...db.all('session')].filter(([, row]) => !row.is_local_superuser);
    return [...new Set(external.flatMap(([, row]) => sidsOf(world, row)))];
  },
  // Never root's sessions, and never the one that asks.
  'session.logout_subject_identifier': ({ world, db, session }, sid) => {
    const ended = [...db.all('session')].filter(
      ([ref, row]) => ref !== session && !row.is_local_superuser && sidsOf(world, row).includes(sid),
    );
    for (const [ref] of ended) endSession(world, ref);
  },
});
