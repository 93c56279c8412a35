import { describe, expect, test } from 'vitest';
import { backendOn } from '../../physics/storage/backend';
import { DATAPATHS, type DatapathName } from '../../physics/storage/datapaths';
import { DEVICES } from '../../physics/storage/devices';
import { diskRate } from '../../physics/storage/disk-rate';
import { restartHistories } from './histories';
import { ofVm } from './testing/readings';
import { testPool, testVm, type TestPool } from '../testing';

const BYTES = 1024 ** 2;
const SETTLE_MS = 60_000;

/** A pool of a release whose shared disks lie on the SSD array of the Karcygwins measurements. */
async function pool(version = '6.5.0'): Promise<TestPool> {
  const made = testPool({ clockMode: 'instant', memoryGib: 256 });
  const { db } = made.sim.world;
  db.transaction(() => {
    db.update('SR', made.sr, { type: 'lvm' });
    for (const host of made.hosts) {
      db.update('host', host, { software_version: { product_version: version, platform_version: '1.9.0' } });
    }
  });
  await made.sim.call('SR.add_to_other_config', made.sr, 'storage-device', 'ssd-raid0');
  return made;
}

/** MB/s of one reader with one request of 1 MiB in flight. */
function expected(path: DatapathName, hasBounceBuffer = true): number {
  const load = { bytes: BYTES, queueDepth: 1, writeShare: 0 };
  return diskRate(backendOn(DATAPATHS[path], { hasBounceBuffer }), DEVICES['ssd-raid0'], load).bytesPerUs;
}

async function bench(made: TestPool, chosen: Record<string, string>, sm_config = {}) {
  const { sim, hosts } = made;
  const vm = await testVm(made, { name_label: 'bench', other_config: { workload: 'storage-test block=1m' } });
  const [vbd = ''] = await sim.call('VM.get_VBDs', vm);
  const vdi = await sim.call('VBD.get_VDI', vbd);
  for (const [key, value] of Object.entries(sm_config)) {
    await sim.call('VDI.add_to_sm_config', vdi, key, String(value));
  }
  await sim.call('VBD.set_other_config', vbd, chosen);
  await sim.call('VM.start_on', vm, hosts[0] ?? '', false, false);
  sim.advance(SETTLE_MS);
  return { vm, vbd };
}

test.each([
  ['6.2.0', {}, {}, 'tapdisk2'],
  ['6.5.0', {}, {}, 'tapdisk3'],
  ['6.5.0', { 'backend-kind': 'vbd3' }, {}, 'tapdisk3'],
  ['6.5.0', { 'backend-kind': 'vbd' }, {}, 'tapdisk2'],
  ['6.5.0', { 'backend-kind': 'vbd' }, { type: 'raw' }, 'blkback'],
  ['6.5.0', { 'backend-kind': 'vbd', 'feature-persistent': '1' }, { type: 'raw' }, 'blkback-persistent'],
  ['6.5.0', { 'backend-kind': 'qdisk' }, {}, 'qdisk'],
  ['6.5.0', { 'backend-kind': 'none that exists' }, {}, 'tapdisk3'],
  ['7.0.0', {}, {}, 'tapdisk3-polling'],
  ['7.0.0', { 'polling-duration': '0' }, {}, 'tapdisk3'],
] as const)('on XenServer %s a disk with %j, whose sm_config is %j, is served by %4$s', async (...row) => {
  const [version, chosen, smConfig, path] = row;
  const made = await pool(version);
  const { vm } = await bench(made, chosen, smConfig);
  const [newest = 0] = ofVm(made, vm, 'vbd_xvda_read');
  expect(newest / 1e6).toBeCloseTo(expected(path, version !== '7.0.0'), 3);
});

test('a disk keeps its backend until it is plugged anew, and what was read before stays', async () => {
  const made = await pool();
  const { sim } = made;
  const { vm, vbd } = await bench(made, {});
  await sim.call('VBD.set_other_config', vbd, { 'backend-kind': 'qdisk' });
  sim.advance(SETTLE_MS);
  expect((ofVm(made, vm, 'vbd_xvda_read')[0] ?? 0) / 1e6).toBeCloseTo(expected('tapdisk3'), 3);
  await sim.call('VBD.unplug', vbd);
  await sim.call('VBD.plug', vbd);
  sim.advance(SETTLE_MS);
  const readings = ofVm(made, vm, 'vbd_xvda_read');
  expect((readings[0] ?? 0) / 1e6).toBeCloseTo(expected('qdisk'), 3);
  expect((readings[18] ?? 0) / 1e6).toBeCloseTo(expected('tapdisk3'), 3);
});

test('the control domain reads a disk without any of it', async () => {
  const made = await pool();
  const { vm } = await bench(made, { 'backend-kind': 'qdisk' });
  made.sim.world.db.transaction(() => made.sim.world.db.update('VM', vm, { is_control_domain: true }));
  const [newest = 0] = ofVm(made, vm, 'vbd_xvda_read');
  expect(newest / 1e6).toBeCloseTo(expected('dom0'), 3);
});

test('a storage driver says which backend serves a disk', async () => {
  const made = await pool();
  const { sim } = made;
  const vm = await testVm(made, { name_label: 'driven' });
  const [first = ''] = await sim.call('VM.get_VBDs', vm);
  const vdi = await sim.call('VBD.get_VDI', first);
  await sim.call('VDI.add_to_sm_config', vdi, 'backend-kind', 'vbd');
  const record = await sim.call('VBD.get_record', first);
  const second = await sim.call('VBD.create', { ...record, userdevice: '5', other_config: {} });
  expect(await sim.call('VBD.get_other_config', second)).toEqual({ 'backend-kind': 'vbd' });
});

