import type { EngineImage } from '../engine/engine';
import { standingProblems, unrest } from '../scenarios/testing/invariants';
import { tryAllowed } from './allowed';
import { Arguments } from './arguments';
import { nextStep } from './chooser';
import { Draw } from './draw';
import { Player, type Failure, type Outcome, type Place } from './player';
import { Replica } from './replica';
import type { Step } from './step';

export interface Tally {
  readonly outcomes: Map<Outcome, number>;
  readonly called: Set<string>;
  readonly succeeded: Set<string>;
}

export interface RunResult {
  readonly steps: readonly Step[];
  /** What should never be, once each; empty when all is well. */
  readonly failures: readonly Failure[];
  readonly tally: Tally;
}

/** How many steps pass between two looks at the whole world. */
const LOOK_EVERY = 100;
const REPLICAS = 3;
/** A pool whose coordinator has been shut down for good says no more; then the world begins anew. */
const LONGEST_SILENCE = 40;
/** How many steps pass between two trials of `allowed_operations`. */
const TRY_EVERY = 4;

/** Looks at a world between steps. */
class Watch {
  readonly #replicas: Replica[] = [];

  constructor(private readonly player: Player) {}

  /** @param only the one thing to look at */
  async look(round: number, only?: Place): Promise<void> {
    const { player } = this;
    if (only === undefined || only === 'rows') {
      for (const problem of standingProblems(player.sim.world, player.clientTasks)) player.fail('rows', problem);
    }
    if (only !== undefined && only !== 'events') return;
    const replica = (this.#replicas[round % REPLICAS] ??= new Replica());
    if (await replica.update(player)) await replica.check(player);
  }

  /** Whether the world comes to rest, and is whole then. */
  async atRest(): Promise<void> {
    const { player } = this;
    await player.rest();
    for (const problem of unrest(player.sim.world, player.clientTasks)) player.fail('rest', problem);
    for (const method of player.stuckCalls()) player.fail('rest', `${method} is never answered`);
  }
}

/**
 * Plays random steps in a world until something breaks. The seed decides everything.
 * @param goesOn also when something has broken, to find more
 */
export async function explore(image: EngineImage, seed: number, calls: number, goesOn = false): Promise<RunResult> {
  const tally: Tally = { outcomes: new Map(), called: new Set(), succeeded: new Set() };
  const draw = new Draw(seed);
  const begin = () => {
    const player = new Player(image, (method, outcome) => count(tally, method, outcome));
    return { player, from: new Arguments(player.sim.world, player.names, draw), watch: new Watch(player) };
  };
  let { player, from, watch } = begin();
  let steps: Step[] = [];
  const found: Failure[] = [];
  let silence = 0;
  const mayGoOn = (): boolean => goesOn || player.failures.length === 0;
  let made = 0;
  for (let id = 1; made < calls && mayGoOn(); id++) {
    silence = from.isAnswering() ? 0 : silence + 1;
    if (silence > LONGEST_SILENCE) {
      found.push(...player.failures);
      ({ player, from, watch } = begin());
      steps = [];
      silence = 0;
    }
    const step = nextStep(from, id);
    steps.push(step);
    if (step.kind === 'call') made += 1;
    await player.play(step);
    if (step.kind === 'rest') await watch.atRest();
    if (id % TRY_EVERY === 0) await tryAllowed(player, draw);
    if (id % LOOK_EVERY === 0) await watch.look(id / LOOK_EVERY);
  }
  if (mayGoOn()) await watch.atRest();
  if (mayGoOn()) await watch.look(0);
  const once = new Map([...found, ...player.failures].toReversed().map((failure) => [failure.text, failure]));
  return { steps, failures: [...once.values()].toReversed(), tally };
}

/** The step that breaks a promise, where looks after every so many had only found that one did. */
export async function locate(image: EngineImage, steps: readonly Step[], failure: Failure): Promise<Failure> {
  const player = new Player(image);
  const watch = new Watch(player);
  for (const [at, step] of steps.entries()) {
    await player.play(step);
    if (step.kind === 'rest') await watch.atRest();
    if (at % LOOK_EVERY === 0 || at > steps.length - REPLICAS * LOOK_EVERY) await watch.look(0, failure.place);
    const found = player.failures.find(({ text }) => text === failure.text);
    if (found !== undefined) return found;
  }
  return failure;
}

/** Lists that are looked at after every step. */
const WATCHED = 40;

/** Whether steps break a promise. */
export async function breaks(image: EngineImage, steps: readonly Step[], { text, place }: Failure): Promise<boolean> {
  const player = new Player(image);
  const isBroken = (): boolean => player.failures.some((failure) => failure.text === text);
  const watch = new Watch(player);
  for (const [at, step] of steps.entries()) {
    await player.play(step);
    if (step.kind === 'rest') await watch.atRest();
    if (steps.length <= WATCHED || at % LOOK_EVERY === 0) await watch.look(0, place);
    if (isBroken()) return true;
  }
  await watch.look(0, place);
  if (place === 'rest') await watch.atRest();
  return isBroken();
}

function count({ outcomes, called, succeeded }: Tally, method: string, outcome: Outcome): void {
  outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
  const name = method.replace(/^Async\./, '');
  called.add(name);
  if (outcome === 'success') succeeded.add(name);
}
