import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Simulator } from '../../simulator/simulator';
import { readInventory } from '../../xapi/cache/cache';
import type { Connection } from '../../xapi/client/contract';
import { evaluate, targetsOf } from '../commands';
import type { Input, ListRow, PoolCommand, Target } from '../commands';
import { connectTo, openSimulatedPool, runOn, until } from '../fixtures/simulated-pool';
import type { ObjectClass } from '../navigation';
import { only, row, rows } from '../objects';
import { vappCommands } from './commands/vapps';
import { vappWizards } from './commands/wizards';
import { vappRows } from './vapp-rows';

let simulator: Simulator;
let connection: Connection;

beforeEach(async () => {
  simulator = await openSimulatedPool();
  connection = await connectTo(simulator);
});

afterEach(() => connection.close());

const inventory = () => readInventory(connection);

function command(id: string): PoolCommand {
  const found = [...vappWizards, ...vappCommands].find((each) => each.id === id);
  if (!found) throw new Error(`no ${id}`);
  return found;
}

function target(cls: ObjectClass, ref: string): Target {
  const [found] = targetsOf(inventory(), [{ connection: connection.id, class: cls, ref }]);
  if (!found) throw new Error('no target');
  return found;
}

const vmRef = (name: string): string =>
  [...rows(inventory(), 'VM')].find(([, vm]) => vm.name_label === name && !vm.is_a_snapshot)?.[0] ?? '';
const pool = (): Target => target('pool', only(inventory(), 'pool')?.[0] ?? '');
const fill = (id: string, about: Target, draft: Input) =>
  evaluate(command(id).steps ?? [], { inventory: inventory(), target: about, nowMs: 0, draft });

const member = (name: string, order: number): ListRow => ({
  vm: vmRef(name),
  order: String(order),
  start_delay: '5',
  shutdown_delay: '0',
});

async function create(): Promise<Target> {
  const members = [member('wiki-1', 2), member('git-1', 1)];
  const { input, steps } = fill('pool.newVapp', pool(), { name: 'Docs', members });
  expect(steps.flatMap(({ problems }) => [...problems])).toEqual([]);
  await runOn(simulator, connection, command('pool.newVapp'), pool(), input);
  await until(connection, (now) => vappRows(now, 'x').some(({ name, vms }) => name === 'Docs' && vms === 2));
  await until(connection, ({ VM }) => VM.get(vmRef('git-1'))?.start_delay === 5);
  return target(
    'VM_appliance',
    [...rows(inventory(), 'VM_appliance')].find(([, each]) => each.name_label === 'Docs')?.[0] ?? '',
  );
}

describe('a vApp', () => {
  it('starts and stops its VMs in their order', async () => {
    const about = await create();
    expect(vappRows(inventory(), 'x').find(({ name }) => name === 'Docs')?.order).toBe('1: git-1 · 2: wiki-1');
    const start = command('appliance.start');
    expect(start.reason(inventory(), about)).toBe('None of its VMs is shut down.');
    await runOn(simulator, connection, command('appliance.shutdown'), about);
    await until(connection, ({ VM }) => VM.get(vmRef('wiki-1'))?.power_state === 'Halted');
    await until(connection, (now) => start.reason(now, about) === null);
    expect(command('appliance.force').reason(inventory(), about)).toBe('All of its VMs are shut down.');
    await runOn(simulator, connection, start, about);
    await until(connection, ({ VM }) => VM.get(vmRef('wiki-1'))?.power_state === 'Running');
  });

  it('changes only in what differs', async () => {
    const about = await create();
    const edit = command('appliance.edit');
    expect(edit.script(inventory(), about, fill('appliance.edit', about, {}).input).api).toEqual([]);
    const { input } = fill('appliance.edit', about, { members: [member('git-1', 4)] });
    expect(edit.script(inventory(), about, input).xe).toEqual([
      expect.stringContaining("appliance=''"),
      expect.stringContaining('order=4'),
    ]);
    await runOn(simulator, connection, edit, about, input);
    await until(connection, ({ VM_appliance: all }) => all.get(about.ref)?.VMs.length === 1);
  });

  it('refuses what is no number, and a VM twice', () => {
    const wrong = fill('pool.newVapp', pool(), { name: 'x', members: [{ ...member('wiki-1', 0), order: 'first' }] });
    expect(wrong.steps.flatMap(({ problems }) => [...problems])).toHaveLength(1);
    const twice = fill('pool.newVapp', pool(), { name: 'x', members: [member('wiki-1', 0), member('wiki-1', 1)] });
    expect(twice.steps.flatMap(({ problems }) => [...problems])).toHaveLength(1);
  });

  it('takes VMs by the VM as well, and leaves them as they are when it goes', async () => {
    const about = await create();
    const vm = target('VM', vmRef('registry-1'));
    await runOn(simulator, connection, command('vm.vapp'), vm, { vapp: about.ref });
    await until(connection, ({ VM_appliance: all }) => all.get(about.ref)?.VMs.length === 3);
    await runOn(simulator, connection, command('appliance.delete'), about);
    await until(connection, ({ VM_appliance: all }) => !all.has(about.ref));
    expect(row(inventory(), 'VM', vm.ref)?.power_state).toBe('Running');
  });
});
