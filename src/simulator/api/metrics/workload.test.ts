import { describe, expect, test } from 'vitest';
import { NULL_REF, type Ref } from '../../../xapi/datamodel/ref';
import { backendOn } from '../../physics/storage/backend';
import { DATAPATHS } from '../../physics/storage/datapaths';
import { DEVICES } from '../../physics/storage/devices';
import { diskRate } from '../../physics/storage/disk-rate';
import { Simulator } from '../../simulator';
import { testPool, testVm, type TestPool } from '../testing';
import { ofHost, ofVm, read } from './testing/readings';
import { readWorkload } from './workload';

const MINUTE_MS = 60_000;

/** A pool of servers of a release, its shared disks on a device that is modelled. */
async function poolOf(version: string, device: string): Promise<TestPool> {
  const pool = testPool({ clockMode: 'instant', memoryGib: 256 });
  const { db } = pool.sim.world;
  db.transaction(() => {
    db.update('SR', pool.sr, { type: 'ext' });
    for (const host of pool.hosts) {
      db.update('host', host, { software_version: { product_version: version, platform_version: '3.4.0' } });
    }
  });
  await pool.sim.call('SR.add_to_other_config', pool.sr, 'storage-device', device);
  return pool;
}

async function guest(pool: TestPool, name: string, workload?: string, at = 0): Promise<Ref<'VM'>> {
  const vm = await testVm(pool, { name_label: name });
  if (workload !== undefined) await pool.sim.call('VM.add_to_other_config', vm, 'workload', workload);
  await pool.sim.call('VM.start_on', vm, pool.hosts[at] ?? NULL_REF, false, false);
  return vm;
}

describe('a storage test', () => {
  test.each([
    ['6.2', 'tapdisk2', true],
    ['6.5.0', 'tapdisk3', true],
    ['8.2.1', 'tapdisk3-polling', false],
  ] as const)('on XenServer %s reads what the datapath of %s gives', async (version, datapath, hasBounceBuffer) => {
    const pool = await poolOf(version, 'ssd-raid0');
    const vm = await guest(pool, 'bench', 'storage-test block=1m');
    pool.sim.advance(11 * MINUTE_MS);
    const [newest = 0] = ofVm(pool, vm, 'vbd_xvda_read');
    const backend = backendOn(DATAPATHS[datapath], { hasBounceBuffer });
    const load = { bytes: 1024 ** 2, queueDepth: 1, writeShare: 0 };
    const { bytesPerUs } = diskRate(backend, DEVICES['ssd-raid0'], load);
    expect(newest / 1e6).toBeCloseTo(bytesPerUs, 3);
    // One request is always under way, and waits as long as the rate says.
    expect(ofVm(pool, vm, 'vbd_xvda_inflight')[0]).toBeCloseTo(1, 2);
    expect(ofVm(pool, vm, 'vbd_xvda_read_latency')[0]).toBeCloseTo(1024 ** 2 / bytesPerUs, 0);
  });

  test('shares a repository with others on other servers, and all of them add up to it', async () => {
    const pool = await poolOf('8.2.1', 'sata-ssd');
    const { sim, hosts, sr } = pool;
    const first = await guest(pool, 'first', 'storage-test block=1m depth=8');
    sim.advance(11 * MINUTE_MS);
    const alone = ofVm(pool, first, 'vbd_xvda_read')[0] ?? 0;
    expect(alone / 1e6).toBeCloseTo(500, 0);
    const second = await guest(pool, 'second', 'storage-test block=1m depth=8', 1);
    sim.advance(2 * MINUTE_MS);
    const [shared = 0] = ofVm(pool, first, 'vbd_xvda_read');
    expect(shared / 1e6).toBeCloseTo(250, 0);
    // What was before stays as it was.
    expect(ofVm(pool, first, 'vbd_xvda_read')[60]).toBe(alone);
    const short = sim.world.db.row('SR', sr).uuid.slice(0, 8);
    const sum = hosts.reduce((total, host) => total + (ofHost(pool, host, `read_${short}`)[0] ?? 0), 0);
    expect(sum / 1e6).toBeCloseTo(500, 0);
    const [latency = 0] = ofVm(pool, second, 'vbd_xvda_read_latency');
    expect(latency).toBeCloseTo((8 * 1024 ** 2) / (shared / 1e6), 0);
    await sim.call('VM.hard_shutdown', second);
    sim.advance(2 * MINUTE_MS);
    expect(ofVm(pool, first, 'vbd_xvda_read')[0]).toBe(alone);
    expect(ofVm(pool, second, 'vbd_xvda_read')[0]).toBeNaN();
  });

  test('slows the disks of its neighbours down', async () => {
    const pool = await poolOf('8.2.1', 'sata-ssd');
    const neighbour = await guest(pool, 'neighbour');
    pool.sim.advance(11 * MINUTE_MS);
    const [before = 0] = ofVm(pool, neighbour, 'vbd_xvda_read_latency');
    await guest(pool, 'bench', 'storage-test block=1m depth=32');
    pool.sim.advance(2 * MINUTE_MS);
    expect(ofVm(pool, neighbour, 'vbd_xvda_read_latency')[0]).toBeGreaterThan(5 * before);
  });
});

