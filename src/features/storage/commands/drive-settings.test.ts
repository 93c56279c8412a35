import { describe, expect, it } from 'vitest';
import { initialOf, targetsOf } from '../../commands';
import type { Input, Target } from '../../commands';
import { CommandBench } from '../../fixtures/command-bench';
import { row, rows } from '../../objects';
import { driveSettings } from './drive-settings';
import { storageCommands } from './storage-commands';
import { trackingCommands } from './tracking';

const bench = new CommandBench([...driveSettings, ...trackingCommands, ...storageCommands]);
const { inventory, command, run, until, reason, target } = bench;

/** Disks of a VM in the order of their places. */
function disksOf(state: 'Halted' | 'Running', least: number): readonly Target[] {
  for (const vm of rows(inventory(), 'VM').values()) {
    if (vm.power_state !== state || vm.is_a_template || vm.is_a_snapshot || vm.is_control_domain) continue;
    const disks = vm.VBDs.filter((ref) => row(inventory(), 'VBD', ref)?.type === 'Disk');
    if (disks.length >= least) return disks.map((ref) => target('VBD', ref));
  }
  throw new Error(`no ${state} VM has ${least} disks`);
}

const fieldsOf = (id: string, about: Target) => command(id).fields?.(inventory(), [about], 0) ?? [];
const asIs = (id: string, about: Target): Input =>
  Object.fromEntries(fieldsOf(id, about).map((field) => [field.id, initialOf(field)]));
const driveOf = ({ ref }: Target) => row(inventory(), 'VBD', ref);

describe('the properties of a disk', () => {
  it('change its name, its access, its place and its priority, and nothing that was left alone', async () => {
    const [disk] = disksOf('Halted', 1);
    if (!disk) throw new Error('no disk');
    const before = driveOf(disk);
    expect(command('vbd.edit').script(inventory(), disk, asIs('vbd.edit', disk)).api).toEqual([]);
    const changed = { name: 'root of it', description: 'Its system', mode: 'RO', position: '9', priority: '0' };
    await run('vbd.edit', disk, { ...asIs('vbd.edit', disk), ...changed });
    await until(() => driveOf(disk)?.qos_algorithm_params['class'] === '0');
    expect(driveOf(disk)).toMatchObject({ mode: 'RO', userdevice: '9', qos_algorithm_type: 'ionice' });
    expect(row(inventory(), 'VDI', before?.VDI ?? '')).toMatchObject({
      name_label: 'root of it',
      name_description: 'Its system',
    });
    await run('vbd.edit', disk, { ...asIs('vbd.edit', disk), priority: '' });
    // Type and parameters are set by two calls, whose events may come one after the other.
    await until(() => Object.keys(driveOf(disk)?.qos_algorithm_params ?? { class: '' }).length === 0);
    expect(driveOf(disk)?.qos_algorithm_type).toBe('');
  });

  it('let it change places with another one', async () => {
    const [first, second] = disksOf('Halted', 1);
    const disk = second ?? first;
    if (!disk) throw new Error('no disk');
    const vm = row(inventory(), 'VM', driveOf(disk)?.VM ?? '');
    const other = vm?.VBDs.find((ref) => ref !== disk.ref) ?? '';
    const [mine, theirs] = [driveOf(disk)?.userdevice ?? '', row(inventory(), 'VBD', other)?.userdevice ?? ''];
    await run('vbd.edit', disk, { ...asIs('vbd.edit', disk), position: theirs });
    await until(() => driveOf(disk)?.userdevice === theirs);
    expect(row(inventory(), 'VBD', other)?.userdevice).toBe(mine);
  });

  it('say of a disk that is in use why access and place stay', () => {
    const [disk] = disksOf('Running', 1);
    if (!disk) throw new Error('no disk');
    const fields = fieldsOf('vbd.edit', disk);
    for (const id of ['mode', 'position']) {
      const field = fields.find((each) => each.id === id);
      const choices = field?.kind === 'choice' ? field.choices : [];
      const open = choices.filter((choice) => choice.reason === null).map((choice) => choice.key);
      expect(open).toEqual([asIs('vbd.edit', disk)[id]]);
    }
    expect(fields.map(({ id }) => id)).toContain('name');
  });
});

it('changed blocks of disks are tracked, and no longer', async () => {
  const [disk] = disksOf('Running', 1);
  if (!disk) throw new Error('no disk');
  const vdi = () => row(inventory(), 'VDI', driveOf(disk)?.VDI ?? '');
  const about = target('VDI', driveOf(disk)?.VDI ?? '');
  expect(reason('vdi.disableCbt', about)).toBe('Its changed blocks are not tracked.');
  await run('vdi.enableCbt', disk);
  await until(() => vdi()?.cbt_enabled === true);
  expect(command('vdi.enableCbt').isOffered?.(inventory(), about)).toBe(false);
  expect(command('vdi.disableCbt').confirm?.(inventory(), [about])?.consequence).toMatch(/Backups/);
  await run('vdi.disableCbt', about);
  await until(() => vdi()?.cbt_enabled === false);
});

it('shared storage is repaired on servers that have no connection to it at all', async () => {
  const found = [...rows(inventory(), 'SR')].find(([, sr]) => sr.shared && sr.type === 'nfs' && sr.PBDs.length > 1);
  const [ref, sr] = found ?? [];
  const [about] = targetsOf(inventory(), [{ connection: bench.connection.id, class: 'SR', ref: ref ?? '' }]);
  if (!about || !sr) throw new Error('no storage');
  expect(reason('sr.repair', about)).toBe('Every server that responds is connected.');
  const pbd = sr.PBDs.find((each) => {
    const host = row(inventory(), 'PBD', each)?.host ?? '';
    return (row(inventory(), 'host', host)?.resident_VMs.length ?? 9) <= 1;
  });
  if (pbd === undefined) throw new Error('no idle server');
  for (const each of sr.PBDs) {
    const config = { ...row(inventory(), 'PBD', each)?.device_config, cifspassword: 'hunter2' };
    await bench.simulator.call('PBD.set_device_config', each, config);
  }
  await bench.simulator.call('PBD.unplug', pbd);
  await bench.simulator.call('PBD.destroy', pbd);
  await until(() => row(inventory(), 'PBD', pbd) === undefined);
  expect(reason('sr.repair', about)).toBeNull();
  const lines = command('sr.repair').script(inventory(), about, {}).api.join('\n');
  expect(lines).toMatch(/PBD\.create.*\n.*PBD\.plug/);
  const { state, calls } = await bench.work('sr.repair', about);
  expect([state, calls.length]).toEqual(['done', 2]);
  // What lets servers in stands in no line.
  expect([lines, ...calls].join()).not.toContain('hunter2');
  await until((now) => row(now, 'SR', about.ref)?.PBDs.length === sr.PBDs.length);
  await until(() => reason('sr.repair', about) !== null);
});
