import type { LabProgress, LabWorldFile } from '../../control/labs/lab';
import type { Ref } from '../../xapi/datamodel/ref';
import type { Messages } from '../../xapi/datamodel/types.gen';
import { writeWorldFile } from '../doors/world-file';
import { collect } from '../http/plain';
import type { Stage } from '../scenarios/stage';
import { Simulator } from '../simulator';

/** One data source over time: its name as in the legend, without the consolidation, and its rows, oldest first. */
export interface Readings {
  /** `host` or `vm`. */
  readonly owner: string;
  readonly uuid: string;
  readonly source: string;
  readonly rows: readonly { readonly timeS: number; readonly value: number }[];
}

interface Updates {
  readonly meta: { readonly legend: readonly string[] };
  readonly data: readonly { readonly t: number; readonly values: readonly (string | number)[] }[];
}

/**
 * A world of a lab, as a XenAPI client sees it: calls and statistics go over the wire, so that what a lab shows is what
 * any client reads.
 */
export class LabWorld {
  readonly name: string;
  readonly #simulator: Simulator;
  readonly #seed: number;
  #session = '';

  private constructor(name: string, simulator: Simulator, seed: number) {
    this.name = name;
    this.#simulator = simulator;
    this.#seed = seed;
  }

  /** Builds a world; its clock stands still unless the lab moves it. */
  static async build(name: string, seed: number, build: (stage: Stage) => Promise<void>): Promise<LabWorld> {
    const simulator = new Simulator({ seed, clockMode: 'instant' });
    await build(simulator);
    simulator.idle();
    // One minute of rest, so that no reading reaches back into the building.
    simulator.advance(60_000);
    const world = new LabWorld(name, simulator, seed);
    world.#session = await world.call('session.login_with_password', 'root', 'password', '1.0', 'lab');
    return world;
  }

  get nowMs(): number {
    return this.#simulator.nowMs;
  }

  /** A message with the lab's session; virtual time jumps to whatever it waits for. Rejects with a LabFault. */
  async call<M extends keyof Messages>(method: M, ...args: Messages[M]['args']): Promise<Messages[M]['result']> {
    return (await this.#send(method, args)) as Messages[M]['result'];
  }

  /** Begins a message as a task, whose reference it answers: others may begin at the same time. */
  async begin<M extends keyof Messages>(method: M, ...args: Messages[M]['args']): Promise<Ref<'task'>> {
    return (await this.#send(`Async.${method}`, args)) as Ref<'task'>;
  }

  async #send(method: string, args: readonly unknown[]): Promise<unknown> {
    const params = this.#session === '' ? args : [this.#session, ...args];
    const { result, error } = (await this.#ask('POST', '/jsonrpc', { jsonrpc: '2.0', id: 1, method, params })) as {
      readonly result?: unknown;
      readonly error?: { readonly message: string; readonly data?: readonly string[] };
    };
    if (error !== undefined) throw new LabFault(error.message, error.data ?? []);
    return result;
  }

  advance(durationMs: number): void {
    this.#simulator.advance(durationMs);
  }

  /**
   * The averages of 5 s that `rrd_updates` has of the last `seconds`, of the sources that `wanted` names.
   * @param vms whether to ask for virtual machines, too, many of which make a long answer; or the UUID of one, for it alone
   * @param server who is asked: each tells of itself and of its guests; the coordinator unless given
   * @param itself whether it is to tell of itself, too
   */
  async readings(
    seconds: number,
    wanted: (source: string, owner: string) => boolean,
    vms = 'all',
    server?: Ref<'host'>,
    itself = vms === 'all' || vms === 'none',
  ): Promise<readonly Readings[]> {
    const start = Math.floor(this.nowMs / 1000) - seconds;
    const path = `/rrd_updates?session_id=${this.#session}&start=${start}&host=${itself}&vm_uuid=${vms}&cf=AVERAGE&json=true`;
    const { meta, data } = (await this.#ask('GET', path, undefined, server)) as Updates;
    return meta.legend.flatMap((entry, at) => {
      const [, owner = '', uuid = '', source = ''] = /^AVERAGE:(host|vm|sr):([^:]*):(.*)$/.exec(entry) ?? [];
      if (source === '' || !wanted(source, owner)) return [];
      const rows = data.map(({ t, values }) => ({ timeS: t, value: Number(values[at]) })).reverse();
      return [{ owner, uuid, source, rows }];
    });
  }

  /** The newest reading of each source that `wanted` names, added up. */
  async sum(wanted: (source: string, owner: string) => boolean, vms = 'all'): Promise<number> {
    const readings = await this.readings(10, wanted, vms);
    return readings.reduce((sum, { rows }) => sum + (rows.at(-1)?.value ?? 0), 0);
  }

  async #ask(method: string, path: string, body?: unknown, host?: Ref<'host'>): Promise<unknown> {
    const headers = { 'content-type': 'application/json' };
    const text = body === undefined ? '' : JSON.stringify(body);
    const request = { method, path, headers, body: text, ...(host !== undefined && { host }) };
    const answer = await collect((await this.#simulator.handlePlain(request)).body);
    return JSON.parse(typeof answer === 'string' ? answer : new TextDecoder().decode(answer));
  }

  async save(): Promise<LabWorldFile> {
    const content = await writeWorldFile({
      label: { name: this.name, source: { kind: 'scenario', name: this.name, seed: this.#seed }, notices: [] },
      state: this.#simulator.save(),
      beside: [],
    });
    return { name: this.name, content };
  }
}

/** A refusal of the pool: the code and what it says beside it. */
export class LabFault extends Error {
  constructor(
    readonly code: string,
    readonly parameters: readonly string[],
  ) {
    super([code, ...parameters].join(' '));
  }
}

/** What an experiment has at hand: worlds, and somebody who hears how far it is. */
export class Bench {
  readonly worlds: LabWorld[] = [];
  readonly #tell: (progress: LabProgress) => void;
  #done = 0;
  #steps = 1;

  constructor(tell: (progress: LabProgress) => void) {
    this.#tell = tell;
  }

  async build(name: string, build: (stage: Stage) => Promise<void>): Promise<LabWorld> {
    const world = await LabWorld.build(name, 1, build);
    this.worlds.push(world);
    return world;
  }

  /** How many steps the experiment has in all. */
  plan(steps: number): void {
    this.#steps = Math.max(1, steps);
  }

  /**
   * One step has begun in a world.
   * @param done how far the experiment is, where nobody knows before how many steps there will be
   */
  step(world: LabWorld, step: string, done = this.#done++ / this.#steps): void {
    this.#tell({ done: Math.min(1, done), step, nowMs: world.nowMs });
  }
}
