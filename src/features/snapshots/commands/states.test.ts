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
