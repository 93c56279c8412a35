import { classTable } from '../../xapi/datamodel/classes.gen';
import type { AnyRecord, ClassName, EventBatch, Ref, XapiEvent } from '../../xapi/datamodel/ref';
import type { ChangeSet } from '../engine/database';
import { countRoles, roleRecords } from './access/roles';
import {
  candidates,
  classOfEvent,
  eventClass,
  namedClasses,
  onlyTasks,
  parseSubscriptions,
  wants,
  type Subscription,
} from './event-subscription';
import { Fault } from './fault';
import { project } from './project';
import { define } from './registry';
import { isAlive } from './sessions';
import { jumpUntil, type Call, type World } from './world';

const CLASS_NAMES = Object.keys(classTable) as ClassName[];
const COUNTED = CLASS_NAMES.filter((cls) => classTable[cls].db);
/** Roles are no rows: they never change, and are reported once, at the beginning. */
const EVENTED = CLASS_NAMES.filter((cls) => classTable[cls].events && cls !== 'role');

/** xapi_globs.ml: bursts are gathered for 50 ms; a poll for tasks only starts at once. */
const BATCH_MS = 50;
/** The longest that timers of all platforms can wait, 24 days. */
const LONGEST_WAIT_MS = 2 ** 31 - 1;

/** How far a client has read: generations of rows and of messages, which xapi counts apart. */
interface Position {
  readonly rows: number;
  readonly messages: number;
}

const BEGINNING: Position = { rows: 0, messages: 0 };

function parseToken(token: string): Position {
  if (token === '') return BEGINNING;
  const [, rows, messages] = /^(\d{1,20}),(\d{1,20})$/.exec(token) ?? [];
  if (rows === undefined || messages === undefined) throw new Fault('EVENT_FROM_TOKEN_PARSE_FAILURE', token);
  return { rows: Number(rows), messages: Number(messages) };
}

function makeToken(generation: number): string {
  const digits = String(generation).padStart(20, '0');
  return `${digits},${digits}`;
}

/** What changed after `since` for a subscription. Snapshots are those of now (xapi: taken when the batch is built). */
function collect(world: World, subscription: Subscription, position: Position): XapiEvent[] {
  const messages: XapiEvent[] = [];
  const added: XapiEvent[] = [];
  const modified: XapiEvent[] = [];
  const deleted: XapiEvent[] = [];
  const add = (cls: ClassName, ref: Ref): void => {
    const entry = world.db.entry(cls, ref);
    const since = sinceOf(position, cls);
    // From the beginning everything is new, also rows of a dump that says nothing of when they were written.
    if (entry === undefined || (since > 0 && entry.modified <= since)) return;
    const operation = since === 0 || entry.created > since ? 'add' : 'mod';
    if (cls === 'message' && operation === 'mod') return;
    const event: XapiEvent = {
      id: String(entry.modified),
      timestamp: '0.0',
      class: eventClass(cls),
      operation,
      ref,
      snapshot: project(world, cls, ref, entry.row),
    };
    (cls === 'message' ? messages : operation === 'add' ? added : modified).push(event);
  };
  const del = (cls: ClassName, ref: Ref, at: number): void => {
    const event: XapiEvent = { id: String(at), timestamp: '0.0', class: eventClass(cls), operation: 'del', ref };
    (cls === 'message' ? messages : deleted).push(event);
  };

  const oldest = Math.min(position.rows, position.messages);
  const changes = oldest === 0 ? null : world.db.changesSince(oldest);
  const gone = new Set<ClassName>();
  if (changes === null) {
    for (const cls of namedClasses(subscription, EVENTED)) {
      gone.add(cls);
      for (const ref of candidates(subscription, cls, () => world.db.refs(cls))) add(cls, ref);
    }
    if (position.rows === 0) added.push(...roleEvents(subscription));
  } else {
    const seen = new Set<Ref>();
    for (const change of changes) {
      if (!wants(subscription, change.class, change.ref) || seen.has(change.ref)) continue;
      seen.add(change.ref);
      if (world.db.has(change.class, change.ref)) add(change.class, change.ref);
      else gone.add(change.class);
    }
  }
  for (const cls of gone) {
    const since = sinceOf(position, cls);
    // Who begins knows no row that could have gone; thousands of them would be looked through.
    if (since === 0) continue;
    const deletions = world.db.table(cls).deletions();
    let from = deletions.length;
    while (from > 0 && (deletions[from - 1]?.deleted ?? 0) > since) from -= 1;
    for (const { ref, created, deleted: at } of deletions.slice(from)) {
      if (created <= since && !world.db.has(cls, ref) && wants(subscription, cls, ref)) del(cls, ref, at);
    }
  }
  return [...messages, ...added, ...modified, ...deleted];
}

