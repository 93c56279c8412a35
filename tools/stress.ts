/**
 * One run of random calls in one world, for tools/stress.mjs.
 * Arguments: --world NAME --seed NUMBER --calls NUMBER [--shrink SECONDS] [--go-on] [--only TEXT]
 */
import { parseArgs } from 'node:util';
import { isImplemented, listMethods } from '../src/simulator/api/method';
import { Player } from '../src/simulator/stress/player';
import { breaks, explore, locate, type RunResult } from '../src/simulator/stress/run';
import { shrink } from '../src/simulator/stress/shrink';
import { describe } from '../src/simulator/stress/step';
import { worldOf, WORLDS } from '../src/simulator/stress/worlds';

const { values } = parseArgs({
  options: {
    world: { type: 'string' },
    seed: { type: 'string' },
    calls: { type: 'string' },
    shrink: { type: 'string', default: '60' },
    'go-on': { type: 'boolean', default: false },
    only: { type: 'string' },
  },
});

const world = WORLDS.find((name) => name === values.world);
if (world === undefined) throw new Error(`There is no world ${values.world ?? ''}`);
const seed = Number(values.seed);
const calls = Number(values.calls);

const image = await worldOf(world, seed);
const begin = process.cpuUsage();
const result = await explore(image, seed, calls, values['go-on'] || values.only !== undefined);
const { user, system } = process.cpuUsage(begin);
const { outcomes, called, succeeded } = result.tally;
if (result.failures.length > 0) await tell(result);
console.log(
  `result:${JSON.stringify({
    world,
    seed,
    cpuSeconds: (user + system) / 1e6,
    outcomes: [...outcomes],
    called: [...called],
    succeeded: [...succeeded],
    served: listMethods().filter(isImplemented).length,
    failed: result.failures.length > 0,
  })}`,
);

async function tell({ steps, failures }: RunResult): Promise<void> {
  console.log(`\nFAILED: --world ${world} --seed ${seed} --calls ${calls}`);
  const { only } = values;
  const told = only === undefined ? failures : failures.filter(({ text }) => text.includes(only)).slice(0, 1);
  const [first] = told;
  if (told.length !== 1 || first === undefined) {
    for (const failure of told) console.log(Player.at(steps, failure));
    return;
  }
  const failure = await locate(
    image,
    steps.filter(({ id }) => id <= first.step),
    first,
  );
  console.log(Player.at(steps, failure));
  const endMs = Date.now() + Number(values.shrink) * 1000;
  const until = steps.filter(({ id }) => id <= failure.step);
  const shortest = await shrink(
    until,
    (list) => breaks(image, list, failure),
    () => Date.now() < endMs,
  );
  console.log(`  ${steps.length} steps, shrunk to ${shortest.length}:`);
  for (const step of shortest.slice(-40)) console.log(`    ${describe(step)}`);
}
