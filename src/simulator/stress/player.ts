import type { Ref } from '../../xapi/datamodel/ref';
import { methodOf, resultTypeOf } from '../api/method';
import { Simulator } from '../simulator';
import type { EngineImage } from '../engine/engine';
import { errorProblem, resultProblem } from './answers';
import { Names } from './names';
import { describe, toWire, type Step } from './step';

/** Where a mistake shows: in answers, rows, events, when nothing goes on any more, or in `allowed_operations`. */
export type Place = 'answer' | 'rows' | 'events' | 'rest' | 'allowed';

/** A promise that something breaks, found at a step. */
export interface Failure {
  readonly step: number;
  readonly place: Place;
  /** The same mistake has the same text, whatever the references are. */
  readonly text: string;
  readonly detail: string;
}

/** How a call ended. */
export type Outcome = 'success' | string;

interface Reply {
  readonly result?: unknown;
  readonly error?: { readonly message?: unknown; readonly data?: readonly unknown[] };
}

/** Calls that rightly wait until something happens, for ever if nothing does. */
const WAITS_FOR_EVENTS = /^event\.(next|from)$/;
/** Lets everything that has been promised come true. */
const settled = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));

/** The toolstack writes infinite limits of data sources as JSON has no word for (Yojson). */
const INFINITE = /:(-?Infinity|NaN)(?=[,}])/g;

/** Rounds of 100 ms that the run's own questions wait. */
const PATIENCE = 600;
const RESTLESS = 20_000;

/** Plays steps in a world and watches how the calls end. */
export class Player {
  readonly sim: Simulator;
  readonly names: Names;
  readonly failures: Failure[] = [];
  /** Calls that have not been answered, by step. */
  readonly waiting = new Map<number, string>();
  /** Tasks that clients made or changed: nobody else ends them. */
  readonly clientTasks = new Set<string>();
  readonly #onEnd: (method: string, outcome: Outcome) => void;
  #session = '';
  #password = 'password';
  #step = 0;

  constructor(image: EngineImage, onEnd: (method: string, outcome: Outcome) => void = () => undefined) {
    this.sim = new Simulator({ seed: image.random.seed });
    this.sim.restore(image);
    this.names = new Names(this.sim.world.db);
    this.#onEnd = onEnd;
    this.sim.world.db.onChange((changes) => {
      for (const { class: cls, ref } of changes) if (cls === 'task') this.#lookAtTask(ref as Ref<'task'>);
    });
  }

  /** Something that should never be; names and references are the detail, not the mistake. */
  fail(place: Place, what: string, step = this.#step, detail = what): void {
    const text = what
      .replace(/OpaqueRef:[-0-9a-f]{36}/g, 'ref')
      .replace(/"[^"]*"/g, 'it')
      .replace(/\d{5,}/g, 'n');
    this.failures.push({ step, place, text, detail: detail === text ? '' : detail });
  }

