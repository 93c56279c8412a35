import type { Timer } from '../../api/world';
import { installHost } from '../../api/host/install';
import type { PlainState } from '../../engine/plain';
import { OLDER_SERVER, serverSpec } from '../../scenarios/hardware';
import { Simulator, type SimulatorOptions } from '../../simulator';
import { Site, type SiteImage } from '../../site';
import { eachOf } from '../../http/streams';
import { Pacer } from '../pacer';
import { wallTimer } from '../wall-timer';
import type { WorldFile } from '../world-file';
import type { ServedHost } from './pool-server';

type SavedSite = Pick<WorldFile, 'state' | 'beside'>;

/** Spare servers have addresses behind those of any world. */
const FIRST_SPARE = 2000;

/** How long a spare server has been up. */
const SPARE_UP_MS = 3_600_000;

/** About 50 ms: what one client waits for holds the others up no longer. */
const STEPS_AT_ONCE = 5000;

/** The pool that is served and the servers that stand alone beside it, each world with a clock of its own. */
export class ServedSite {
  /** What worlds of this site are made with. */
  readonly options: SimulatorOptions;
  readonly #site: Site;
  readonly #speed: number | 'max';
  readonly #pacers = new Map<Simulator, Pacer>();

  constructor(accounts: Readonly<Record<string, string>>, speed: number | 'max') {
    this.#speed = speed;
    // Who waits for the wall's time finds virtual time gone on when it wakes.
    const timer: Timer = {
      after: (delayMs, run) =>
        wallTimer.after(delayMs, () => {
          for (const pacer of this.#pacers.values()) pacer.catchUp();
          run();
          for (const pacer of this.#pacers.values()) pacer.plan();
        }),
    };
    const clockMode = speed === 'max' ? 'instant' : 'running';
    const own: SimulatorOptions = { accounts, clockMode, stepsAtOnce: STEPS_AT_ONCE, timer, download };
    this.#site = new Site(own);
    this.options = { ...own, site: this.#site };
  }

  /** Lets the clocks run, also those of worlds that begin later. */
  start(): void {
    this.#keepPace();
    this.#site.onChange(() => this.#keepPace());
  }

  stop(): void {
    for (const pacer of this.#pacers.values()) pacer.stop();
  }

  /** The clock of a world; null where time jumps. */
  pacerOf(simulator: Simulator): Pacer | null {
    return this.#pacers.get(simulator) ?? null;
  }

  /** The pool and the servers beside it, to go back to. */
  snapshot(): SiteImage {
    return this.#site.snapshot();
  }

  restore(image: SiteImage): void {
    this.#site.restore(image, (simulator, state) => {
      const pacer = this.pacerOf(simulator);
      if (pacer === null) simulator.restore(state);
      else pacer.move((moved) => moved.restore(state));
    });
  }

  /** Who answers to an address or a host name. */
  find(name: string): ServedHost | undefined {
    const member = this.#site.at(name);
    return member && { ...member, pacer: this.pacerOf(member.simulator) };
  }

  /** Worlds beside a pool's, oldest first. */
  beside(pool: Simulator): readonly Simulator[] {
    return this.#site.simulators.filter((simulator) => simulator !== pool);
  }

  /**
   * Where clients find servers, now and when they have joined a pool or left it.
   * @param originAt the origin of a server by its address, such as `http://127.0.0.1:4191`
   */
  useOrigins(originAt: (address: string) => string): void {
    const tell = (): void => {
      for (const { world } of this.#site.simulators) {
        world.surroundings.originOf = (host) => originAt(world.db.get('host', host)?.address ?? '');
      }
    };
    tell();
    this.#site.onChange(tell);
  }

  /** What a file keeps of a pool and of what stands beside it. */
  save(pool: Simulator): SavedSite {
    return { state: pool.save(), beside: this.beside(pool).map((simulator) => simulator.save()) };
  }

  /** Opens what was saved, in a site that is empty. @returns the pool */
  load({ state, beside }: SavedSite): Simulator {
    const open = (saved: PlainState): Simulator => {
      const simulator = new Simulator({ ...this.options, seed: saved.random.seed });
      simulator.load(saved);
      return simulator;
    };
    const pool = open(state);
    beside.forEach(open);
    return pool;
  }

  /** A server that nobody has taken into a pool yet, at the time of the pool: `spare-1`, or the first that the site does not have. */
  addSpare(seed: number): Simulator {
    let number = 1;
    while (this.#site.at(`spare-${number}`) !== undefined) number += 1;
    const [pool] = this.#site.simulators;
    const start = pool && { startMs: pool.nowMs - SPARE_UP_MS };
    const simulator = new Simulator({ ...this.options, ...start, seed: seed + number });
    const plan = { name: `spare-${number}`, server: OLDER_SERVER, memoryGib: 256, localStorageGib: 1024 };
    installHost(simulator.world, serverSpec(plan, FIRST_SPARE + number));
    simulator.advance(SPARE_UP_MS);
    return simulator;
  }

  #keepPace(): void {
    if (this.#speed === 'max') return;
    const { simulators } = this.#site;
    for (const [simulator, pacer] of this.#pacers) {
      if (simulators.includes(simulator)) continue;
      pacer.stop();
      this.#pacers.delete(simulator);
    }
    for (const simulator of simulators) {
      if (!this.#pacers.has(simulator)) this.#pacers.set(simulator, new Pacer(simulator, { speed: this.#speed }));
    }
  }
}

/** What a web server has; the address may name who asks, which fetch does not take. */
export async function download(address: string): Promise<AsyncIterable<Uint8Array>> {
  const url = new URL(address);
  const user = decodeURIComponent(`${url.username}:${url.password}`);
  url.username = url.password = '';
  const headers = new Headers(user === ':' ? {} : { authorization: `Basic ${Buffer.from(user).toString('base64')}` });
  const { ok, status, body } = await fetch(url, { headers });
  if (!ok || body === null) throw new Error(`it answered with status ${status}`);
  return eachOf(body);
}