test('snapshots make reads slower, their collection makes them faster again, and what was before stays', async () => {
  const made = await pool('6.2.0');
  const { sim } = made;
  const { vm } = await bench(made, {});
  const rates = (): readonly number[] => ofVm(made, vm, 'vbd_xvda_read');
  const alone = rates()[0] ?? NaN;
  const load = { bytes: BYTES, queueDepth: 1, writeShare: 0 };
  const through = (chainDepth: number): number =>
    diskRate(backendOn(DATAPATHS.tapdisk2, { hasBounceBuffer: true }), DEVICES['ssd-raid0'], { ...load, chainDepth })
      .bytesPerUs * 1e6;
  const snapshots: string[] = [];
  for (let at = 0; at < 3; at += 1) snapshots.push(await sim.call('VM.snapshot', vm, `before ${at}`));
  sim.advance(SETTLE_MS);
  const slow = rates();
  expect(slow[0]).toBeCloseTo(through(4), -4);
  expect(slow[0]).toBeLessThan(alone);
  expect(slow).toContain(alone);
  for (const snapshot of snapshots) await sim.call('VM.destroy', snapshot);
  const disks = sim.world.db.refs('VDI').filter((ref) => sim.world.db.row('VDI', ref).is_a_snapshot);
  for (const disk of disks) await sim.call('VDI.destroy', disk);
  // The collector reads and writes all of them.
  sim.advance(12 * SETTLE_MS);
  expect(rates()[0]).toBeCloseTo(alone, -4);
});

describe('the files that reads go through', () => {
  const latency = (made: TestPool, vm: string, rows = 120): readonly number[] =>
    ofVm(made, vm, 'vbd_xvda_read_latency').slice(0, rows);

  test('count from when they are there, also of a disk that nobody used then', async () => {
    const made = await pool('6.2.0');
    const { sim } = made;
    const { vm } = await bench(made, {});
    const rates = (): readonly number[] => ofVm(made, vm, 'vbd_xvda_read');
    const alone = rates()[0] ?? NaN;
    await sim.call('VM.hard_shutdown', vm);
    for (let at = 0; at < 3; at += 1) await sim.call('VM.snapshot', vm, `halted ${at}`);
    sim.advance(SETTLE_MS);
    expect(rates()).toContain(alone);
    await sim.call('VM.start_on', vm, made.hosts[0] ?? '', false, false);
    sim.advance(SETTLE_MS);
    expect(rates()[0]).toBeLessThan(alone);
    expect(rates()).toContain(alone);
  });

  test('are fewer when the collector merges what a disk hangs on far above, and what was before stays', async () => {
    const made = await pool('6.2.0');
    const { sim } = made;
    const { db } = sim.world;
    const { vm } = await bench(made, {});
    const rates = (): readonly number[] => ofVm(made, vm, 'vbd_xvda_read');
    const snapshots: string[] = [];
    for (let at = 0; at < 4; at += 1) snapshots.push(await sim.call('VM.snapshot', vm, `before ${at}`));
    sim.advance(SETTLE_MS);
    const slow = rates()[0] ?? NaN;
    // The oldest two: their ancestors are merged into one that the disk does not hang on itself.
    for (const snapshot of snapshots.slice(0, 2)) {
      const [vbd = ''] = db.row('VM', snapshot).VBDs;
      const { VDI } = db.row('VBD', vbd);
      await sim.call('VM.destroy', snapshot);
      await sim.call('VDI.destroy', VDI);
    }
    sim.advance(SETTLE_MS);
    expect(rates()[0]).toBe(slow);
    sim.advance(6 * SETTLE_MS);
    const readings = rates();
    expect(readings[0]).toBeGreaterThan(slow);
    expect(readings.slice(0, 120)).toContain(slow);
    const load = { bytes: BYTES, queueDepth: 1, writeShare: 0, chainDepth: 3 };
    const through3 = diskRate(backendOn(DATAPATHS.tapdisk2, { hasBounceBuffer: true }), DEVICES['ssd-raid0'], load);
    expect((readings[0] ?? NaN) / 1e6).toBeCloseTo(through3.bytesPerUs, 3);
  });

  test('do not change how long guests waited before that nobody told anything', async () => {
    const made = await pool('6.2.0');
    const { sim } = made;
    const vm = await testVm(made, { name_label: 'quiet' });
    await sim.call('VM.start_on', vm, made.hosts[0] ?? '', false, false);
    await sim.call('VM.record_data_source', vm, 'vbd_xvda_read_latency');
    sim.advance(5 * SETTLE_MS);
    const before = latency(made, vm, 24);
    for (let at = 0; at < 5; at += 1) await sim.call('VM.snapshot', vm, `snapshot ${at}`);
    const passedMs = SETTLE_MS - (sim.nowMs % SETTLE_MS);
    sim.advance(passedMs);
    const known = new Set(latency(made, vm));
    for (const value of before) expect(known).toContain(value);
  });

  test('begin anew with the rows of a file', async () => {
    const made = await pool('6.2.0');
    const { sim } = made;
    const { vm } = await bench(made, {});
    for (let at = 0; at < 3; at += 1) await sim.call('VM.snapshot', vm, `before ${at}`);
    sim.advance(SETTLE_MS);
    const slow = ofVm(made, vm, 'vbd_xvda_read')[0] ?? NaN;
    sim.world.db.transaction(() => restartHistories(sim.world));
    expect(new Set(ofVm(made, vm, 'vbd_xvda_read').slice(0, 18))).toEqual(new Set([slow]));
  });
});
