import type { Messages } from '../../xapi/datamodel/types.gen';
import { Fault } from '../api/fault';
import { project } from '../api/project';
import type { Simulator } from '../simulator';
import { attemptsOf, TESTED_CLASSES, type TestedCall } from './attempts';
import type { Draw } from './draw';
import type { Player } from './player';

/** Calls that wait for another operation on their object: clients see a queue where the check says no. */
function waitingCalls({ world }: Simulator): number {
  return world.engine.agenda().filter(({ kind }) => kind === 'retry').length;
}

/** The code with which a call is refused in a copy of the world; null when it begins. */
async function refusalOf(sim: Simulator, [message, ...args]: TestedCall): Promise<string | null> {
  const fork = sim.fork();
  const before = waitingCalls(fork);
  const call = fork.call as (message: keyof Messages, ...args: readonly unknown[]) => Promise<unknown>;
  let code: string | null = null;
  call.call(fork, message, ...args).catch((error: unknown) => {
    code = error instanceof Fault ? error.code : String(error);
  });
  await new Promise((resolve) => void setImmediate(resolve));
  return waitingCalls(fork) > before ? 'OTHER_OPERATION_IN_PROGRESS' : code;
}

/** Tries one operation of one object: a call must do what `allowed_operations` says. */
export async function tryAllowed(player: Player, draw: Draw): Promise<void> {
  const { world } = player.sim;
  const cls = draw.pick(TESTED_CLASSES);
  const refs = world.db.refs(cls);
  if (refs.length === 0) return;
  const ref = draw.pick(refs);
  const row = world.db.row(cls, ref);
  const shown = project(world, cls, ref, row) as { readonly allowed_operations: readonly string[] };
  const [operation, { call, besides, lenient = false }] = draw.pick(attemptsOf(cls));
  const tried = call(world.db, ref, row);
  if (tried === null) return;
  const isAllowed = shown.allowed_operations.includes(operation);
  const code = await refusalOf(player.sim, tried);
  const detail = `${cls} ${ref}: ${JSON.stringify(tried)} with ${JSON.stringify(shown.allowed_operations)}`;
  if (isAllowed && code !== null && besides?.test(code) !== true) {
    player.fail('allowed', `${cls} allows ${operation}, and ${tried[0]} answers ${code}`, undefined, detail);
  } else if (!isAllowed && code === null && !lenient) {
    player.fail('allowed', `${cls} does not allow ${operation}, and ${tried[0]} begins`, undefined, detail);
  }
}
