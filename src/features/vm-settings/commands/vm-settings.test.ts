import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Simulator } from '../../../simulator/simulator';
import { readInventory } from '../../../xapi/cache/cache';
import type { Connection } from '../../../xapi/client/contract';
import type { Records } from '../../../xapi/datamodel/types.gen';
import { initialOf, targetsOf } from '../../commands';
import type { Input, PoolCommand, Target } from '../../commands';
import { connectTo, openSimulatedPool, runOn, until } from '../../fixtures/simulated-pool';
import { rows, vmKind } from '../../objects';
import { bootCommands } from './boot';
import { descriptionCommands } from './description';
import { kindCommands } from './kinds';
import { processorCommands } from './processors';
import { startCommands } from './start-options';
import { tpmCommands } from './tpm';
import { firmwareOf, isHvm } from './vm-facts';

let simulator: Simulator;
let connection: Connection;

beforeAll(async () => {
  simulator = await openSimulatedPool();
  connection = await connectTo(simulator);
});

afterAll(() => connection.close());

const inventory = () => readInventory(connection);
const vmNow = ({ ref }: Target): Records['VM'] => simulator.world.db.row('VM', ref);

function command(id: string): PoolCommand {
  const all = [
    ...kindCommands,
    ...descriptionCommands,
    ...processorCommands,
    ...bootCommands,
    ...startCommands,
    ...tpmCommands,
  ];
  const found = all.find((each) => each.id === id);
  if (!found) throw new Error(`no command ${id}`);
  return found;
}

/** The first VM that fits. */
function find(fits: (vm: Records['VM']) => boolean): Target {
  for (const [ref, vm] of rows(inventory(), 'VM')) {
    if (vmKind(vm) !== 'vm' || !fits(vm)) continue;
    const [target] = targetsOf(inventory(), [{ connection: connection.id, class: 'VM', ref }]);
    if (target) return target;
  }
  throw new Error('no such VM');
}

/** What the dialog holds when a person has changed some of it. */
function filled(id: string, on: Target, changes: Input): Input {
  const fields = command(id).fields?.(inventory(), [on], simulator.nowMs) ?? [];
  return { ...Object.fromEntries(fields.map((field) => [field.id, initialOf(field)])), ...changes };
}

const run = (id: string, on: Target, changes: Input = {}) =>
  runOn(simulator, connection, command(id), on, filled(id, on, changes));

function problemOf(id: string, on: Target, field: string, changes: Input): string | null {
  const input = filled(id, on, changes);
  const found = command(id)
    .fields?.(inventory(), [on], simulator.nowMs)
    .find((each) => each.id === field);
  return found?.kind === 'text' ? (found.problem?.(String(input[field]), input) ?? null) : null;
}

const halted = (vm: Records['VM']): boolean => vm.power_state === 'Halted' && isHvm(vm);

describe('processors of a VM', () => {
  it('grow and shrink, whichever limit has to give way first', async () => {
    const on = find(halted);
    await run('vm.processors', on, { count: '12', most: '16', topology: '4', priority: '512' });
    expect(vmNow(on)).toMatchObject({ VCPUs_max: 16, VCPUs_at_startup: 12, VCPUs_params: { weight: '512' } });
    expect(vmNow(on).platform['cores-per-socket']).toBe('4');
    await until(connection, ({ VM }) => VM.get(on.ref)?.VCPUs_params['weight'] === '512');
    await run('vm.processors', on, { count: '2', most: '2', topology: 'free' });
    expect(vmNow(on)).toMatchObject({ VCPUs_max: 2, VCPUs_at_startup: 2 });
    expect(vmNow(on).platform['cores-per-socket']).toBeUndefined();
  });

  it('are checked beside the field', () => {
    const on = find(halted);
    expect(problemOf('vm.processors', on, 'count', { count: '0' })).toBe('It needs at least one.');
    expect(problemOf('vm.processors', on, 'count', { count: 'two' })).toBe('A whole number, please.');
    expect(problemOf('vm.processors', on, 'most', { count: '4', most: '3' })).toMatch(/fewer than it starts with/);
    expect(problemOf('vm.processors', on, 'priority', { priority: '70000' })).toMatch(/65,535/);
  });

  it('grow while it runs as far as they may, and no other way', async () => {
    const mayGrow = (vm: Records['VM']): boolean => vm.allowed_operations.includes('changing_VCPUs_live');
    expect(
      command('vm.processors').reason(
        inventory(),
        find((vm) => vm.power_state === 'Running' && !mayGrow(vm)),
      ),
    ).toBe('Shut it down first.');
    const on = find((vm) => mayGrow(vm) && vm.VCPUs_at_startup === vm.VCPUs_max);
    const reason = (): string | null => command('vm.processors').reason(inventory(), on);
    expect(reason()).toMatch(/^It has all the vCPUs/);
    const { VCPUs_max: most } = vmNow(on);
    simulator.world.db.transaction(() => simulator.world.db.update('VM', on.ref, { VCPUs_max: most + 2 }));
    await until(connection, ({ VM }) => VM.get(on.ref)?.VCPUs_max === most + 2);
    expect(reason()).toBeNull();
    expect(Object.keys(filled('vm.processors', on, {}))).toEqual(['count']);
    expect(problemOf('vm.processors', on, 'count', { count: String(most - 1) })).toMatch(/^It keeps/);
    expect(problemOf('vm.processors', on, 'count', { count: String(most + 3) })).toMatch(/while it runs/);
    await run('vm.processors', on, { count: String(most + 1) });
    expect(vmNow(on)).toMatchObject({ VCPUs_at_startup: most + 1, power_state: 'Running' });
    await run('vm.processors', on, { count: String(most + 2) });
    await until(connection, ({ VM }) => VM.get(on.ref)?.VCPUs_at_startup === most + 2);
    expect(reason()).toMatch(/^It has all the vCPUs/);
  });
});

