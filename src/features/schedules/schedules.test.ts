import { describe, expect, it } from 'vitest';
import { evaluate } from '../commands';
import type { Input, Target } from '../commands';
import { CommandBench } from '../fixtures/command-bench';
import { only, rows } from '../objects';
import { nextRunMs } from './next-run';
import { resultText, scheduleRows } from './schedule-rows';
import { scheduleCommands } from './commands/schedules';
import { scheduleWizards } from './commands/wizards';

const HOUR_MS = 3_600_000;

const bench = new CommandBench([...scheduleWizards, ...scheduleCommands]);
const { inventory, command, target, pool, run, until } = bench;
const vmRef = (name: string): string => bench.refOf('VM', name);
const schedule = () => only(inventory(), 'VMSS');

function fill(id: string, about: Target, draft: Input) {
  const { steps } = command(id);
  return evaluate(steps ?? [], { inventory: inventory(), target: about, nowMs: bench.simulator.nowMs, draft });
}

async function create(draft: Input = {}): Promise<Target> {
  const { input } = fill('pool.newSchedule', pool(), { name: 'Nightly', vms: [vmRef('wiki-1')], keep: '2', ...draft });
  await run('pool.newSchedule', pool(), input);
  await until(({ VMSS }) => [...VMSS.values()].some(({ VMs }) => VMs.length > 0));
  return target('VMSS', schedule()?.[0] ?? '');
}

describe('a snapshot schedule', () => {
  it('is made with its VMs, runs, and says how it went', async () => {
    const about = await create();
    expect(schedule()?.[1]).toMatchObject({ frequency: 'daily', schedule: { hour: '22', min: '0' }, enabled: true });
    await run('schedule.runNow', about);
    await until((now) => scheduleRows(now, 'x')[0]?.runs.length === 1);
    const [found] = scheduleRows(inventory(), 'x');
    expect(resultText(found?.runs[0]?.name ?? '')).toBe('Taken');
    expect(found?.lastMs).toBeGreaterThan(0);
    const snapshots = [...rows(inventory(), 'VM').values()].filter((vm) => vm.is_vmss_snapshot);
    expect(snapshots.map((vm) => vm.snapshot_of)).toEqual([vmRef('wiki-1')]);
  });

  it('that cannot be made leaves VMs in the schedules that they had', async () => {
    const former = await create();
    const vms = [vmRef('wiki-1'), vmRef('git-1'), 'OpaqueRef:gone'];
    const { input } = fill('pool.newSchedule', pool(), { name: 'Weekly', vms });
    const item = await bench.work('pool.newSchedule', pool(), input);
    expect(item).toMatchObject({ state: 'failed', remains: [], kept: null });
    expect(await bench.simulator.call('VMSS.get_by_name_label', 'Weekly')).toEqual([]);
    expect(await bench.simulator.call('VM.get_snapshot_schedule', vmRef('wiki-1'))).toBe(former.ref);
    expect(await bench.simulator.call('VM.get_snapshot_schedule', vmRef('git-1'))).toBe('OpaqueRef:NULL');
  });

  it('says in a sentence that it is made', async () => {
    const { input } = fill('pool.newSchedule', pool(), { name: ' Weekly ', vms: [] });
    const item = await bench.work('pool.newSchedule', pool(), input);
    expect(item.kept?.words).toBe('The snapshot schedule Weekly is made.');
  });

  it('changes only in what differs, and lets VMs go', async () => {
    const about = await create();
    const edit = command('schedule.edit');
    const same = fill('schedule.edit', about, {}).input;
    expect(edit.script(inventory(), about, same).api).toEqual([]);
    const { input } = fill('schedule.edit', about, { frequency: 'weekly', days: ['Saturday', 'Sunday'], vms: [] });
    expect(edit.script(inventory(), about, input).xe).toEqual([
      expect.stringContaining('frequency=weekly'),
      expect.stringContaining('schedule:days=Saturday,Sunday'),
      expect.stringMatching(/^xe vm-param-set uuid=[0-9a-f-]+ snapshot-schedule=''$/),
    ]);
    await run(edit.id, about, input);
    await until(({ VMSS }) => VMSS.get(about.ref)?.VMs.length === 0);
    expect(scheduleRows(inventory(), 'x')[0]?.when).toBe('Saturday, Sunday at 22:00');
    expect(command('schedule.runNow').reason(inventory(), about)).toBe('No VM is in it.');
  });

  it('goes with its VMs left as they are', async () => {
    const about = await create();
    await expect(bench.simulator.call('VMSS.destroy', about.ref)).rejects.toMatchObject({ code: 'VMSS_HAS_VM' });
    await run('schedule.delete', about);
    await until(({ VMSS }) => VMSS.size === 0);
    expect(command('vm.schedule').reason(inventory(), target('VM', vmRef('wiki-1')))).toContain('Make one first');
  });

  it('is not for a pool whose licence leaves it out', () => {
    const restricted = [...rows(inventory(), 'pool')].map(
      ([ref, each]) => [ref, { ...each, restrictions: { restrict_vmss: 'true' } }] as const,
    );
    const without = { ...inventory(), pool: new Map(restricted) };
    expect(command('pool.newSchedule').reason(without, pool())).toContain('licence');
  });

  it('takes VMs by the VM as well', async () => {
    const about = await create();
    const vm = target('VM', vmRef('git-1'));
    await run('vm.schedule', vm, { schedule: about.ref });
    await until(({ VMSS }) => VMSS.get(about.ref)?.VMs.length === 2);
    await run('vm.schedule', vm, { schedule: 'none' });
    await until(({ VMSS }) => VMSS.get(about.ref)?.VMs.length === 1);
  });
});

describe('the next run', () => {
  // A Thursday.
  const start = Date.UTC(1970, 0, 1, 10, 20);

  it.each([
    ['hourly', { min: '15' }, 55 / 60],
    ['daily', { hour: '10', min: '30' }, 10 / 60],
    ['daily', { hour: '9', min: '0' }, 22 + 40 / 60],
    ['weekly', { hour: '10', min: '0', days: 'Friday,Monday' }, 23 + 40 / 60],
    ['weekly', { hour: '0', min: '0', days: 'monday' }, 4 * 24 - 10 - 20 / 60],
  ] as const)('of a schedule that is %s at %o is told', (frequency, when, hours) => {
    expect(nextRunMs({ frequency, schedule: when }, start)).toBeCloseTo(start + hours * HOUR_MS, -1);
  });

  it('of nonsense from a pool is never', () => {
    expect(nextRunMs({ frequency: 'weekly', schedule: { days: 'someday' } }, start)).toBeNull();
    expect(nextRunMs({ frequency: 'daily', schedule: { hour: 'x' } }, start)).toBeGreaterThan(start);
  });
});