  async play(step: Step): Promise<void> {
    this.#step = step.id;
    this.names.begin(step.id);
    if (step.kind === 'call') {
      await this.#call(
        step.method,
        step.args.map((arg) => toWire(arg, (named) => this.names.find(named))),
      );
      return;
    }
    if (step.kind === 'rest') {
      await this.rest();
      return;
    }
    this.#pass(() => this.sim.advance(step.ms));
    await settled();
  }

  /** Lets time pass until nobody waits for an operation. */
  async rest(): Promise<void> {
    const { world } = this.sim;
    let rounds = 0;
    do {
      for (; world.engine.busy && rounds < RESTLESS; rounds++) {
        const due = this.sim.nextDueMs() ?? this.sim.nowMs;
        this.#pass(() => this.sim.advanceTo(due));
      }
      await settled();
    } while (world.engine.busy && rounds < RESTLESS);
    if (world.engine.busy) {
      const kinds = new Set(
        world.engine
          .agenda()
          .filter((entry) => entry.awaited)
          .map((entry) => entry.kind),
      );
      this.fail('rest', `The world never comes to rest: ${[...kinds].join(', ')}`);
    }
  }

  /** A call over the wire with the run's session; the answer, when there is one at once. */
  async ask(method: string, ...args: readonly unknown[]): Promise<unknown> {
    await this.#ensureSession();
    const reply = await this.#answered(this.#post(method, [this.#session, ...args]));
    return reply.error === undefined ? reply.result : undefined;
  }

  async #call(method: string, args: readonly unknown[]): Promise<void> {
    const step = this.#step;
    await this.#ensureSession();
    const own = method.replace(/^Async\./, '');
    const isSessionless = methodOf(own)?.model.sessionless === true;
    if (own.startsWith('task.') && own !== 'task.cancel' && typeof args[0] === 'string') this.clientTasks.add(args[0]);
    this.waiting.set(step, own);
    const answer = this.#post(method, isSessionless ? args : [this.#session, ...args]).then((reply) => {
      this.waiting.delete(step);
      this.#look(method, reply, step);
      if (own === 'session.change_password' && reply.error === undefined) this.#password = String(args[1]);
    });
    answer.catch((error: unknown) => {
      this.waiting.delete(step);
      this.fail('answer', `${method} breaks the server: ${String(error)}`, step);
    });
    await settled();
  }

  /** An answer that comes at once, or as soon as the pool's rate limits let it. */
  async #answered(reply: Promise<Reply>): Promise<Reply> {
    const late: Reply = { error: { message: 'The pool does not answer' } };
    for (let round = 0; round < PATIENCE; round++) {
      const answer = await Promise.race([reply, settled().then(() => null)]);
      if (answer !== null) return answer;
      this.#pass(() => this.sim.advance(100));
    }
    return late;
  }

  async #post(method: string, params: readonly unknown[]): Promise<Reply> {
    const body = new TextEncoder().encode(JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }));
    const response = await this.sim.handlePlain({ method: 'POST', path: '/jsonrpc', headers: {}, body });
    if (typeof response.body !== 'string') throw new Error(`${method} answers no text`);
    return JSON.parse(response.body.replace(INFINITE, ':null')) as Reply;
  }

  #look(method: string, reply: Reply, step: number): void {
    const { error } = reply;
    if (error !== undefined) {
      const problem = errorProblem([error.message, ...(error.data ?? [])]);
      if (problem !== null) this.fail('answer', `${method} answers ${problem}`, step);
      this.#onEnd(method, String(error.message));
      return;
    }
    this.#onEnd(method, 'success');
    const problem = resultProblem(resultTypeOf(method), reply.result);
    if (problem !== null) this.fail('answer', `${method}: ${problem}`, step);
    if (method === 'task.create') this.clientTasks.add(String(reply.result));
  }

  #lookAtTask(ref: Ref<'task'>): void {
    const task = this.sim.world.db.get('task', ref);
    if (task === undefined || task.error_info.length === 0 || this.clientTasks.has(ref)) return;
    const problem = errorProblem(task.error_info);
    if (problem !== null) this.fail('answer', `The task ${task.name_label} ends with ${problem}`);
  }

  #pass(move: () => void): void {
    try {
      move();
    } catch (error) {
      this.fail('answer', `As time passes: ${String(error)}`);
    }
  }

  async #ensureSession(): Promise<void> {
    if (this.sim.world.db.has('session', this.#session)) return;
    const reply = await this.#answered(
      this.#post('session.login_with_password', ['root', this.#password, '1.0', 'stress']),
    );
    this.#session = typeof reply.result === 'string' ? reply.result : '';
  }

  /** Calls that will never be answered: the world is at rest, and nobody waits for events with them. */
  stuckCalls(): readonly string[] {
    return [...this.waiting.values()].filter((method) => !WAITS_FOR_EVENTS.test(method));
  }

  /** The step that failed, in words. */
  static at(steps: readonly Step[], { step, text, detail }: Failure): string {
    const found = steps.find(({ id }) => id === step);
    return `${text}${detail && `\n  ${detail}`}\n  at ${found === undefined ? `step ${step}` : describe(found)}`;
  }
}
