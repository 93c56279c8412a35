import type { Ref } from '../xapi/datamodel/ref';
import type { Site as Reachable } from './api/site';
import { coordinator, type World } from './api/world';
import { Simulator, type SimulatorOptions } from './simulator';

export interface SiteMember {
  readonly simulator: Simulator;
  readonly host: Ref<'host'>;
}

/**
 * Pools and stand-alone servers that reach one another, so that servers can join a pool and leave it. Each pool is a
 * world of its own; which server answers where follows from the worlds' own rows.
 */
export class Site implements Reachable {
  readonly #options: SimulatorOptions;
  readonly #listeners = new Set<() => void>();
  #simulators: readonly Simulator[] = [];

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
    this.#set([...this.#simulators, simulator]);
  }

  /** Who answers to an address or a host name: a coordinator, or a member of a pool. */
  at(name: string): SiteMember | undefined {
    let member: SiteMember | undefined;
    for (const simulator of this.#simulators) {
      const { db } = simulator.world;
      for (const [host, row] of db.all('host')) {
        if (row.address !== name && row.hostname !== name) continue;
        if (host === coordinator(db)) return { simulator, host };
        member ??= { simulator, host };
      }
    }
    return member;
  }

  worldAt(name: string): World | undefined {
    return this.at(name)?.simulator.world;
  }

  close(world: World): void {
    const closed = this.#simulators.find((simulator) => simulator.world === world);
    closed?.endSessions();
    this.#set(this.#simulators.filter((simulator) => simulator !== closed));
  }

  open(nowMs: number): World {
    return new Simulator({ ...this.#options, startMs: nowMs, site: this }).world;
  }

  #set(simulators: readonly Simulator[]): void {
    this.#simulators = simulators;
    for (const listener of this.#listeners) listener();
  }
}