test('what a guest is told begins when it is told, ends when it is told otherwise, and outlives a saved world', async () => {
  const pool = await poolOf('8.2.1', 'nvme');
  const { sim } = pool;
  const vm = await guest(pool, 'worker');
  sim.advance(12 * MINUTE_MS);
  const own = ofVm(pool, vm, 'cpu_usage');
  await sim.call('VM.add_to_other_config', vm, 'workload', 'build pattern=constant');
  sim.advance(2 * MINUTE_MS);
  await sim.call('VM.remove_from_other_config', vm, 'workload');
  sim.advance(2 * MINUTE_MS);
  const usage = ofVm(pool, vm, 'cpu_usage');
  expect(usage[30]).toBeCloseTo(0.9, 4);
  expect(usage[4]).toBeLessThan(0.5);
  expect(usage.slice(50, 100)).toEqual(own.slice(2, 52));
  // A day's mean knows the two minutes of it.
  const copy = new Simulator();
  copy.load(sim.save());
  expect(read(copy, (all) => all.vm(vm), 'cpu_usage')).toEqual(usage);
  await sim.call('VM.hard_shutdown', vm);
  await sim.call('VM.destroy', vm);
  expect(sim.world.engine.annex['workloads']).toBeUndefined();
});

test('what a guest was told twenty times in a row is remembered, each time', async () => {
  const pool = await poolOf('8.2.1', 'ssd-raid0');
  const vm = await guest(pool, 'bench', 'idle');
  pool.sim.advance(MINUTE_MS);
  for (let time = 1; time <= 20; time++) {
    await pool.sim.call('VM.remove_from_other_config', vm, 'workload');
    await pool.sim.call('VM.add_to_other_config', vm, 'workload', `storage-test block=64k rate=${time}m`);
    pool.sim.advance(25_000);
  }
  const reads = ofVm(pool, vm, 'vbd_xvda_read');
  const seen = Array.from({ length: 20 }, (_, at) => Math.round((reads[2 + 5 * at] ?? 0) / 1024 ** 2));
  expect(seen).toEqual(Array.from({ length: 20 }, (_, at) => 20 - at));
});

test('a workload with a pattern of the day rests at night', async () => {
  const pool = await poolOf('8.2.1', 'nvme');
  const vm = await guest(pool, 'shop', 'web');
  // Wednesday.
  pool.sim.advanceTo(Date.UTC(2026, 9, 14, 11, 30));
  const day = ofVm(pool, vm, 'vif_0_tx')[0] ?? 0;
  pool.sim.advanceTo(Date.UTC(2026, 9, 15, 3, 30));
  const night = ofVm(pool, vm, 'vif_0_tx')[0] ?? 0;
  expect(day).toBeGreaterThan(3 * night);
  expect(day).toBeLessThanOrEqual(12e6);
});

describe('a text', () => {
  test('names a workload and what is different about it', () => {
    expect(readWorkload('  Storage-Test block=4k depth=32 write=30 random rate=2.5M ')).toMatchObject({
      pattern: 'constant',
      disk: { requestBytes: 4096, queueDepth: 32, writeShare: 0.3, isRandom: true, bytesPerS: 2.5 * 1024 ** 2 },
    });
    expect(readWorkload('idle block=8k rate=max')?.disk).toMatchObject({ requestBytes: 8192, bytesPerS: Infinity });
    expect(readWorkload('gpu-benchmark resolution=800x600 api=dx11 sessions=2')?.gpu).toMatchObject({
      program: { name: 'Heaven, DirectX 11' },
      screen: { width: 800, height: 600 },
      sessions: 2,
    });
    expect(readWorkload('web cpu=5 pattern=nightly')).toMatchObject({ cpu: 0.05, pattern: 'nightly' });
  });

  test.each([
    '',
    'mining',
    '__proto__',
    'web block=1',
    'web depth=0',
    'web write=101',
    'web rate=fast',
    'web color=red',
    'web pattern=weekly',
    'web sessions=2',
    'gpu-benchmark api=vulkan',
    'gpu-benchmark resolution=big',
    `web ${'x'.repeat(10_000)}`,
  ])('is none: %j', (text) => {
    expect(readWorkload(text)).toBeNull();
  });
});