function sinceOf(position: Position, cls: ClassName): number {
  return cls === 'message' ? position.messages : position.rows;
}

function roleEvents(subscription: Subscription): XapiEvent[] {
  // Made when somebody wants them: a poll for one task does not.
  const records = (): ReadonlyMap<Ref, AnyRecord> => roleRecords();
  return [...candidates(subscription, 'role', () => records().keys())].flatMap((ref) => {
    const snapshot = records().get(ref);
    if (snapshot === undefined) return [];
    return [{ id: '0', timestamp: '0.0', class: 'role', operation: 'add', ref, snapshot }];
  });
}

const COUNTED_AS = COUNTED.map((cls) => [cls, eventClass(cls)] as const);
/** Copied rather than built name by name: V8 would take the result for a dictionary, which is slow to write out. */
const NO_ROWS: Readonly<Record<string, number>> = Object.fromEntries(COUNTED_AS.map(([, name]) => [name, 0]));

function countRows(world: World): Record<string, number> {
  const counts = { ...NO_ROWS };
  for (const [cls, name] of COUNTED_AS) counts[name] = cls === 'role' ? countRoles() : world.db.count(cls);
  return counts;
}

function makeBatch(world: World, events: readonly XapiEvent[]): EventBatch {
  return { events, valid_ref_counts: countRows(world), token: makeToken(world.db.generation) };
}

/** Waits for something to report. Each call has a subscription of its own, so several at a time are normal. */
function eventFrom(
  call: Call,
  texts: readonly string[],
  token: string,
  timeoutS: number,
): EventBatch | Promise<EventBatch> {
  const { world } = call;
  const { surroundings } = world;
  const subscription = parseSubscriptions(texts);
  const since = parseToken(token);
  if (since.rows === 0 || timeoutS <= 0) {
    const events = collect(world, subscription, since);
    if (events.length > 0 || timeoutS <= 0) return makeBatch(world, events);
  }

  let result: EventBatch | Fault | null = null;
  let settle: ((result: EventBatch | Fault) => void) | null = null;
  let planned = false;
  const cancels: (() => void)[] = [];
  const end = (value: EventBatch | Fault): void => {
    if (result !== null) return;
    result = value;
    for (const cancel of cancels) cancel();
    settle?.(value);
  };
  const look = (): void => {
    planned = false;
    const events = collect(world, subscription, since);
    if (events.length > 0) end(makeBatch(world, events));
  };
  const plan = (): void => {
    if (planned || result !== null) return;
    planned = true;
    if (surroundings.clockMode === 'running') cancels.push(surroundings.timer.after(BATCH_MS, look));
    else look();
  };
  const onChange = (changes: ChangeSet): void => {
    if (call.session !== null && !isAlive(world, call.session)) end(new Fault('SESSION_INVALID', call.session));
    else if (changes.some((change) => wants(subscription, change.class, change.ref))) plan();
  };

  cancels.push(world.db.onChange(onChange));
  if (onlyTasks(subscription)) look();
  else plan();
  jumpUntil(world, () => result !== null);
  if (result !== null) return unwrap(result);
  const leave = (): void => end(makeBatch(world, []));
  call.signal?.addEventListener('abort', leave);
  cancels.push(() => call.signal?.removeEventListener('abort', leave));
  const timeout = surroundings.timer.after(Math.min(timeoutS * 1000, LONGEST_WAIT_MS), () => end(makeBatch(world, [])));
  cancels.push(timeout);
  return new Promise((resolve, reject) => {
    settle = (value) => {
      if (value instanceof Fault) reject(value);
      else resolve(value);
    };
  });
}

function unwrap(result: EventBatch | Fault): EventBatch {
  if (result instanceof Fault) throw result;
  return result;
}

define({
  'event.from': eventFrom,
  // The token lies before the change: a client that goes on from it sees the injected event (xapi_event.ml inject).
  'event.inject': (call, cls, ref) => {
    // The class is taken as it stands, unlike that of a subscription.
    const name = classOfEvent(cls);
    if (name === undefined || name !== cls || !call.db.has(name, ref)) throw new Fault('HANDLE_INVALID', cls, ref);
    const { generation } = call.db;
    call.db.transaction(() => call.db.touch(name, ref));
    return makeToken(generation);
  },
});
