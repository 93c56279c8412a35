import type { ClassName, Ref, XapiEvent } from '../../xapi/datamodel/ref';
import type { ChangeSet } from '../engine/database';
import { md5Hex } from './access/md5';
import { eventClass, parseSubscriptions, wants, type Subscription } from './event-subscription';
import { Fault } from './fault';
import { project } from './project';
import { define } from './registry';
import { isAlive } from './sessions';
import { jumpUntil, type Call, type World } from './world';

/** xapi_event.ml Next.max_queue_size: bytes of JSON that wait for a client. */
const LARGEST_QUEUE = 10_000_000;
/** xapi_globs.ml event_next: before the first look, and after a change. */
const BEFORE_MS = 200;
const BETWEEN_MS = 50;

/** xapi: db_gc.ml, xapi_event.ml heartbeat. */
const HEARTBEAT_MS = 30_000;

/** What a session has registered for, and what has happened since. */
interface Registration {
  readonly texts: Set<string>;
  subscriptions: Subscription;
  events: { readonly event: XapiEvent; readonly size: number }[];
  size: number;
  isLost: boolean;
  /** Calls that wait, woken when something has come or the session is gone. */
  readonly waiting: Set<() => void>;
}

/** Lives beside the state, as the sessions' connections do. */
interface Registrations {
  readonly bySession: Map<Ref<'session'>, Registration>;
  nextId: number;
  stop: (() => void) | null;
}

const worlds = new WeakMap<World, Registrations>();

function registrationsOf(world: World): Registrations {
  let found = worlds.get(world);
  if (found === undefined) worlds.set(world, (found = { bySession: new Map(), nextId: 0, stop: null }));
  return found;
}

function sessionOf({ session }: Call): Ref<'session'> {
  if (session === null) throw new Fault('SESSION_NOT_REGISTERED', '');
  return session;
}

/** The registration of a session, made when there is none; the world is watched while there is one. */
function registrationOf(call: Call): Registration {
  const { world } = call;
  const all = registrationsOf(world);
  const session = sessionOf(call);
  let registration = all.bySession.get(session);
  if (registration === undefined) {
    const subscriptions = parseSubscriptions([]);
    registration = { texts: new Set(), subscriptions, events: [], size: 0, isLost: false, waiting: new Set() };
    all.bySession.set(session, registration);
    all.stop ??= watch(world, all);
  }
  return registration;
}

function watch(world: World, all: Registrations): () => void {
  const unwatch = world.db.onChange((changes) => record(world, all, changes));
  let rest = (): void => undefined;
  const beat = (): void => {
    rest = world.surroundings.timer.after(HEARTBEAT_MS, () => {
      beat();
      heartbeat(world, all);
    });
  };
  beat();
  return () => {
    unwatch();
    rest();
  };
}

/** A change of the pool that changes nothing: connections on which nothing happens would be cut some day. */
function heartbeat(world: World, all: Registrations): void {
  const { db } = world;
  const pool = db.first('pool');
  if (pool !== undefined) record(world, all, [{ class: 'pool', ref: pool, generation: db.generation + 1 }]);
}

function record(world: World, all: Registrations, changes: ChangeSet): void {
  for (const [session, registration] of all.bySession) {
    if (isAlive(world, session)) continue;
    all.bySession.delete(session);
    for (const wake of registration.waiting) wake();
  }
  const first = changes[0]?.generation ?? 0;
  const seen = new Set<string>();
  for (const { class: cls, ref } of changes) {
    const key = `${cls}/${ref}`;
    if (seen.has(key)) continue;
    seen.add(key);
    const readers = [...all.bySession.values()].filter(({ subscriptions }) => wants(subscriptions, cls, ref));
    if (readers.length === 0) continue;
    const event = eventOf(world, all, cls, ref, first);
    if (event === null) continue;
    const size = JSON.stringify(event).length;
    for (const reader of readers) enqueue(reader, event, size);
  }
  for (const { events, waiting } of all.bySession.values()) if (events.length > 0) for (const wake of waiting) wake();
  if (all.bySession.size > 0) return;
  all.stop?.();
  all.stop = null;
}

