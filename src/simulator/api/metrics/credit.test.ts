import { describe, expect, test } from 'vitest';
import { NULL_REF, type Ref } from '../../../xapi/datamodel/ref';
import { testPool, testVm, type TestPool } from '../testing';
import { restartHistories } from './histories';
import { ofHost, ofVm } from './testing/readings';

const MINUTE_MS = 60_000;

/** One server with 16 processors, and guests of eight virtual CPUs that would use all of them. */
function busyPool(): TestPool {
  return testPool({ clockMode: 'instant', hosts: 1, memoryGib: 256 });
}

async function busyGuest(pool: TestPool, name: string, params: Record<string, string> = {}): Promise<Ref<'VM'>> {
  const vm = await testVm(pool, { name_label: name, VCPUs_max: 8, VCPUs_at_startup: 8, VCPUs_params: params });
  await pool.sim.call('VM.add_to_other_config', vm, 'workload', 'build cpu=100 pattern=constant');
  await pool.sim.call('VM.start', vm, false, false);
  return vm;
}

describe('VCPUs_params', () => {
  test('cap holds a VM below it on an idle server, and the server shows what the VM got', async () => {
    const pool = busyPool();
    const vm = await busyGuest(pool, 'capped', { cap: '200' });
    pool.sim.advance(11 * MINUTE_MS);
    expect(ofVm(pool, vm, 'cpu_usage')[0]).toBe(0.25);
    expect(ofHost(pool, pool.hosts[0], 'cpu_avg')[0]).toBe(0.125);
    for (const reading of ofVm(pool, vm, 'cpu_usage')) expect(reading).toBeLessThanOrEqual(0.25);
  });

  test('weight decides who gets the processors when all want them', async () => {
    const pool = busyPool();
    const light = await busyGuest(pool, 'light', { weight: '128' });
    const usual = await busyGuest(pool, 'usual');
    const heavy = await busyGuest(pool, 'heavy', { weight: '512', cap: '600' });
    pool.sim.advance(11 * MINUTE_MS);
    const cores = [light, usual, heavy].map((vm) => 8 * (ofVm(pool, vm, 'cpu_usage')[0] ?? NaN));
    // The heavy one stops at its cap; the others divide the rest of 95 % of 16 processors one to two, up to all eight.
    expect(cores[2]).toBeCloseTo(6, 3);
    expect(cores[0]).toBeCloseTo((15.2 - 6) / 3, 2);
    expect(cores[1]).toBeCloseTo((2 * (15.2 - 6)) / 3, 2);
    expect(ofHost(pool, pool.hosts[0], 'cpu_avg')[0]).toBe(0.95);
    // Waiting for a processor is not being held by a cap.
    await pool.sim.call('VM.record_data_source', light, 'runnable_vcpus');
    await pool.sim.call('VM.record_data_source', heavy, 'runnable_vcpus');
    pool.sim.advance(MINUTE_MS);
    expect(ofVm(pool, light, 'runnable_vcpus')[0]).toBeGreaterThan(0.5);
    expect(ofVm(pool, heavy, 'runnable_vcpus')[0]).toBe(0);
  });

  test('too few processors are seen in the states of VMs, which fill all of their time', async () => {
    const pool = busyPool();
    const vms = [await busyGuest(pool, 'one'), await busyGuest(pool, 'two'), await busyGuest(pool, 'three')];
    const [vm = NULL_REF] = vms;
    const states = ['fullrun', 'full_contention', 'concurrency_hazard', 'blocked', 'partial_run', 'partial_contention'];
    for (const name of states) await pool.sim.call('VM.record_data_source', vm, `runstate_${name}`);
    for (const name of ['runnable_any', 'runnable_vcpus']) await pool.sim.call('VM.record_data_source', vm, name);
    pool.sim.advance(11 * MINUTE_MS);
    const read = (name: string): number => ofVm(pool, vm, name)[0] ?? NaN;
    const shares = new Map(states.map((name) => [name, read(`runstate_${name}`)]));
    // Eight of 24 that want 15.2: each has 63 % of a processor and waits for the rest.
    expect(read('runnable_vcpus')).toBeCloseTo(1 - 15.2 / 24, 3);
    expect(shares.get('fullrun')).toBeCloseTo((15.2 / 24) ** 8, 3);
    expect(shares.get('full_contention')).toBeCloseTo((1 - 15.2 / 24) ** 8, 3);
    expect(shares.get('concurrency_hazard')).toBeGreaterThan(0.9);
    expect(shares.get('blocked')).toBe(0);
    expect(read('runnable_any')).toBeCloseTo(1 - (15.2 / 24) ** 8, 3);
    expect([...shares.values()].reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 3);
  });

  test('count from the next start of a VM, and change nothing of what was before', async () => {
    const pool = busyPool();
    const { sim } = pool;
    const vm = await busyGuest(pool, 'worker');
    sim.advance(8 * MINUTE_MS);
    await sim.call('VM.set_VCPUs_params', vm, { cap: '400' });
    sim.advance(MINUTE_MS);
    expect(ofVm(pool, vm, 'cpu_usage')[0]).toBe(1);
    await sim.call('VM.hard_reboot', vm);
    sim.advance(MINUTE_MS);
    const usage = ofVm(pool, vm, 'cpu_usage');
    expect(usage[0]).toBe(0.5);
    expect(usage[30]).toBe(1);
  });

  test('are what a database says from which a pool was restored', async () => {
    const pool = busyPool();
    const vm = await busyGuest(pool, 'worker', { cap: '400' });
    pool.sim.advance(MINUTE_MS);
    await pool.sim.call('VM.set_VCPUs_params', vm, {});
    pool.sim.advance(MINUTE_MS);
    expect(ofVm(pool, vm, 'cpu_usage')[0]).toBe(0.5);
    restartHistories(pool.sim.world);
    expect(ofVm(pool, vm, 'cpu_usage')[0]).toBe(1);
  });
});

