import type { Messages } from '../xapi/datamodel/types.gen';
import { AuditLog } from './api/access/audit';
import './api/all';
import { reportDependents } from './api/dependents';
import { callInside } from './api/dispatch';
import { Journal, type JournalEntry } from './api/journal';
import { watchAlarms } from './api/alarms/perfmon';
import { followHistories } from './api/metrics/histories';
import { watchBoots } from './api/vm/boot-watch';
import { watchWrites } from './api/vdi/growth';
import { recordRuns } from './api/metrics/history';
import { recordRanges } from './api/metrics/memory-ranges';
import { watchPaths } from './api/multipath/counts';
import { runEntry } from './api/operations';
import { endOrphans } from './api/transfer/orphans';
import { cutTransfers } from './api/transfer/pace';
import type { ClockMode, Timer, World } from './api/world';
import { Alarms } from './engine/alarms';
import { DEFAULT_START_MS, Engine, type EngineImage } from './engine/engine';
import { fromPlain, toPlain, type PlainState } from './engine/plain';
import './http/all';
import { handleHttp } from './http/handle';
import './doors/pool-database-route';
import { openSocket, type Pipe, type SocketEnd } from './http/sockets';
import { webBody, type HttpRequest, type HttpResponse } from './http/plain';
import type { Site } from './site';

export interface SimulatorOptions {
  readonly seed?: number;
  /** Where virtual time begins, milliseconds since 1970; 2026-01-05 08:00 UTC unless given. */
  readonly startMs?: number;
  /** Local accounts; `root` with the password `password` unless given. */
  readonly accounts?: Readonly<Record<string, string>>;
  /** `manual` unless given: somebody calls `advanceTo`. */
  readonly clockMode?: ClockMode;
  /** Where time jumps: after how many steps a call leaves the way to others. The door that sets it goes on. */
  readonly stepsAtOnce?: number;
  /** Wall time, from a door. Without it, waiting calls wait for virtual time. */
  readonly timer?: Timer;
  /** Gets what lies at an address of the web, for `VM.import`. Without it, only servers of the site are reached. */
  readonly download?: (url: string) => Promise<AsyncIterable<Uint8Array>>;
  /** Other pools and servers within reach; none unless given. */
  readonly site?: Site;
}

/** A simulated pool: a XenAPI server behind `handle`, with a clock of its own. Worlds are put into it by scenarios. */
export class Simulator {
  readonly world: World;
  readonly #alarms = new Alarms();
  readonly #journal = new Journal();

