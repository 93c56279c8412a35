import { expect, it } from 'vitest';
import { findCommand, initialOf } from '../../commands';
import type { PoolCommand, Target } from '../../commands';
import { CommandBench } from '../../fixtures/command-bench';
import { row, rows } from '../../objects';
import { stateCommands } from './states';

const taking = findCommand('vm.snapshot') as PoolCommand;
const bench = new CommandBench([taking, ...stateCommands]);
const { inventory, command, run, until, named, target } = bench;

const powerOf = ({ ref }: Target): string => row(inventory(), 'VM', ref)?.power_state ?? '';
const asked = (about: Target) =>
  Object.fromEntries(
    (command('snapshot.revert').fields?.(inventory(), [about], 0) ?? []).map((field) => [field.id, initialOf(field)]),
  );

async function taken(id: string, vm: Target, name: string): Promise<Target> {
  await run(id, vm, { name, description: 'Before the change' });
  const found = () => [...rows(inventory(), 'VM')].find(([, each]) => each.is_a_snapshot && each.name_label === name);
  await until(() => found()?.[1].name_description === 'Before the change');
  return target('VM', found()?.[0] ?? '');
}

it('a machine that ran goes on after it was reverted, from its disks', async () => {
  const vm = named('VM', 'wiki-1');
  const snapshot = await taken('vm.snapshot', vm, 'disks');
  expect(asked(snapshot)).toEqual({ before: true, after: true });
  expect(command('snapshot.revert').script(inventory(), snapshot, asked(snapshot)).xe.at(-1)).toMatch(/^xe vm-start /);
  await run('snapshot.revert', snapshot, { before: false, after: true });
  await until(() => powerOf(vm) === 'Running');
  await run('snapshot.revert', snapshot, { before: false, after: false });
  await until(() => powerOf(vm) === 'Halted');
  expect(asked(snapshot)).toEqual({ before: true, after: false });
});

it('and from its memory, where the snapshot has that', async () => {
  const vm = named('VM', 'wiki-1');
  const snapshot = await taken('vm.checkpoint', vm, 'memory');
  const [, after] = command('snapshot.revert').fields?.(inventory(), [snapshot], 0) ?? [];
  expect(after?.label).toBe('Resume it afterwards');
  await run('snapshot.revert', snapshot, { before: false, after: true });
  await until(() => powerOf(vm) === 'Running');
});

it('is asked for with what it keeps, and why that may not be', async () => {
  const reasons = (...about: readonly Target[]) => {
    const kind = command('vm.snapshot')
      .fields?.(inventory(), about, 0)
      .find(({ id }) => id === 'kind');
    if (kind?.kind !== 'choice') throw new Error('It does not ask.');
    return Object.fromEntries(kind.choices.map(({ key, reason }) => [key, reason]));
  };
  const [running, halted] = [named('VM', 'wiki-1'), named('VM', 'test-web-1')];
  expect(reasons(running)).toEqual({
    disks: null,
    quiesced: expect.stringMatching(/^It needs Windows with the VSS provider/) as string,
    memory: null,
  });
  expect(reasons(halted)).toMatchObject({
    quiesced: 'It is not running.',
    memory: 'It has no memory to keep: it is shut down.',
  });
  expect(reasons(running, halted)['memory']).toBe('test-web-1: It has no memory to keep: it is shut down.');
  const pool = bench.pool().ref as never;
  const { db } = bench.simulator.world;
  db.transaction(() => db.update('pool', pool, { restrictions: { restrict_vss: 'true' } }));
  await until(() => reasons(running)['quiesced']?.startsWith('The licence') === true);
});

it('keeps the memory when that is chosen, and says what the pool answers to what it cannot keep', async () => {
  const vm = named('VM', 'wiki-1');
  const input = { name: 'as it runs', description: '', kind: 'memory' };
  expect(command('vm.snapshot').script(inventory(), vm, input).xe[0]).toMatch(/^xe vm-checkpoint /);
  await run('vm.snapshot', vm, input);
  const found = () => [...rows(inventory(), 'VM').values()].find((each) => each.name_label === 'as it runs');
  await until(() => found()?.power_state === 'Suspended');
  const quiesced = { ...input, name: 'at rest', kind: 'quiesced' };
  expect(command('vm.snapshot').script(inventory(), vm, quiesced).xe[0]).toMatch(/^xe vm-snapshot-with-quiesce /);
  const { state, error } = await bench.work('vm.snapshot', vm, quiesced);
  expect([state, error?.code]).toEqual(['failed', 'MESSAGE_REMOVED']);
});