describe('starting', () => {
  it('has its order, delays and home', async () => {
    const on = find(halted);
    const [home = ''] = [...rows(inventory(), 'host').keys()];
    await run('vm.startOptions', on, { order: '3', startDelay: '20', auto: true });
    expect(vmNow(on)).toMatchObject({ order: 3, start_delay: 20 });
    expect(vmNow(on).other_config['auto_poweron']).toBe('true');
    // A pool starts none of its VMs unless it is told to as well.
    const [pool] = rows(inventory(), 'pool').keys();
    expect(simulator.world.db.row('pool', pool ?? '').other_config['auto_poweron']).toBe('true');
    await run('vm.home', on, { home });
    expect(vmNow(on).affinity).toBe(home);
    await run('vm.home', on, { home: 'none' });
    expect(vmNow(on).affinity).toBe('OpaqueRef:NULL');
  });

  it('in recovery mode boots from a disc once, and then as before', async () => {
    const on = find((vm) => halted(vm) && vm.allowed_operations.includes('start'));
    await run('vm.bootOptions', on, { order: 'cdn' });
    await until(connection, ({ VM }) => VM.get(on.ref)?.HVM_boot_params['order'] === 'cdn');
    const orders: unknown[] = [];
    const off = simulator.world.db.onChange((changes) => {
      if (changes.some(({ ref }) => ref === on.ref)) orders.push(vmNow(on).HVM_boot_params['order']);
    });
    await run('vm.recovery', on);
    off();
    expect(vmNow(on)).toMatchObject({ power_state: 'Running', HVM_boot_params: { order: 'cdn' } });
    expect(orders).toContain('dnc');
    await until(connection, ({ VM }) => VM.get(on.ref)?.power_state === 'Running');
  });
});

describe('firmware and vTPM of a VM', () => {
  const reasonFor = (id: string, on: Target) => command(id).reason?.(inventory(), on);

  it('change while it is off, the device model with them', async () => {
    const on = find((vm) => halted(vm) && vm.VTPMs.length === 0);
    await run('vm.bootOptions', on, { firmware: 'bios' });
    expect(vmNow(on).platform['device-model']).toBe('qemu-upstream-compat');
    await until(connection, ({ VM }) => firmwareOf(VM.get(on.ref) ?? vmNow(on)) === 'bios');
    expect(reasonFor('vm.addTpm', on)).toContain('UEFI');
    await run('vm.bootOptions', on, { firmware: 'secure' });
    expect(vmNow(on)).toMatchObject({
      HVM_boot_params: { firmware: 'uefi' },
      platform: { secureboot: 'true', 'device-model': 'qemu-upstream-uefi' },
    });
    await until(connection, ({ VM }) => VM.get(on.ref)?.platform['secureboot'] === 'true');
    expect(reasonFor('vm.addTpm', on)).toBeNull();
    await run('vm.addTpm', on);
    expect(vmNow(on).VTPMs).toHaveLength(1);
    await until(connection, ({ VM }) => VM.get(on.ref)?.VTPMs.length === 1);
    expect(command('vm.addTpm').isOffered?.(inventory(), on)).toBe(false);
    await run('vm.removeTpm', on);
    expect(vmNow(on).VTPMs).toEqual([]);
    await until(connection, ({ VM }) => VM.get(on.ref)?.VTPMs.length === 0);
  });

  it('stay while it runs', () => {
    const on = find((vm) => vm.power_state === 'Running' && firmwareOf(vm) === 'uefi');
    const field = command('vm.bootOptions')
      .fields?.(inventory(), [on], simulator.nowMs)
      .find(({ id }) => id === 'firmware');
    const reasons = field?.kind === 'choice' ? field.choices.map(({ key, reason }) => [key, reason]) : [];
    expect(reasons).toEqual([
      ['bios', 'Shut it down first.'],
      ['uefi', null],
      ['secure', 'Shut it down first.'],
    ]);
    expect(reasonFor('vm.addTpm', on)).toBe('Shut it down first.');
  });
});

describe('what a VM is', () => {
  it('changes by its description, and from VM to template and back', async () => {
    const on = find(halted);
    await run('object.describe', on, { description: 'for tests' });
    expect(vmNow(on).name_description).toBe('for tests');
    await run('vm.toTemplate', on);
    expect(vmNow(on).is_a_template).toBe(true);
    await until(connection, ({ VM }) => VM.get(on.ref)?.is_a_template === true);
    await run('template.toVm', on);
    expect(vmNow(on).is_a_template).toBe(false);
  });

  it('gets the disc with guest tools into its drive', async () => {
    const on = find(
      (vm) => vm.power_state === 'Running' && vm.VBDs.some((ref) => rows(inventory(), 'VBD').get(ref)?.type === 'CD'),
    );
    expect(command('vm.installTools').reason(inventory(), on)).toBeNull();
    await run('vm.installTools', on);
    const drives = vmNow(on)
      .VBDs.map((ref) => simulator.world.db.row('VBD', ref))
      .filter(({ type }) => type === 'CD');
    expect(drives.map(({ VDI }) => simulator.world.db.get('VDI', VDI)?.is_tools_iso)).toContain(true);
  });
});
