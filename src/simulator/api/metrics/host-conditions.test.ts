import { beforeEach, expect, test } from 'vitest';
import type { Ref } from '../../../xapi/datamodel/ref';
import { backendOn, type HostConditions } from '../../physics/storage/backend';
import { DATAPATHS } from '../../physics/storage/datapaths';
import { DEVICES } from '../../physics/storage/devices';
import { diskRate } from '../../physics/storage/disk-rate';
import { testPool, testVm, type TestPool } from '../testing';
import { ofVm } from './testing/readings';

const BYTES = 65_536;
const MINUTE_MS = 60_000;

let pool: TestPool;
let vm: Ref<'VM'>;
let host: Ref<'host'>;

/** A reader of 64 KiB, one request at a time, alone on a server of 16 processors on two nodes. */
beforeEach(async () => {
  pool = testPool({ clockMode: 'instant', hosts: 1 });
  const { sim } = pool;
  const { db } = sim.world;
  host = pool.hosts[0] ?? '';
  db.transaction(() => {
    db.update('SR', pool.sr, { type: 'lvm' });
    db.update('host', host, {
      software_version: { product_version: '6.5.0' },
      cpu_info: { ...db.row('host', host).cpu_info, socket_count: '2' },
    });
  });
  await sim.call('SR.add_to_other_config', pool.sr, 'storage-device', 'ssd-raid0');
  vm = await testVm(pool, { other_config: { workload: 'storage-test block=64k' } });
  await sim.call('VM.start_on', vm, host, false, false);
  sim.advance(2 * MINUTE_MS);
});

function expected(conditions: HostConditions): number {
  const backend = backendOn(DATAPATHS.tapdisk3, { hasBounceBuffer: true, ...conditions });
  return diskRate(backend, DEVICES['ssd-raid0'], { bytes: BYTES, queueDepth: 1, writeShare: 0 }).bytesPerUs;
}

const readings = (): readonly number[] => ofVm(pool, vm, 'vbd_xvda_read').map((rate) => rate / 1e6);
const ON_DEMAND: HostConditions = { governor: 'on-demand', cpuUsage: 0 };

test('the on-demand governor makes requests slower at once, as long as little of the processors is in use', async () => {
  const { sim } = pool;
  expect(readings()[0]).toBeCloseTo(expected({}), 3);
  await sim.call('host.add_to_other_config', host, 'cpufreq-governor', 'ondemand');
  sim.advance(MINUTE_MS);
  const slow = readings();
  expect(slow[0]).toBeCloseTo(expected(ON_DEMAND), 3);
  expect(slow[0]).toBeLessThan(expected({}));
  expect(slow[20]).toBeCloseTo(expected({}), 3);
  const busy = await testVm(pool, {
    VCPUs_max: 12,
    VCPUs_at_startup: 12,
    other_config: { workload: 'build pattern=constant rate=0' },
  });
  await sim.call('VM.start_on', busy, host, false, false);
  sim.advance(5 * MINUTE_MS);
  expect(readings()[0]).toBeCloseTo(expected({}), 3);
  await sim.call('VM.hard_shutdown', busy);
  sim.advance(MINUTE_MS);
  expect(readings()[0]).toBeCloseTo(expected(ON_DEMAND), 3);
  await sim.call('host.remove_from_other_config', host, 'cpufreq-governor');
  sim.advance(MINUTE_MS);
  expect(readings()[0]).toBeCloseTo(expected({}), 3);
});

test.each([
  ['/boot/xen-4.4-d.gz dom0_mem=4096M', { isDebugHypervisor: true }],
  ['/boot/xen.gz cpufreq=xen:ondemand', ON_DEMAND],
  ['/boot/xen.gz cpufreq=xen:performance dom0_nodes=0', { remoteShare: 0.5 }],
  ['/boot/xen-4.19-dev.gz', {}],
  ['/boot/xen.gz dom0_nodes=0,1 dom0_nodes=9 cpufreq=none', {}],
] as const)('what Xen is booted with, %s, holds from the next boot', async (line, conditions) => {
  const { sim } = pool;
  await sim.call('host.add_to_other_config', host, 'xen-cmdline', line);
  sim.advance(MINUTE_MS);
  expect(readings()[0]).toBeCloseTo(expected({}), 3);
  await sim.call('host.add_to_other_config', host, 'boot_time', '1');
  sim.advance(MINUTE_MS);
  const after = readings();
  expect(after[0]).toBeCloseTo(expected(conditions), 3);
  expect(after[20]).toBeCloseTo(expected({}), 3);
  // A guest that nobody told anything waits as long for a request of its own.
  await sim.call('VM.remove_from_other_config', vm, 'workload');
  sim.advance(MINUTE_MS);
  expect(readings()[0]).toBeGreaterThan(0);
});
