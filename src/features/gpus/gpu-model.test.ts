import { describe, expect, it } from 'vitest';
import { addGpus, makePool } from '../fixtures/pools';
import type { FakePool } from '../fixtures/records';
import { gpuSets, gpusOf, gpusOfVm } from './gpu-model';
import { roomFor } from './gpu-room';
import { hasGpuTab } from './has-gpu-tab';

function gpuPool(): FakePool {
  const pool = makePool({ hosts: 2, vms: 2 });
  addGpus(pool);
  return pool;
}

const roomsOf = (pool: FakePool) =>
  Object.fromEntries(
    gpuSets(pool.inventory(), gpusOf(pool.inventory(), 'pool', 'pool')).flatMap(({ types }) =>
      types.map(({ ref, room }) => [ref, room]),
    ),
  );

describe('room on GPUs', () => {
  it('is what the vGPUs there leave, and only for types that get along with them', () => {
    expect(roomsOf(gpuPool())).toEqual({ quarter: 3 + 4, half: 2, whole: 0 });
  });

  it('is none on a GPU that is full, whatever fractions add up to', () => {
    const pool = gpuPool();
    pool.set('PGPU', 'gpu0', { supported_VGPU_max_capacities: { quarter: 7 } });
    for (let at = 1; at < 7; at++) {
      pool.set('VGPU', `more${at}`, { type: 'quarter', resident_on: 'gpu0' });
      expect(roomFor(pool.inventory(), 'gpu0', 'quarter')).toBe(7 - at);
      pool.set('PGPU', 'gpu0', { resident_VGPUs: [...pool.get('PGPU', 'gpu0').resident_VGPUs, `more${at}`] });
    }
    expect(roomFor(pool.inventory(), 'gpu0', 'quarter')).toBe(0);
  });

  it('is taken by a vGPU that is on its way', () => {
    const pool = gpuPool();
    pool.set('VGPU', 'coming', { type: 'half', scheduled_to_be_resident_on: 'gpu1' });
    expect(roomsOf(pool)).toMatchObject({ quarter: 3, half: 1 });
  });

  it('is there for types that may stand beside one another', () => {
    const pool = gpuPool();
    pool.set('VGPU_type', 'quarter', { compatible_types_on_pgpu: ['quarter', 'half'] });
    expect(roomFor(pool.inventory(), 'gpu0', 'half')).toBe(1);
  });
});

describe('GPUs together', () => {
  it('are those of one model, group and list of allowed types', () => {
    const pool = gpuPool();
    const sets = () => gpuSets(pool.inventory(), gpusOf(pool.inventory(), 'host', 'host0'));
    expect(sets().map(({ cards }) => cards.map(({ bus }) => bus))).toEqual([['0000:3b:00.0', '0000:3c:00.0']]);
    pool.set('PGPU', 'gpu1', { enabled_VGPU_types: ['half'] });
    expect(sets()).toHaveLength(2);
  });

  it('are those of the server, the group, or the GPU itself', () => {
    const inventory = gpuPool().inventory();
    expect(gpusOf(inventory, 'host', 'host1')).toEqual([]);
    expect(gpusOf(inventory, 'gpuGroup', 'm60')).toEqual(['gpu0', 'gpu1']);
    expect(gpusOf(inventory, 'pgpu', 'gpu1')).toEqual(['gpu1']);
    expect(hasGpuTab(inventory, 'host', 'host1')).toBe(false);
    expect(hasGpuTab(inventory, 'vm', 'vm1')).toBe(true);
    expect(hasGpuTab(makePool({ hosts: 1, vms: 1 }).inventory(), 'vm', 'vm0')).toBe(false);
  });

  it('say what each VM takes of them', () => {
    const [set] = gpuSets(gpuPool().inventory(), ['gpu0']);
    expect(set?.cards[0]?.slices).toEqual([
      { ref: 'vgpu0', vm: 'vm0', vmName: 'vm 1', type: 'GRID quarter', share: 0.25 },
    ]);
  });
});

it('GPUs of a VM come in the order of their devices, with where they are', () => {
  const pool = gpuPool();
  pool.set('VGPU', 'second', { VM: 'vm0', GPU_group: 'm60', type: 'half', device: '11' });
  pool.set('VGPU', 'vgpu0', { device: '2' });
  pool.set('VM', 'vm0', { VGPUs: ['second', 'vgpu0'] });
  expect(gpusOfVm(pool.inventory(), 'vm0')).toMatchObject([
    { type: 'GRID quarter', groupName: 'M60 group', gpu: { ref: 'gpu0', name: 'server 1, 0000:3b:00.0' } },
    { type: 'GRID half', gpu: null },
  ]);
});
