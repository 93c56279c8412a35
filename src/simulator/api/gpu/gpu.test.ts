import { beforeEach, describe, expect, test } from 'vitest';
import { NULL_REF, type Ref } from '../../../xapi/datamodel/ref';
import type { Simulator } from '../../simulator';
import { refusalOf, twoServers } from '../../scenarios/testing/pool';
import { choosePgpu } from './capacity';
import { gpuBoard, gpuBoardNames } from './catalogue';
import { installGpus } from './first-boot';

let simulator: Simulator;
let alder: Ref<'host'>;
let group: Ref<'GPU_group'>;
let pgpus: readonly Ref<'PGPU'>[];

beforeEach(() => {
  ({ simulator, alder } = twoServers());
  [group = ''] = db().refs('GPU_group');
  pgpus = db().row('GPU_group', group).PGPUs;
  db().transaction(() => db().insert('VM', 'OpaqueRef:vm', { uuid: 'vm', power_state: 'Halted' }));
});

const db = () => simulator.world.db;

function type(name: string): Ref<'VGPU_type'> {
  const found = [...db().all('VGPU_type')].find(([, row]) => row.model_name === name);
  return found?.[0] ?? '';
}

async function place(name: string, pgpu: Ref<'PGPU'> | undefined): Promise<Ref<'VGPU'>> {
  const vm: Ref<'VM'> = simulator.world.engine.newRef('VM');
  db().transaction(() => db().insert('VM', vm, { uuid: vm, power_state: 'Halted' }));
  const vgpu = await simulator.call('VGPU.create', vm, group, '0', {}, type(name));
  db().transaction(() => db().update('VGPU', vgpu, { resident_on: pgpu ?? '' }));
  return vgpu;
}

test('a board brings one physical GPU for each chip, with the profiles of its catalogue', () => {
  expect(pgpus).toHaveLength(2);
  expect(db().row('GPU_group', group)).toMatchObject({ GPU_types: ['10de/13f2'], allocation_algorithm: 'depth_first' });
  const pgpu = db().row('PGPU', pgpus[0] ?? '');
  expect(pgpu.supported_VGPU_types).toHaveLength(gpuBoard('Tesla M60').profiles.length + 1);
  expect(pgpu.supported_VGPU_max_capacities[type('GRID M60-2Q')]).toBe(4);
  expect(pgpu.supported_VGPU_max_capacities[type('passthrough')]).toBe(1);
});

test.each(['GRID K1', 'AMD FirePro S7150 x2', 'Intel Iris Pro P6300'])('a server may have a %s', (name) => {
  const { world } = twoServers().simulator;
  const [host = ''] = world.db.refs('host');
  const before = world.db.count('PGPU');
  world.db.transaction(() => installGpus(world, host, [name]));
  const board = gpuBoard(name);
  expect(world.db.count('PGPU') - before).toBe(board.gpusPerBoard);
  const [, last] = [...world.db.all('PGPU')].at(-1) ?? [];
  const types = last?.supported_VGPU_types.map((each) => world.db.row('VGPU_type', each).implementation) ?? [];
  expect(types.includes('passthrough')).toBe(board.vendor !== 'amd');
  expect(types.at(-1)).toBe({ nvidia: 'nvidia', amd: 'mxgpu', intel: 'gvt_g' }[board.vendor]);
});

test('every profile of the catalogue fits as often as it says', () => {
  for (const name of gpuBoardNames()) {
    for (const [profile, , , , , maxPerGpu] of gpuBoard(name).profiles) {
      expect([profile, Math.floor(1048576 / Math.floor(1048576 / maxPerGpu))]).toEqual([profile, maxPerGpu]);
    }
  }
});

describe('capacity', () => {
  const remaining = (name: string) => simulator.call('GPU_group.get_remaining_capacity', group, type(name));

  test('of a group is that of its GPUs, and one type keeps a GPU for itself', async () => {
    expect(await remaining('GRID M60-2Q')).toBe(8);
    await place('GRID M60-2Q', pgpus[0]);
    expect(await remaining('GRID M60-2Q')).toBe(7);
    expect(await remaining('GRID M60-1Q')).toBe(8);
    expect(await remaining('passthrough')).toBe(1);
  });

  test('is filled GPU by GPU, or spread, as the group says', async () => {
    const first = choosePgpu(simulator.world, group, alder, type('GRID M60-2Q'));
    await place('GRID M60-2Q', first);
    const next = () => choosePgpu(simulator.world, group, alder, type('GRID M60-2Q'));
    expect(next()).toBe(first);
    await simulator.call('GPU_group.set_allocation_algorithm', group, 'breadth_first');
    expect(next()).not.toBe(first);
  });

  test('ends when every GPU is taken', async () => {
    for (const pgpu of pgpus) await place('GRID M60-8Q', pgpu);
    expect(await remaining('GRID M60-8Q')).toBe(0);
    expect(choosePgpu(simulator.world, group, alder, type('GRID M60-8Q'))).toBeUndefined();
  });
});

