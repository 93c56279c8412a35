import type { Simulator } from '../../simulator';

/** Where time jumps, it also goes on a step this often, and all the way while nobody calls: who polls waits too. */
const STEP_MS = 10;
/** Longest stretch of steps before calls are answered again. */
const SLICE_MS = 20;

/** Lets the time of worlds where it jumps go on while somebody waits for it, each world by itself. */
export class Jumps {
  readonly #worlds = new Map<Simulator, Jump>();

  /** To be told of every call. */
  called(simulator: Simulator): void {
    let jump = this.#worlds.get(simulator);
    if (jump === undefined) this.#worlds.set(simulator, (jump = new Jump(simulator)));
    jump.called();
  }

  stop(): void {
    for (const jump of this.#worlds.values()) jump.stop();
  }
}

class Jump {
  readonly #simulator: Simulator;
  #planned: ReturnType<typeof setTimeout> | undefined;
  #isCalled = false;

  constructor(simulator: Simulator) {
    this.#simulator = simulator;
  }

  called(): void {
    this.#isCalled = true;
    this.#plan();
  }

  stop(): void {
    clearTimeout(this.#planned);
  }

  #plan(): void {
    const { world } = this.#simulator;
    if (this.#planned !== undefined || !world.engine.busy) return;
    this.#isCalled = false;
    this.#planned = setTimeout(() => {
      this.#planned = undefined;
      const until = this.#isCalled ? 0 : performance.now() + SLICE_MS;
      while (world.surroundings.pump() && performance.now() < until);
      this.#plan();
    }, STEP_MS);
  }
}
