import { expect, test } from 'vitest';
import { Player } from './player';
import { breaks, explore } from './run';
import { shrink } from './shrink';
import type { Step } from './step';
import { worldOf } from './worlds';

const SEED = 1;

test('random calls leave the world whole, its events complete and no task stuck', async () => {
  const image = await worldOf('two', SEED);
  const { steps, failures, tally } = await explore(image, SEED, 500);
  expect(failures.map((failure) => Player.at(steps, failure))).toEqual([]);
  expect(tally.succeeded.size).toBeGreaterThan(100);
  // Calls without a session test nothing else.
  expect(tally.outcomes.get('SESSION_INVALID') ?? 0).toBeLessThan(3);
}, 60_000);

test('the same seed makes the same calls with the same results', async () => {
  const image = await worldOf('empty', SEED);
  const [one, other] = [await explore(image, SEED, 200), await explore(image, SEED, 200)];
  expect(one.steps).toEqual(other.steps);
  expect(one.tally).toEqual(other.tally);
}, 60_000);

test('steps that break nothing are told from those that do', async () => {
  const image = await worldOf('empty', SEED);
  const steps: Step[] = [{ id: 1, kind: 'call', method: 'pool.get_all', args: [] }];
  const failure = { step: 1, place: 'answer', text: 'pool.get_all answers INTERNAL_ERROR', detail: '' } as const;
  expect(await breaks(image, steps, failure)).toBe(false);
});

test('a list of steps shrinks to those that break a promise together', async () => {
  const steps = Array.from({ length: 100 }, (_, at): Step => ({ id: at, kind: 'advance', ms: at }));
  const needed = [13, 14, 71];
  const tries = { left: 1000 };
  const isBroken = (list: readonly Step[]): Promise<boolean> =>
    Promise.resolve(needed.every((id) => list.some((step) => step.id === id)));
  const shortest = await shrink(steps, isBroken, () => tries.left-- > 0);
  expect(shortest.map(({ id }) => id)).toEqual(needed);
  expect(await shrink(steps, isBroken, () => false)).toBe(steps);
});

test('a run that has changed the password logs in with the new one', async () => {
  const outcomes: string[] = [];
  const player = new Player(await worldOf('empty', SEED), (method, outcome) => outcomes.push(`${method} ${outcome}`));
  const calls: readonly (readonly [string, ...string[]])[] = [
    ['session.change_password', 'password', 'another'],
    ['session.logout'],
    ['pool.get_all'],
  ];
  for (const [id, [method, ...args]] of calls.entries()) await player.play({ id, kind: 'call', method, args });
  expect(outcomes).toEqual(calls.map(([method]) => `${method} success`));
});
