import { describe, expect, it } from 'vitest';
import type { PoolCommand, Target } from '../../commands';
import { addGpus, makePool } from '../../fixtures/pools';
import type { FakePool } from '../../fixtures/records';
import type { ObjectKind } from '../../objects';
import { cardCommands } from './cards';
import { placementCommands } from './placement';
import { vmCommands } from './vm-gpus';

function gpuPool(): FakePool {
  const pool = makePool({ hosts: 1, vms: 2 });
  addGpus(pool);
  for (const vm of ['vm0', 'vm1']) pool.set('VM', vm, { power_state: 'Halted' });
  return pool;
}

function command(id: string): PoolCommand {
  const found = [...placementCommands, ...vmCommands, ...cardCommands].find((each) => each.id === id);
  if (!found) throw new Error(`no command ${id}`);
  return found;
}

const target = (kind: ObjectKind, ref: string): Target => ({
  id: { connection: 'test', class: 'VM', ref },
  ref,
  kind,
  name: ref,
});

const apiOf = (pool: FakePool, id: string, about: Target, input: Record<string, string | readonly string[]>) =>
  command(id).script(pool.inventory(), about, input);

describe('placement', () => {
  it('is set for a group, and for all groups with GPUs of a pool', () => {
    const pool = gpuPool();
    pool.set('GPU_group', 'empty');
    const input = { placement: 'breadth_first' };
    const one = apiOf(pool, 'gpu.placement', target('gpuGroup', 'm60'), input);
    expect(one.api).toEqual(['GPU_group.set_allocation_algorithm(session, "m60", "breadth_first")']);
    expect(one.xe).toEqual([`xe gpu-group-param-set uuid='uuid of m60' allocation-algorithm=breadth-first`]);
    expect(apiOf(pool, 'gpu.placement', target('pool', 'pool'), input).api).toEqual(one.api);
  });

  it('is not chosen beforehand where groups differ', () => {
    const pool = gpuPool();
    pool.set('GPU_group', 'other', { PGPUs: ['gpu9'], allocation_algorithm: 'breadth_first' });
    const initial = command('gpu.placement').fields?.(pool.inventory(), [target('pool', 'pool')], 0)[0];
    expect(initial).toMatchObject({ kind: 'choice', initial: '' });
  });
});

describe('allowed types', () => {
  it('keep what a GPU carries, and leave out what it does not support', () => {
    const pool = gpuPool();
    const about = target('pgpu', 'gpu0');
    const [field] = command('gpu.types').fields?.(pool.inventory(), [about], 0) ?? [];
    expect(field).toMatchObject({ kind: 'checklist', initial: ['quarter', 'half'] });
    expect(field?.kind === 'checklist' && field.items.map(({ reason }) => reason)).toEqual([
      'In use by 1 VM.',
      null,
      null,
    ]);
    expect(apiOf(pool, 'gpu.types', about, { types: ['whole', 'unknown'] }).api).toEqual([
      'PGPU.set_enabled_VGPU_types(session, "gpu0", ["quarter","whole"])',
    ]);
  });
});

describe('a GPU by itself', () => {
  it('is hidden from the control domain, with the screen of its server where it shows that', () => {
    const pool = gpuPool();
    pool.set('PGPU', 'gpu0', { host: 'host0', dom0_access: 'enabled', is_system_display_device: false });
    const about = target('pgpu', 'gpu0');
    const [field] = command('gpu.access').fields?.(pool.inventory(), [about], 0) ?? [];
    expect(field).toMatchObject({ kind: 'choice', initial: 'seen' });
    expect(apiOf(pool, 'gpu.access', about, { access: 'seen' }).api).toEqual([]);
    const hidden = 'PGPU.disable_dom0_access(session, "gpu0")';
    expect(apiOf(pool, 'gpu.access', about, { access: 'hidden' }).api).toEqual([hidden]);
    pool.set('PGPU', 'gpu0', { is_system_display_device: true });
    expect(apiOf(pool, 'gpu.access', about, { access: 'hidden' }).api).toEqual([
      'host.disable_display(session, "host0")',
      hidden,
    ]);
    pool.set('PGPU', 'gpu0', { dom0_access: 'disable_on_reboot' });
    expect(apiOf(pool, 'gpu.access', about, { access: 'hidden' }).api).toEqual([]);
  });

  it('goes to a group of its kind or to a new one, when no VM uses it', () => {
    const pool = gpuPool();
    pool.set('GPU_group', 'm60', { GPU_types: ['10de/13f2'] });
    pool.set('GPU_group', 'other', { name_label: 'Other', PGPUs: ['x'], GPU_types: ['1002/1'] });
    pool.set('GPU_group', 'empty', { name_label: 'Empty' });
    const about = target('pgpu', 'gpu0');
    expect(command('gpu.group').reason(pool.inventory(), about)).toBe('VMs use it. Shut them down first.');
    const [field, name] = command('gpu.group').fields?.(pool.inventory(), [about], 0) ?? [];
    expect(field?.kind === 'choice' && field.choices.map(({ key, reason }) => [key, reason === null])).toEqual([
      ['empty', true],
      ['m60', true],
      ['other', false],
      ['new', true],
    ]);
    expect(name?.isAsked?.({ group: 'm60' })).toBe(false);
    expect(apiOf(pool, 'gpu.group', about, { group: 'm60' }).api).toEqual([]);
    expect(apiOf(pool, 'gpu.group', about, { group: 'new', name: 'CAD' }).api).toEqual([
      'GPU_group.create(session, "CAD", "", {})',
      'PGPU.set_GPU_group(session, "gpu0", "<new group>")',
    ]);
  });
});

describe('a GPU for a VM', () => {
  it('is one of the allowed types, with the room there is', () => {
    const [field] = command('vm.assignGpu').fields?.(gpuPool().inventory(), [target('vm', 'vm1')], 0) ?? [];
    expect(field?.kind === 'choice' && field.choices).toMatchObject([
      { key: 'm60 half', label: 'GRID half on M60 group', detail: '4 GiB, Room for 2', reason: null },
      { key: 'm60 quarter', detail: '2 GiB, Room for 7', reason: null },
    ]);
  });

  it('goes beside those that the VM has, where the types allow it', () => {
    const pool = gpuPool();
    const [field] = command('vm.assignGpu').fields?.(pool.inventory(), [target('vm', 'vm0')], 0) ?? [];
    expect(field?.kind === 'choice' && field.choices.map(({ reason }) => reason === null)).toEqual([false, true]);
    expect(apiOf(pool, 'vm.assignGpu', target('vm', 'vm0'), { gpu: 'm60 quarter' }).api).toEqual([
      'VGPU.create(session, "vm0", "m60", "1", {}, "quarter")',
    ]);
  });

  it('waits until the VM is shut down, and says so', () => {
    const pool = gpuPool();
    pool.set('VM', 'vm1', { power_state: 'Running' });
    expect(command('vm.assignGpu').reason(pool.inventory(), target('vm', 'vm1'))).toBe('Shut it down first.');
    expect(command('vm.assignGpu').reason(makePool({ hosts: 1, vms: 1 }).inventory(), target('vm', 'vm0'))).not.toBe(
      null,
    );
  });

  it('is taken away again', () => {
    const pool = gpuPool();
    expect(command('vm.removeGpus').isOffered?.(pool.inventory(), target('vm', 'vm1'))).toBe(false);
    expect(apiOf(pool, 'vm.removeGpus', target('vm', 'vm0'), { gpus: ['vgpu0'] }).api).toEqual([
      'VGPU.destroy(session, "vgpu0")',
    ]);
  });
});