test('a control domain works for the disks of its guests, and its server shows it', async () => {
  const pool = testPool({ clockMode: 'instant', hosts: 1, memoryGib: 256 });
  const { sim } = pool;
  const [host = NULL_REF] = pool.hosts;
  const { db } = sim.world;
  const dom0 = await testVm(pool, { name_label: 'Control domain on host', VCPUs_max: 4, VCPUs_at_startup: 4 });
  db.transaction(() => {
    const metrics = db.row('VM', dom0).metrics;
    db.update('VM_metrics', metrics, { VCPUs_number: 4 });
    db.update('VM', dom0, { is_control_domain: true, power_state: 'Running', resident_on: host, domid: 0 });
    db.update('host', host, { control_domain: dom0 });
    db.update('SR', pool.sr, { type: 'ext' });
  });
  sim.advance(11 * MINUTE_MS);
  const idle = ofVm(pool, dom0, 'cpu_usage')[0] ?? NaN;
  expect(idle).toBeLessThan(0.1);
  await sim.call('SR.add_to_other_config', pool.sr, 'storage-device', 'nvme');
  const guest = await testVm(pool, { name_label: 'bench' });
  await sim.call('VM.add_to_other_config', guest, 'workload', 'storage-test block=4k depth=64 random');
  await sim.call('VM.start', guest, false, false);
  sim.advance(2 * MINUTE_MS);
  const busy = ofVm(pool, dom0, 'cpu_usage')[0] ?? NaN;
  expect(busy).toBeGreaterThan(idle + 0.1);
  const cores = 4 * busy + 2 * (ofVm(pool, guest, 'cpu_usage')[0] ?? NaN);
  expect(16 * (ofHost(pool, host, 'cpu_avg')[0] ?? NaN)).toBeCloseTo(cores, 2);
});
