import { beforeEach, expect, test } from 'vitest';
import { NULL_REF, type Ref } from '../../../xapi/datamodel/ref';
import type { Records } from '../../../xapi/datamodel/types.gen';
import { MIB_BYTES } from '../../physics/units';
import { ofHost, ofVm } from '../metrics/testing/readings';
import { driveRecord, testPool, testVm, type TestPool } from '../testing';

let pool: TestPool;
let host: Ref<'host'>;
let dom0: Ref<'VM'>;

/** A server of a release whose control domain has so much memory. */
async function server(product_version: string, dom0Mib: number): Promise<void> {
  pool = testPool({ clockMode: 'instant', hosts: 1, memoryGib: 512 });
  [host = NULL_REF] = pool.hosts;
  const { db } = pool.sim.world;
  const memory = dom0Mib * MIB_BYTES;
  dom0 = await testVm(pool, { name_label: 'Control domain on host' });
  db.transaction(() => {
    db.update('VM_metrics', db.row('VM', dom0).metrics, { memory_actual: memory });
    db.update('VM', dom0, {
      is_control_domain: true,
      power_state: 'Running',
      resident_on: host,
      memory_target: memory,
    });
    const cpu_info = { ...db.row('host', host).cpu_info, cpu_count: '256' };
    db.update('host', host, { control_domain: dom0, software_version: { product_version }, cpu_info });
  });
}

/** A guest that may have more virtual CPUs than the release allows, so that few guests take what many do. */
async function guest(values: Partial<Records['VM']> = {}, disks = 1): Promise<Ref<'VM'>> {
  const vm = await testVm(pool, { platform: { 'vcpu-unrestricted': 'true' }, ...values });
  for (let disk = 1; disk < disks; disk++) await addDisk(vm, disk + 3);
  return vm;
}

async function addDisk(vm: Ref<'VM'>, at: number): Promise<Ref<'VBD'>> {
  const VDI = await pool.sim.call('VDI.create', {
    SR: pool.sr,
    name_label: 'data',
    name_description: '',
    virtual_size: 1024 * MIB_BYTES,
    type: 'user',
    sharable: false,
    read_only: false,
    other_config: {},
  });
  return pool.sim.call('VBD.create', driveRecord(vm, VDI, String(at)));
}

const start = (vm: Ref<'VM'>): Promise<unknown> => pool.sim.call('VM.start', vm, false, false);
const state = (vm: Ref<'VM'>): string => pool.sim.world.db.row('VM', vm).power_state;

/** Guests that take 229 event channels each: many processors. */
const WIDE = { VCPUs_max: 226, VCPUs_at_startup: 1 };

beforeEach(() => server('6.1.0', 4096));

test('the guest for whose device model no event channels are left does not start', async () => {
  for (let count = 0; count < 4; count++) await start(await guest(WIDE));
  const last = await guest(WIDE);
  await expect(start(last)).rejects.toMatchObject({
    code: 'FAILED_TO_START_EMULATOR',
    params: [last, 'qemu-dm', 'Daemon exited unexpectedly'],
  });
  expect(state(last)).toBe('Halted');
  expect(pool.sim.world.db.row('VM', last).current_operations).toEqual({});
  // A smaller one has room.
  await start(await guest({ VCPUs_max: 1, VCPUs_at_startup: 1 }));
});

test('a paravirtual guest has no device model: xenstored does not get to know it', async () => {
  for (let count = 0; count < 4; count++) await start(await guest(WIDE));
  await start(await guest({ VCPUs_max: 4, VCPUs_at_startup: 4 }));
  const pv = await guest({ domain_type: 'pv', HVM_boot_policy: '', PV_bootloader: 'pygrub' }, 2);
  await expect(start(pv)).rejects.toMatchObject({ code: 'DOMAIN_BUILDER_ERROR' });
});

test('a release with more event channels starts it', async () => {
  await server('6.5.0', 4096);
  for (let count = 0; count < 5; count++) await start(await guest(WIDE));
});

test('a suspended guest for which there is no room any more stays suspended', async () => {
  const { db } = pool.sim.world;
  const suspended = await guest(WIDE);
  await start(suspended);
  pool.sim.advance(300_000);
  await pool.sim.call('VM.suspend', suspended);
  for (let count = 0; count < 4; count++) await start(await guest(WIDE));
  await expect(pool.sim.call('VM.resume', suspended, false, false)).rejects.toThrow('FAILED_TO_START_EMULATOR');
  expect(state(suspended)).toBe('Suspended');
  expect(db.has('VDI', db.row('VM', suspended).suspend_VDI)).toBe(true);
});

test('what a guest gives back another can have', async () => {
  const first = await guest(WIDE);
  await start(first);
  for (let count = 1; count < 4; count++) await start(await guest(WIDE));
  const last = await guest(WIDE);
  await expect(start(last)).rejects.toThrow('FAILED_TO_START_EMULATOR');
  await pool.sim.call('VM.hard_shutdown', first);
  await start(last);
  expect(state(last)).toBe('Running');
});

test('a device that is not plugged takes nothing', async () => {
  for (let count = 0; count < 4; count++) {
    const vm = await guest(WIDE);
    await start(vm);
    // With these two it would be more than the control domain has.
    await addDisk(vm, 5);
    await addDisk(vm, 6);
  }
  await start(await guest({ VCPUs_max: 4, VCPUs_at_startup: 4 }));
});

test('a control domain without memory loses device models, or cannot run the disks of a paravirtual guest', async () => {
  await server('7.0.0', 752);
  let started = 0;
  const hvm = { memory_static_max: 256 * MIB_BYTES, memory_dynamic_max: 256 * MIB_BYTES };
  const small = { ...hvm, memory_dynamic_min: 256 * MIB_BYTES, memory_static_min: 256 * MIB_BYTES };
  await expect(
    (async () => {
      for (; started < 100; started++) await start(await guest(small));
    })(),
  ).rejects.toThrow('FAILED_TO_START_EMULATOR');
  expect(started).toBe(27);
  const pv = { ...small, domain_type: 'pv', HVM_boot_policy: '', PV_bootloader: 'pygrub' } as const;
  await start(await guest(pv));
  await expect(start(await guest(pv))).rejects.toMatchObject({ code: 'SR_BACKEND_FAILURE_1200' });
});

test('the statistics tell how much memory the control domain has left, and which disks feel it', async () => {
  await server('6.5.0', 1000);
  const free = (): number => (ofVm(pool, dom0, 'memory_internal_free')[0] ?? NaN) / 1024;
  pool.sim.advance(60_000);
  const before = free();
  for (let count = 0; count < 10; count++) await start(await guest({}, 2));
  pool.sim.advance(60_000);
  expect(before - free()).toBeCloseTo(10 * (12.8 + 2 * 2), 1);
  expect(ofHost(pool, host, 'Tapdisks_in_low_memory_mode')[0]).toBe(0);
  for (let count = 0; count < 21; count++) await start(await guest({}, 2));
  pool.sim.advance(60_000);
  expect(free()).toBeGreaterThan(0);
  expect(ofHost(pool, host, 'Tapdisks_in_low_memory_mode')[0]).toBeGreaterThan(0);
});
