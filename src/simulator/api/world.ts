import type { ClassName, Ref } from '../../xapi/datamodel/ref';
import type { Database } from '../engine/database';
import type { Engine } from '../engine/engine';
import { Fault } from './fault';
import type { FaultRules } from './fault-rules';
import type { AuditLog } from './access/audit';
import type { Journal } from './journal';
import type { Records } from '../../xapi/datamodel/types.gen';
import type { Site } from './site';

/** Runs something later: in wall time behind a door, in virtual time in tests. Answers a function that calls it off. */
export interface Timer {
  after(delayMs: number, run: () => void): () => void;
}

/** How virtual time moves while calls wait for it. */
export type ClockMode =
  /** Somebody moves it by hand. */
  | 'manual'
  /** A door moves it with the wall clock. */
  | 'running'
  /** It jumps to the next step whenever a call waits. */
  | 'instant';

/** What a call needs of its surroundings. Nothing here is state: a restored world gets a new one. */
export interface Surroundings {
  readonly timer: Timer;
  /** Password of each local account. */
  readonly accounts: Readonly<Record<string, string>>;
  /** Where clients reach a server of the pool when that is not its address: `http://127.0.0.1:4191`. */
  originOf: ((host: Ref<'host'>) => string) | null;
  /** Gets what lies at an address of the web; null where a pool reaches nothing but its site. */
  readonly download: ((url: string) => Promise<AsyncIterable<Uint8Array>>) | null;
  /** By which calls fail on purpose. */
  faults: FaultRules | null;
  clockMode: ClockMode;
  /** Moves to the next planned step; false when no operation is under way. */
  readonly pump: () => boolean;
  /** To be called when a step was planned outside of a call; whoever moves the clock sets it, to wake for that. */
  planned: () => void;
  /** How many steps a call jumps over before other clients have their turn; a door that serves several goes on then. */
  readonly stepsAtOnce: number;
  /** Null for a pool that is alone in the world. */
  readonly site: Site | null;
}

export interface World {
  readonly engine: Engine;
  readonly db: Database;
  readonly surroundings: Surroundings;
  readonly journal: Journal;
  readonly audit: AuditLog;
  /** Sessions that one server alone knows, by server: they work while the coordinator cannot be reached. */
  readonly localSessions: Map<Ref<'session'>, Ref<'host'>>;
  /** Calls that wait for a task, by task. */
  readonly waiting: Map<Ref<'task'>, (outcome: Outcome) => void>;
}

export type Outcome = { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly fault: Fault };

/** One call as its handler sees it. */
export interface Call {
  readonly world: World;
  readonly db: Database;
  readonly engine: Engine;
  readonly method: string;
  /** Null for messages without a session, and for the simulator's own calls. */
  readonly session: Ref<'session'> | null;
  /** The server that serves the call: where a local session lives, and who answers HOST_IS_SLAVE. */
  readonly host: Ref<'host'>;
  /** Aborted when the client has gone: nobody waits for the answer any more. */
  readonly signal: AbortSignal | undefined;
  /** The task of this call; made when first asked for, so that clients may cancel it at once if they may. */
  readonly task: (cancellable?: boolean) => Ref<'task'>;
}

/** Tells whether the world is still the one of this moment, and has not gone back to a snapshot since. */
export function sameWorld({ engine }: World): () => boolean {
  const { restores } = engine;
  return () => engine.restores === restores;
}

/** Where time jumps, it jumps until what a call waits for is there. */
export function jumpUntil({ surroundings }: World, isThere: () => boolean): void {
  if (surroundings.clockMode !== 'instant') return;
  for (let left = surroundings.stepsAtOnce; left > 0 && !isThere() && surroundings.pump(); left--);
}

/** The row behind a reference of a client; HANDLE_INVALID when there is none. */
export function need<C extends ClassName>(db: Database, cls: C, ref: Ref<C>): Records[C] {
  const row = db.get(cls, ref);
  if (row === undefined) throw new Fault('HANDLE_INVALID', cls, ref);
  return row;
}

/** The only pool of the world. */
export function thePool(db: Database): [Ref<'pool'>, Records['pool']] {
  const ref = db.first('pool');
  if (ref !== undefined) return [ref, db.row('pool', ref)];
  throw new Fault('INTERNAL_ERROR', 'There is no pool');
}

/** The coordinator of the pool. */
export function coordinator(db: Database): Ref<'host'> {
  return thePool(db)[1].master;
}

/** Where clients reach a server of the pool, such as `https://10.0.0.1`: for redirects and consoles. */
export function originOf({ db, surroundings }: World, host: Ref<'host'>): string {
  return surroundings.originOf?.(host) ?? `https://${db.get('host', host)?.address ?? ''}`;
}

/** A date of the wire as milliseconds since 1970; 0 when it is none. */
export function fromXapiDate(text: string): number {
  // Read digit by digit: sessions are looked at with every call.
  if (text.length !== 18 || text[8] !== 'T' || text[17] !== 'Z') return 0;
  const year = 100 * twoDigits(text, 0) + twoDigits(text, 2);
  const month = twoDigits(text, 4) - 1;
  const timeMs = Date.UTC(
    year,
    month,
    twoDigits(text, 6),
    twoDigits(text, 9),
    twoDigits(text, 12),
    twoDigits(text, 15),
  );
  return Number.isNaN(timeMs) ? 0 : timeMs;
}

/** NaN when they are none. */
function twoDigits(text: string, at: number): number {
  const tens = text.charCodeAt(at) - 48;
  const ones = text.charCodeAt(at + 1) - 48;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? 10 * tens + ones : NaN;
}

const DAY_MS = 86_400_000;
const TWO_DIGITS = Array.from({ length: 60 }, (_, value) => String(value).padStart(2, '0'));

let lastDateMs = NaN;
let lastDate = '';
let lastDay = NaN;
let lastDayText = '';

/** Milliseconds since 1970 as the wire writes a date, `20260131T09:05:07Z`. */
export function toXapiDate(timeMs: number): string {
  // A call writes the same moment into many rows, and the next call is of the same day.
  if (timeMs === lastDateMs) return lastDate;
  const day = Math.floor(timeMs / DAY_MS);
  if (day !== lastDay) {
    lastDayText = new Date(timeMs).toISOString().slice(0, 11).replaceAll('-', '');
    lastDay = day;
  }
  const second = Math.floor((timeMs - day * DAY_MS) / 1000);
  const [hours, minutes] = [Math.floor(second / 3600), Math.floor(second / 60) % 60];
  lastDate = `${lastDayText}${TWO_DIGITS[hours]}:${TWO_DIGITS[minutes]}:${TWO_DIGITS[second % 60]}Z`;
  lastDateMs = timeMs;
  return lastDate;
}
