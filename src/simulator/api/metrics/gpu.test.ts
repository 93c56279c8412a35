import { beforeEach, describe, expect, test } from 'vitest';
import { NULL_REF, type Ref } from '../../../xapi/datamodel/ref';
import { celsiusAfter, steadyCelsius } from '../../physics/gpu/heat';
import { Simulator } from '../../simulator';
import { installGpus } from '../gpu/first-boot';
import { testPool, testVm, type TestPool } from '../testing';
import { ofHost, ofVm, read } from './testing/readings';

const MINUTE_MS = 60_000;
const GIB = 1024 ** 3;

let pool: TestPool;

beforeEach(() => {
  pool = testPool({ clockMode: 'instant', hosts: 1, memoryGib: 256 });
  const { world } = pool.sim;
  const [host = NULL_REF] = pool.hosts;
  world.db.transaction(() => {
    installGpus(world, host, ['GRID K1', 'AMD FirePro S7150']);
    world.db.update('host', host, { chipset_info: { iommu: 'true' } });
  });
});

function type(name: string): Ref<'VGPU_type'> {
  return [...pool.sim.world.db.all('VGPU_type')].find(([, row]) => row.model_name === name)?.[0] ?? '';
}

/** A guest of eight virtual CPUs with a GPU of the K1. */
async function desktop(name: string, profile: string): Promise<Ref<'VM'>> {
  const vm = await testVm(pool, { name_label: name, VCPUs_max: 8, VCPUs_at_startup: 8 });
  const [group = ''] = pool.sim.world.db.refs('GPU_group');
  await pool.sim.call('VGPU.create', vm, group, '0', {}, type(profile));
  await pool.sim.call('VM.start', vm, false, false);
  return vm;
}

async function heaven(vm: Ref<'VM'>): Promise<void> {
  await pool.sim.call('VM.add_to_other_config', vm, 'workload', 'gpu-benchmark resolution=800x600 api=opengl');
}

function gpu(name: string, archive = 0): readonly number[] {
  return ofHost(pool, pool.hosts[0], `gpu_${name}_0000/3b/00.0`, archive);
}

describe('a benchmark on a vGPU', () => {
  test('keeps the engine busy, and a second one takes half of it from the first', async () => {
    const { sim } = pool;
    const first = await desktop('first', 'GRID K140Q');
    const second = await desktop('second', 'GRID K140Q');
    sim.advance(11 * MINUTE_MS);
    expect(gpu('utilisation_compute')[0]).toBeLessThan(0.5);
    await heaven(first);
    sim.advance(2 * MINUTE_MS);
    expect(gpu('utilisation_compute')[0]).toBe(1);
    expect(gpu('utilisation_memory_io')[0]).toBe(0.5);
    // The other desktop takes a little of it.
    const [alone = 0] = ofVm(pool, first, 'cpu_usage');
    expect(alone).toBeGreaterThan(0.15);
    await heaven(second);
    sim.advance(2 * MINUTE_MS);
    expect(gpu('utilisation_compute')[0]).toBe(1);
    expect(ofVm(pool, first, 'cpu_usage')[0]).toBeCloseTo(0.125, 5);
    expect(ofVm(pool, second, 'cpu_usage')[0]).toBeCloseTo(0.125, 5);
    expect(ofVm(pool, first, 'cpu_usage')[30]).toBe(alone);
    await sim.call('VM.remove_from_other_config', second, 'workload');
    sim.advance(2 * MINUTE_MS);
    expect(ofVm(pool, first, 'cpu_usage')[0]).toBe(alone);
  });

  test('warms the GPU up as an exponential does, the same in every archive', async () => {
    const { sim } = pool;
    const vm = await desktop('first', 'GRID K180Q');
    await sim.call('VM.add_to_other_config', vm, 'workload', 'idle');
    sim.advanceTo(Math.ceil(sim.nowMs / 3_600_000) * 3_600_000 + 60 * MINUTE_MS);
    expect(gpu('temperature')[0]).toBe(steadyCelsius(0));
    expect(gpu('power_usage')[0]).toBe(6500);
    await sim.call('VM.remove_from_other_config', vm, 'workload');
    await heaven(vm);
    sim.advance(2 * MINUTE_MS);
    const celsius = gpu('temperature');
    const after = (seconds: number): number => celsiusAfter(steadyCelsius(0), 1, seconds);
    // The newest reading is the mean of the last five seconds.
    expect(celsius[0]).toBeGreaterThan(after(115));
    expect(celsius[0]).toBeLessThan(after(120));
    expect(gpu('power_usage')[0]).toBe(32_500);
    const minute = celsius.slice(0, 12).reduce((sum, value) => sum + value, 0) / 12;
    expect(gpu('temperature', 1)[0]).toBeCloseTo(minute, 1);
    await sim.call('VM.hard_shutdown', vm);
    sim.advance(15 * MINUTE_MS);
    expect(gpu('temperature')[0]).toBeCloseTo(35, 0);
    expect(gpu('temperature')[0]).toBeLessThan(gpu('temperature')[60] ?? 0);
    // What the halted guest did stays known, also to a world that was saved.
    const copy = new Simulator();
    copy.load(sim.save());
    const before = gpu('utilisation_compute', 1);
    expect(Math.max(...before.slice(0, 20))).toBe(1);
    const host = pool.hosts[0] ?? NULL_REF;
    expect(read(copy, (all) => all.host(host), 'gpu_utilisation_compute_0000/3b/00.0', 1)).toEqual(before);
  });
});

