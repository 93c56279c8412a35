import type { Ref } from '../xapi/datamodel/ref';
import type { Site as Reachable } from './api/site';
import type { World } from './api/world';
import type { EngineImage } from './engine/engine';
import { Simulator, type SimulatorOptions } from './simulator';

export interface SiteMember {
  readonly simulator: Simulator;
  readonly host: Ref<'host'>;
}

/** All worlds of a site at one moment, oldest first. */
export type SiteImage = ReadonlyMap<Simulator, EngineImage>;

/**
 * Pools and stand-alone servers that reach one another, so that servers can join a pool and leave it. Each pool is a
 * world of its own; which server answers where follows from the worlds' own rows.
 */
export class Site implements Reachable {
  readonly #options: SimulatorOptions;
  readonly #listeners = new Set<() => void>();
  #simulators: readonly Simulator[] = [];
  /** Looked for at every request to a server; null when a server has come, gone or changed its name. */
  #members: ReadonlyMap<string, SiteMember> | null = null;

  /** @param options of the worlds that begin when a server leaves its pool */
  constructor(options: SimulatorOptions = {}) {
    this.#options = options;
  }

  /** The worlds, oldest first. */
  get simulators(): readonly Simulator[] {
    return this.#simulators;
  }

  /** Tells a door that worlds have begun or ended. Answers a function that calls it off. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Called by a simulator that is made with `{ site }`. */
  add(simulator: Simulator): void {
    const forget = (): void => {
      this.#members = null;
    };
    const { db } = simulator.world;
    db.observe('host', {
      replace: (_, before, after) => {
        if (before?.address !== after?.address || before?.hostname !== after?.hostname) forget();
      },
      reset: forget,
    });
    db.observe('pool', { replace: (_, before, after) => before?.master !== after?.master && forget(), reset: forget });
    this.#set([...this.#simulators, simulator]);
  }

  /** Who answers to an address or a host name: a coordinator, or a member of a pool. */
  at(name: string): SiteMember | undefined {
    this.#members ??= this.#readMembers();
    return this.#members.get(name);
  }

  /** By address and host name; a coordinator before others of the same name, then who came first. */
  #readMembers(): ReadonlyMap<string, SiteMember> {
    const members = new Map<string, SiteMember>();
    const coordinators = new Set<string>();
    for (const simulator of this.#simulators) {
      const { db } = simulator.world;
      const pool = db.first('pool');
      const master = pool === undefined ? undefined : db.row('pool', pool).master;
      for (const [host, { address, hostname }] of db.all('host')) {
        const leads = host === master;
        for (const name of [address, hostname]) {
          if (name === '' || (members.has(name) && (!leads || coordinators.has(name)))) continue;
          members.set(name, { simulator, host });
          if (leads) coordinators.add(name);
        }
      }
    }
    return members;
  }

  worldAt(name: string): World | undefined {
    return this.at(name)?.simulator.world;
  }

  worlds(): readonly World[] {
    return this.#simulators.map(({ world }) => world);
  }

  close(world: World): void {
    const closed = this.#simulators.find((simulator) => simulator.world === world);
    closed?.endSessions();
    this.#set(this.#simulators.filter((simulator) => simulator !== closed));
  }

  open(nowMs: number, seed: number): World {
    return new Simulator({ ...this.#options, startMs: nowMs, seed, site: this }).world;
  }

  snapshot(): SiteImage {
    return new Map(this.#simulators.map((simulator) => [simulator, simulator.snapshot()]));
  }

  /**
   * Goes back to a snapshot: a server that has joined a pool since stands alone again, and a world that began since ends.
   * @param restore brings one world back
   */
  restore(image: SiteImage, restore: (simulator: Simulator, state: EngineImage) => void): void {
    for (const simulator of this.#simulators) if (!image.has(simulator)) simulator.endSessions();
    for (const [simulator, state] of image) restore(simulator, state);
    this.#set([...image.keys()]);
  }

  #set(simulators: readonly Simulator[]): void {
    this.#simulators = simulators;
    this.#members = null;
    for (const listener of this.#listeners) listener();
  }
}