  constructor(options: SimulatorOptions = {}) {
    const engine = new Engine({
      // Servers of one site must not have the same names.
      seed: options.seed ?? 1 + (options.site?.simulators.length ?? 0),
      startMs: options.startMs ?? DEFAULT_START_MS,
      step: (entry) => runEntry(this.world, entry),
    });
    const virtual: Timer = { after: (delayMs, run) => this.#alarms.set(engine.nowMs + delayMs, run) };
    this.world = {
      engine,
      db: engine.db,
      localSessions: new Map(),
      waiting: new Map(),
      journal: this.#journal,
      audit: new AuditLog(),
      surroundings: {
        timer: options.timer ?? virtual,
        accounts: options.accounts ?? { root: 'password' },
        originOf: null,
        faults: null,
        download: options.download ?? null,
        clockMode: options.clockMode ?? 'manual',
        pump: () => engine.busy && this.#step(),
        planned: () => undefined,
        stepsAtOnce: options.stepsAtOnce ?? Infinity,
        site: options.site ?? null,
      },
    };
    recordRuns(this.world);
    recordRanges(this.world);
    followHistories(this.world);
    watchBoots(this.world);
    watchWrites(this.world);
    watchAlarms(this.world);
    watchPaths(this.world);
    reportDependents(this.world);
    options.site?.add(this);
  }

  /** Answers a request of a client, as a web server would. */
  async handle(request: Request): Promise<Response> {
    const url = new URL(request.url);
    const response = await this.handlePlain({
      method: request.method,
      path: url.pathname + url.search,
      headers: Object.fromEntries(request.headers),
      body: new Uint8Array(await request.arrayBuffer()),
    });
    return new Response(response.status === 204 ? null : webBody(response.body), {
      status: response.status,
      headers: response.headers,
    });
  }

  /** The same for doors that have no Request. */
  handlePlain(request: HttpRequest): HttpResponse | Promise<HttpResponse> {
    return handleHttp(this.world, request);
  }

  /** Opens the socket that a request asks for, such as a VM's console; a response refuses it. */
  openSocket(request: HttpRequest): Promise<HttpResponse | ((pipe: Pipe) => SocketEnd)> {
    return openSocket(this.world, request);
  }

  /** A message without session and envelope, through the same checks; rejects with a Fault. */
  async call<M extends keyof Messages>(method: M, ...args: Messages[M]['args']): Promise<Messages[M]['result']> {
    return (await callInside(this.world, method, args)) as Messages[M]['result'];
  }

  get nowMs(): number {
    return this.world.engine.nowMs;
  }

  /** Moves to a time and runs all that is due on the way. A time that has passed changes nothing. */
  advanceTo(timeMs: number): void {
    for (let due = this.#nextDueMs(); due !== null && due <= timeMs; due = this.#nextDueMs()) this.#step();
    this.world.engine.runUntil(timeMs);
  }

  advance(durationMs: number): void {
    this.advanceTo(this.nowMs + durationMs);
  }

  /** Goes to the next planned step and runs it; false when nothing is planned. */
  next(): boolean {
    return this.world.engine.runNext();
  }

  /** Runs until nobody waits for a task or for a guest to come up. */
  idle(): void {
    while (this.world.engine.busy) this.#step();
  }

  nextDueMs(): number | null {
    return this.world.engine.nextDueMs();
  }

  /** The state as 32 hex digits: same seed and same calls, same digits. */
  hash(): string {
    return this.world.engine.hash();
  }

  /** The world at this moment; costs next to nothing until somebody writes. */
  snapshot(): EngineImage {
    return this.world.engine.image();
  }

  /** Goes back to a snapshot. Calls that wait are forgotten, exports and imports cut, sessions of the snapshot live on. */
  restore(image: EngineImage): void {
    this.world.waiting.clear();
    cutTransfers(this.world);
    this.world.engine.restore(image);
    endOrphans(this.world);
  }

  /** Ends all sessions, which wakes the calls that wait for events, and cuts exports and imports. */
  endSessions(): void {
    const { db, localSessions } = this.world;
    localSessions.clear();
    cutTransfers(this.world);
    db.transaction(() => {
      for (const ref of db.refs('session')) db.remove('session', ref);
    });
  }

  /** A simulator of its own that continues from here. */
  fork(options: SimulatorOptions = {}): Simulator {
    const fork = new Simulator({ ...options, seed: this.world.engine.random.seed });
    fork.restore(this.snapshot());
    return fork;
  }

  save(): PlainState {
    return toPlain(this.snapshot());
  }

  load(state: PlainState): void {
    this.restore(fromPlain(state));
  }

  /** The calls that may have changed the world, oldest first. */
  calls(): readonly JournalEntry[] {
    return this.#journal.entries();
  }

  #nextDueMs(): number | null {
    const step = this.world.engine.nextDueMs();
    const alarm = this.#alarms.nextDueMs();
    return step === null ? alarm : alarm === null ? step : Math.min(step, alarm);
  }

  #step(): boolean {
    const { engine } = this.world;
    const alarm = this.#alarms.nextDueMs();
    const step = engine.nextDueMs();
    if (step === null && alarm === null) return false;
    if (alarm !== null && (step === null || alarm < step)) {
      engine.runUntil(alarm);
      this.#alarms.ring(engine.nowMs);
      return true;
    }
    return engine.runNext();
  }
}
