import * as v from 'valibot';
import { FaultRules } from '../../api/fault-rules';
import type { Simulator } from '../../simulator';
import type { Pacer } from '../pacer';
import { readFaultRules } from './fault-file';
import type { ServedSite } from './served-site';

/** What the control API answers: a status and JSON. */
export interface ControlAnswer {
  readonly status: number;
  readonly json: unknown;
}

const Time = v.pipe(v.number(), v.integer(), v.minValue(0));
const ClockChange = v.union([
  v.strictObject({ pause: v.literal(true) }),
  v.strictObject({ resume: v.literal(true) }),
  v.strictObject({ next: v.literal(true) }),
  v.strictObject({ speed: v.pipe(v.number(), v.minValue(1), v.maxValue(1000)) }),
  v.strictObject({ advanceToMs: Time }),
  v.strictObject({ advanceByMs: Time }),
]);
const CLOCK_USAGE =
  'Send one of {"pause":true}, {"resume":true}, {"next":true}, {"speed":1..1000}, {"advanceToMs":…}, {"advanceByMs":…}.';
const Named = v.strictObject({ name: v.pipe(v.string(), v.minLength(1), v.maxLength(100)) });
const MOST_SNAPSHOTS = 100;

class Refused extends Error {}

/**
 * The simulator's own calls beside the XenAPI, below `/simulator/`: clock, snapshots, faults, hash, idle and calls.
 * For tests; a server offers it only when it is asked to.
 */
export class ControlApi {
  readonly #simulator: Simulator;
  readonly #pacer: Pacer | null;
  readonly #seed: number;
  readonly #site: ServedSite | null;
  /** What goes back to each of them, by their names. */
  readonly #snapshots = new Map<string, () => void>();

  /** @param site what else lives beside the pool, which goes back with it */
  constructor(simulator: Simulator, pacer: Pacer | null, seed: number, site: ServedSite | null = null) {
    this.#simulator = simulator;
    this.#pacer = pacer;
    this.#seed = seed;
    this.#site = site;
  }

  answer(method: string, path: string, body: string): ControlAnswer {
    const route = `${method} ${path}`;
    const run = Object.hasOwn(this.#routes, route) ? this.#routes[route] : undefined;
    if (run === undefined) {
      const known = Object.keys(this.#routes).join(', ');
      return { status: 404, json: { error: `There is no ${route}. There are: ${known}.` } };
    }
    try {
      return { status: 200, json: run(body) };
    } catch (error) {
      return { status: 400, json: { error: error instanceof Error ? error.message : String(error) } };
    }
  }

  readonly #routes: Readonly<Record<string, (body: string) => unknown>> = {
    'GET /simulator/clock': () => this.#clock(),
    'POST /simulator/clock': (body) => {
      this.#changeClock(read(ClockChange, body, CLOCK_USAGE));
      return this.#clock();
    },
    'POST /simulator/idle': () => {
      this.#move((simulator) => simulator.idle());
      return this.#clock();
    },
    'GET /simulator/hash': () => ({ hash: this.#simulator.hash() }),
    'GET /simulator/snapshots': () => [...this.#snapshots.keys()],
    'POST /simulator/snapshot': (body) => {
      const { name } = read(Named, body, 'Send {"name":"…"}.');
      if (!this.#snapshots.has(name) && this.#snapshots.size >= MOST_SNAPSHOTS) {
        throw new Refused(`There are ${MOST_SNAPSHOTS} snapshots already. Overwrite one of them by its name.`);
      }
      this.#snapshots.set(name, this.#snapshot());
      return { name, hash: this.#simulator.hash() };
    },
    'POST /simulator/restore': (body) => {
      const { name } = read(Named, body, 'Send {"name":"…"}.');
      const goBack = this.#snapshots.get(name);
      if (goBack === undefined) throw new Refused(`There is no snapshot “${name}”.`);
      goBack();
      return { name, hash: this.#simulator.hash() };
    },
    'GET /simulator/faults': () => {
      const { faults } = this.#simulator.world.surroundings;
      const statistics = faults?.statistics() ?? [];
      return (faults?.rules ?? []).map((rule, at) => ({ ...rule, ...statistics[at] }));
    },
    'PUT /simulator/faults': (body) => {
      const rules = readFaultRules(body, 'The body');
      this.#simulator.world.surroundings.faults = new FaultRules(rules, this.#seed);
      return { rules: rules.length };
    },
    'DELETE /simulator/faults': () => {
      this.#simulator.world.surroundings.faults = null;
      return { rules: 0 };
    },
    'GET /simulator/calls': () => this.#simulator.calls(),
  };

  #snapshot(): () => void {
    const site = this.#site;
    if (site !== null) {
      const image = site.snapshot();
      return () => site.restore(image);
    }
    const image = this.#simulator.snapshot();
    return () => this.#move((simulator) => simulator.restore(image));
  }

  #clock(): unknown {
    if (this.#pacer !== null) return this.#pacer.state();
    return { nowMs: this.#simulator.nowMs, speed: 'max', nextDueMs: this.#simulator.nextDueMs() };
  }

  #changeClock(change: v.InferOutput<typeof ClockChange>): void {
    const pacer = this.#pacer;
    if ('next' in change) this.#move((simulator) => simulator.next());
    else if ('advanceToMs' in change) this.#move((simulator) => simulator.advanceTo(change.advanceToMs));
    else if ('advanceByMs' in change) this.#move((simulator) => simulator.advance(change.advanceByMs));
    else if (pacer === null) throw new Refused('With --speed max the clock only moves by calls, next and advance.');
    else if ('pause' in change) pacer.pause();
    else if ('resume' in change) pacer.resume();
    else pacer.setSpeed(change.speed);
  }

  #move(step: (simulator: Simulator) => void): void {
    if (this.#pacer === null) step(this.#simulator);
    else this.#pacer.move(step);
  }
}

function read<T>(schema: v.GenericSchema<unknown, T>, body: string, usage: string): T {
  let json: unknown;
  try {
    json = JSON.parse(body);
  } catch {
    throw new Refused(`The body is not JSON. ${usage}`);
  }
  const result = v.safeParse(schema, json);
  if (!result.success) throw new Refused(usage);
  return result.output;
}
