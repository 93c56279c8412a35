import { describe, expect, test } from 'vitest';
import type { Ref } from '../../../xapi/datamodel/ref';
import { DEVICES } from '../../physics/storage/devices';
import { requestTimePerByte } from '../../physics/storage/device';
import { testPool, testVm, type TestPool } from '../testing';
import { ofHost, ofVm } from './testing/readings';

const MINUTE_MS = 60_000;

/** Guests that nobody told anything on a local disk of a server, and one that reads as fast as it can. */
async function crowd(
  device: string,
  count: number,
  work: string | null,
): Promise<TestPool & { vms: readonly Ref<'VM'>[]; told: Ref<'VM'> }> {
  const pool = testPool({ clockMode: 'instant', hosts: 1, memoryGib: 512 });
  const { sim } = pool;
  sim.world.db.transaction(() => sim.world.db.update('SR', pool.sr, { type: 'lvm', physical_size: 1e15 }));
  await sim.call('SR.add_to_other_config', pool.sr, 'storage-device', device);
  const vms: Ref<'VM'>[] = [];
  for (let at = 0; at < count; at += 1) {
    const vm = await testVm(pool, { name_label: `own ${at}`, VCPUs_max: 1, VCPUs_at_startup: 1 });
    await sim.call('VM.start', vm, false, false);
    vms.push(vm);
  }
  const told = await testVm(pool, { name_label: 'told', other_config: work === null ? {} : { workload: work } });
  if (work !== null) await sim.call('VM.start', told, false, false);
  sim.advance(6 * 60 * MINUTE_MS);
  return { ...pool, vms, told };
}

const sum = (pool: TestPool, vms: readonly Ref<'VM'>[], name: string, at: number): number =>
  vms.reduce((total, vm) => total + (ofVm(pool, vm, name)[at] ?? NaN), 0);

describe('guests that nobody told anything', () => {
  test('take part in the contention for a repository: a test has what they leave, and all adds up', async () => {
    const work = 'storage-test block=64k depth=8';
    const alone = await crowd('wd-blue', 0, work);
    const most = ofVm(alone, alone.told, 'vbd_xvda_read')[0] ?? NaN;
    const pool = await crowd('wd-blue', 12, work);
    for (const at of [0, 20, 60]) {
      const rate = ofVm(pool, pool.told, 'vbd_xvda_read')[at] ?? NaN;
      const own = sum(pool, pool.vms, 'vbd_xvda_read', at);
      expect(rate).toBeLessThan(most - own / 2);
      expect(rate).toBeGreaterThan(0);
      const short = pool.sim.world.db.row('SR', pool.sr).uuid.slice(0, 8);
      expect(ofHost(pool, pool.hosts[0], `read_${short}`)[at]).toBeCloseTo(rate + own, 0);
    }
  });

  test('get less themselves where there are too many of them for a disk', async () => {
    const pool = await crowd('wd-blue', 60, null);
    const short = pool.sim.world.db.row('SR', pool.sr).uuid.slice(0, 8);
    const [read, write] = ['read', 'write'].map((name) => ofHost(pool, pool.hosts[0], `${name}_${short}`));
    for (const at of [0, 30]) {
      const [got, put] = [(read?.[at] ?? NaN) / 1e6, (write?.[at] ?? NaN) / 1e6];
      const load = { bytes: 16_384, queueDepth: 1, isRandom: true, writeShare: put / (got + put) };
      const busy = (got + put) * requestTimePerByte(DEVICES['wd-blue'], load);
      expect(busy).toBeGreaterThan(0.95);
      expect(busy).toBeLessThanOrEqual(1.05);
    }
  });
});