describe('VGPU', () => {
  test('without a type is the whole GPU', async () => {
    const vgpu = await simulator.call('VGPU.create', 'OpaqueRef:vm', group);
    expect(db().row('VGPU', vgpu)).toMatchObject({ device: '0', type: type('passthrough'), resident_on: NULL_REF });
  });

  test('is one a VM, unless the profile allows several', async () => {
    await simulator.call('VGPU.create', 'OpaqueRef:vm', group, '0', {}, type('GRID M60-2Q'));
    const again = (device: string, name: string) =>
      refusalOf(simulator, 'VGPU.create', 'OpaqueRef:vm', group, device, {}, type(name));
    expect(await again('0', 'GRID M60-2Q')).toEqual(['VGPU_TYPE_NOT_COMPATIBLE', type('GRID M60-2Q')]);
    db().transaction(() => db().insert('VM', 'OpaqueRef:two', { uuid: 'two' }));
    const add = (device: string) =>
      simulator.call('VGPU.create', 'OpaqueRef:two', group, device, {}, type('GRID M60-8Q'));
    await add('0');
    await add('0');
    expect(
      db()
        .row('VM', 'OpaqueRef:two')
        .VGPUs.map((vgpu) => db().row('VGPU', vgpu).device),
    ).toEqual(['0', '1']);
    await expect(add('1')).rejects.toMatchObject({ code: 'DEVICE_ALREADY_EXISTS', params: ['1'] });
    await expect(add('21')).rejects.toMatchObject({ code: 'INVALID_DEVICE', params: ['21'] });
  });

  test('comes and goes only while the VM does not run', async () => {
    const vgpu = await simulator.call('VGPU.create', 'OpaqueRef:vm', group);
    db().transaction(() => db().update('VM', 'OpaqueRef:vm', { power_state: 'Running' }));
    expect((await refusalOf(simulator, 'VGPU.destroy', vgpu))[0]).toBe('OPERATION_NOT_ALLOWED');
    const refusal = await refusalOf(simulator, 'VGPU.create', 'OpaqueRef:vm', group);
    expect(refusal).toEqual(['VM_BAD_POWER_STATE', 'OpaqueRef:vm', 'halted', 'running']);
  });
});

describe('PGPU', () => {
  test('offers what is enabled, and keeps enabled what runs', async () => {
    const [first = '', second = ''] = pgpus;
    await place('GRID M60-2Q', first);
    await simulator.call('PGPU.set_enabled_VGPU_types', second, [type('GRID M60-1Q')]);
    expect(await simulator.call('PGPU.get_remaining_capacity', second, type('GRID M60-2Q'))).toBe(0);
    const vms = [db().row('VGPU', db().row('PGPU', first).resident_VGPUs[0] ?? '').VM];
    expect(await refusalOf(simulator, 'PGPU.remove_enabled_VGPU_types', first, type('GRID M60-2Q'))).toEqual([
      'PGPU_IN_USE_BY_VM',
      ...vms,
    ]);
    expect(await refusalOf(simulator, 'PGPU.add_enabled_VGPU_types', second, 'OpaqueRef:other')).toEqual([
      'VGPU_TYPE_NOT_SUPPORTED',
      'OpaqueRef:other',
      ...db().row('PGPU', second).supported_VGPU_types,
    ]);
  });

  test('offers through its group what it offers itself', async () => {
    const one = [type('GRID M60-1Q')];
    for (const pgpu of pgpus) db().transaction(() => db().update('PGPU', pgpu, { enabled_VGPU_types: one }));
    await simulator.call('GPU_group.update_enabled_VGPU_types', group);
    expect(db().row('GPU_group', group).enabled_VGPU_types).toEqual(one);
    const vgpu = await simulator.call('VGPU.create', 'OpaqueRef:vm', group, '0', {}, type('GRID M60-1Q'));
    await simulator.call('VGPU.atomic_set_resident_on', vgpu, pgpus[0] ?? '');
    expect(db().row('PGPU', pgpus[0] ?? '').resident_VGPUs).toEqual([vgpu]);
    expect(await refusalOf(simulator, 'PGPU.set_GPU_group', pgpus[1] ?? '', NULL_REF)).toEqual([
      'HANDLE_INVALID',
      'GPU_group',
      NULL_REF,
    ]);
  });

  test('moves to a group of its kind or to a new one', async () => {
    const [first = '', second = ''] = pgpus;
    const empty = await simulator.call('GPU_group.create', 'Fast', '');
    await simulator.call('PGPU.set_GPU_group', first, empty);
    expect(db().row('GPU_group', empty)).toMatchObject({ GPU_types: ['10de/13f2'], PGPUs: [first] });
    expect(await refusalOf(simulator, 'GPU_group.destroy', empty)).toEqual(['GPU_GROUP_CONTAINS_PGPU', first]);
    db().transaction(() => db().update('GPU_group', empty, { GPU_types: ['10de/0000'] }));
    expect((await refusalOf(simulator, 'PGPU.set_GPU_group', second, empty))[0]).toBe(
      'PGPU_NOT_COMPATIBLE_WITH_GPU_GROUP',
    );
  });
});