test('vGPUs take their frame buffer whole', async () => {
  await desktop('first', 'GRID K140Q');
  await desktop('second', 'GRID K140Q');
  pool.sim.advance(MINUTE_MS);
  expect(gpu('memory_used')[0]).toBe(2 * 960 * 1024 ** 2);
  expect((gpu('memory_used')[0] ?? 0) + (gpu('memory_free')[0] ?? 0)).toBe(4 * GIB);
});

test('nobody but its guest reads a GPU that is passed through', async () => {
  const vm = await desktop('whole', 'passthrough');
  await heaven(vm);
  pool.sim.advance(MINUTE_MS);
  expect(gpu('utilisation_compute')[0]).toBeNaN();
  expect(ofVm(pool, vm, 'cpu_usage')[0]).toBeCloseTo(0.25, 5);
  await pool.sim.call('VM.hard_shutdown', vm);
  pool.sim.advance(MINUTE_MS);
  expect(gpu('utilisation_compute')[0]).toBe(0);
});

describe('two GPUs in one guest, by the key of XenServer 6.2', () => {
  let vm: Ref<'VM'>;

  beforeEach(async () => {
    const { sim } = pool;
    vm = await testVm(pool, { name_label: 'two engines', VCPUs_max: 16, VCPUs_at_startup: 16 });
    await sim.call('VM.add_to_other_config', vm, 'pci', '0/0000:3b:00.0,0/0000:3c:00.0');
    await sim.call('VM.start', vm, false, false);
  });

  async function heavens(sessions: number): Promise<void> {
    await pool.sim.call('VM.remove_from_other_config', vm, 'workload');
    const work = `gpu-benchmark resolution=800x600 sessions=${sessions}`;
    await pool.sim.call('VM.add_to_other_config', vm, 'workload', work);
    pool.sim.advance(2 * MINUTE_MS);
  }

  test('are attached as long as it runs', async () => {
    const { sim } = pool;
    const named = async (): Promise<readonly string[]> => {
      const pcis = await sim.call('VM.get_attached_PCIs', vm);
      return Promise.all(pcis.map((pci) => sim.call('PCI.get_pci_id', pci)));
    };
    expect((await named()).toSorted()).toEqual(['0000:3b:00.0', '0000:3c:00.0']);
    await sim.call('VM.hard_shutdown', vm);
    expect(await named()).toEqual([]);
  });

  test('run a benchmark each: the second takes nothing from the first', async () => {
    const { sim } = pool;
    await heavens(1);
    const names = (await sim.call('VM.get_data_sources', vm)).flatMap(({ name_label, enabled }) =>
      name_label.startsWith('gpu') ? [`${name_label} ${enabled}`] : [],
    );
    expect(names).toEqual(
      ['0', '1'].flatMap((gpu) =>
        ['fps', 'memory_clock', 'temperature', 'utilisation'].map((name) => `gpu${gpu}_${name} false`),
      ),
    );
    for (const gpu of ['gpu0', 'gpu1']) {
      for (const name of ['fps', 'utilisation']) await sim.call('VM.record_data_source', vm, `${gpu}_${name}`);
    }
    sim.advance(MINUTE_MS);
    const [alone = 0] = ofVm(pool, vm, 'gpu0_fps');
    expect(ofVm(pool, vm, 'gpu1_fps')[0]).toBe(0);
    expect(ofVm(pool, vm, 'cpu_usage')[0]).toBeCloseTo(2 / 16, 5);
    await heavens(2);
    expect([ofVm(pool, vm, 'gpu0_fps')[0], ofVm(pool, vm, 'gpu1_fps')[0]]).toEqual([alone, alone]);
    expect(ofVm(pool, vm, 'cpu_usage')[0]).toBeCloseTo(4 / 16, 5);
    // A third one goes to the first engine, which is full.
    await heavens(3);
    expect([ofVm(pool, vm, 'gpu0_fps')[0], ofVm(pool, vm, 'gpu1_utilisation')[0]]).toEqual([alone, 1]);
    expect(ofVm(pool, vm, 'cpu_usage')[0]).toBeCloseTo(4 / 16, 5);
    // What dom0 sees of them.
    expect(gpu('temperature')[0]).toBeNaN();
  });
});

test('only boards of NVIDIA are read', async () => {
  const sources = await pool.sim.call('host.get_data_sources', pool.hosts[0] ?? NULL_REF);
  const names = sources.map(({ name_label }) => name_label).filter((name) => name.startsWith('gpu_temperature'));
  expect(names).toHaveLength(4);
});
