import { describe, expect, it } from 'vitest';
import { evaluate } from '../commands';
import type { Input, ListRow, Target } from '../commands';
import { CommandBench } from '../fixtures/command-bench';
import { row, rows } from '../objects';
import { vappCommands } from './commands/vapps';
import { vappWizards } from './commands/wizards';
import { vappRows } from './vapp-rows';

const bench = new CommandBench([...vappWizards, ...vappCommands]);
const { inventory, command, target, pool, run, until } = bench;
const vmRef = (name: string): string => bench.refOf('VM', name);
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
  await run('pool.newVapp', pool(), input);
  await until((now) => vappRows(now, 'x').some(({ name, vms }) => name === 'Docs' && vms === 2));
  await until(({ VM }) => VM.get(vmRef('git-1'))?.start_delay === 5);
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
    await run('appliance.shutdown', about);
    await until(({ VM }) => VM.get(vmRef('wiki-1'))?.power_state === 'Halted');
    await until((now) => start.reason(now, about) === null);
    expect(command('appliance.force').reason(inventory(), about)).toBe('All of its VMs are shut down.');
    await run(start.id, about);
    await until(({ VM }) => VM.get(vmRef('wiki-1'))?.power_state === 'Running');
  });

  it('that cannot be made leaves VMs in the vApps and places that they had', async () => {
    const former = await create();
    const members = [member('wiki-1', 7), member('registry-1', 3), member('git-1', -1)];
    const { input } = fill('pool.newVapp', pool(), { name: 'Other', members });
    const before = await bench.simulator.call('VM.get_record', vmRef('registry-1'));
    const item = await bench.work('pool.newVapp', pool(), input);
    expect(item).toMatchObject({ state: 'failed', remains: [] });
    expect(await bench.simulator.call('VM_appliance.get_by_name_label', 'Other')).toEqual([]);
    for (const [name, at] of [
      ['wiki-1', 2],
      ['git-1', 1],
    ] as const)
      expect(await bench.simulator.call('VM.get_record', vmRef(name))).toMatchObject({
        appliance: former.ref,
        order: at,
      });
    const { appliance, order, start_delay } = before;
    expect(await bench.simulator.call('VM.get_record', vmRef('registry-1'))).toMatchObject({
      appliance,
      order,
      start_delay,
    });
  });

  it('says in a sentence that it is made, and which call starts it', async () => {
    const { input } = fill('pool.newVapp', pool(), { name: ' Other ', members: [], startsNow: true });
    const { api } = command('pool.newVapp').script(inventory(), pool(), { ...input, startsNow: true });
    expect(api.at(-1)).toMatch(/^Async\.VM_appliance\.start\(/);
    const item = await bench.work('pool.newVapp', pool(), input);
    expect(item.kept?.words).toBe('The vApp Other is made.');
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
    await run(edit.id, about, input);
    await until(({ VM_appliance: all }) => all.get(about.ref)?.VMs.length === 1);
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
    await run('vm.vapp', vm, { vapp: about.ref });
    await until(({ VM_appliance: all }) => all.get(about.ref)?.VMs.length === 3);
    await run('appliance.delete', about);
    await until(({ VM_appliance: all }) => !all.has(about.ref));
    expect(row(inventory(), 'VM', vm.ref)?.power_state).toBe('Running');
  });
});