/** What happened to an object in a transaction that began at a generation; null when it came and went in it. */
function eventOf(world: World, all: Registrations, cls: ClassName, ref: Ref, first: number): XapiEvent | null {
  const entry = world.db.entry(cls, ref);
  const timestamp = `${Math.floor(world.engine.nowMs / 1000)}.`;
  const what = { timestamp, class: eventClass(cls), ref };
  if (entry === undefined) {
    const deletion = world.db
      .table(cls)
      .deletions()
      .findLast((gone) => gone.ref === ref);
    if (deletion !== undefined && deletion.created >= first) return null;
    return { id: String(all.nextId++), ...what, operation: 'del' };
  }
  const operation = entry.created >= first ? 'add' : 'mod';
  return { id: String(all.nextId++), ...what, operation, snapshot: project(world, cls, ref, entry.row) };
}

function enqueue(registration: Registration, event: XapiEvent, size: number): void {
  registration.events.push({ event, size });
  registration.size += size;
  while (registration.size > LARGEST_QUEUE) {
    registration.size -= registration.events.shift()?.size ?? registration.size;
    registration.isLost = true;
  }
}

/** What has gathered, taken out of the queue. EVENTS_LOST when it was more than fits: the client looks at all again. */
function take(registration: Registration): readonly XapiEvent[] {
  const { events, isLost } = registration;
  registration.events = [];
  registration.size = 0;
  registration.isLost = false;
  if (isLost) throw new Fault('EVENTS_LOST');
  return events.map(({ event }) => event);
}

function next(call: Call): readonly XapiEvent[] | Promise<readonly XapiEvent[]> {
  const { world } = call;
  const { surroundings } = world;
  const session = sessionOf(call);
  const registration = registrationsOf(world).bySession.get(session);
  if (registration === undefined) throw new Fault('SESSION_NOT_REGISTERED', `trackid=${md5Hex(session)}`);
  const isReady = (): boolean => registration.events.length > 0;
  jumpUntil(world, isReady);
  if (isReady() && surroundings.clockMode !== 'running') return take(registration);

  return new Promise((resolve, reject) => {
    const cancels: (() => void)[] = [];
    const end = (settle: () => void): void => {
      for (const cancel of cancels) cancel();
      registration.waiting.delete(wake);
      settle();
    };
    const look = (): void => {
      if (!isAlive(world, session)) return end(() => reject(new Fault('SESSION_INVALID', session)));
      if (!isReady()) return;
      try {
        const events = take(registration);
        end(() => resolve(events));
      } catch (error) {
        end(() => reject(error as Fault));
      }
    };
    const wake = (): void => {
      if (surroundings.clockMode === 'running') cancels.push(surroundings.timer.after(BETWEEN_MS, look));
      else look();
    };
    registration.waiting.add(wake);
    const leave = (): void => end(() => resolve([]));
    call.signal?.addEventListener('abort', leave);
    cancels.push(() => call.signal?.removeEventListener('abort', leave));
    if (surroundings.clockMode === 'running') cancels.push(surroundings.timer.after(BEFORE_MS, look));
  });
}

function change(call: Call, classes: readonly string[], edit: (texts: Set<string>, text: string) => void): void {
  parseSubscriptions(classes);
  const registration = registrationOf(call);
  for (const text of classes) edit(registration.texts, lowered(text));
  registration.subscriptions = parseSubscriptions([...registration.texts]);
}

/** `VM/OpaqueRef:A` and `vm/OpaqueRef:A` are the same subscription. */
function lowered(text: string): string {
  const at = text.indexOf('/');
  return at < 0 ? text.toLowerCase() : text.slice(0, at).toLowerCase() + text.slice(at);
}

define({
  'event.register': (call, classes) => change(call, classes, (texts, text) => texts.add(text)),
  'event.unregister': (call, classes) => change(call, classes, (texts, text) => texts.delete(text)),
  // The identifier that the next event will have; tokens of event.from count otherwise (xapi_event.ml get_current_id).
  'event.get_current_id': ({ world }) => registrationsOf(world).nextId,
  // The datamodel's record of an event has numbers and dates where the wire has texts.
  'event.next': (call) => next(call) as never,
});
