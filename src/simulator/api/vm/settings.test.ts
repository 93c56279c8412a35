import { beforeEach, describe, expect, test } from 'vitest';
import { NULL_REF, type Ref } from '../../../xapi/datamodel/ref';
import type { Records } from '../../../xapi/datamodel/types.gen';
import { overheadOf } from '../memory';
import { testPool, testVm, type TestPool } from '../testing';

const GIB = 2 ** 30;
let pool: TestPool;
let vm: Ref<'VM'>;

beforeEach(async () => {
  pool = testPool({ hosts: 1, memoryGib: 8, clockMode: 'instant' });
  vm = await testVm(pool);
});

const row = (): Records['VM'] => pool.sim.world.db.row('VM', vm);

describe('the memory of a VM', () => {
  test('has limits that keep their order', async () => {
    const { sim } = pool;
    await sim.call('VM.set_memory_limits', vm, GIB, 4 * GIB, GIB, 4 * GIB);
    expect(row()).toMatchObject({
      memory_static_min: GIB,
      memory_dynamic_min: GIB,
      memory_dynamic_max: 4 * GIB,
      memory_static_max: 4 * GIB,
    });
    expect(row().memory_overhead).toBe(overheadOf(row()));
    const refusal = { code: 'MEMORY_CONSTRAINT_VIOLATION_ORDER' };
    await expect(sim.call('VM.set_memory_limits', vm, 2 * GIB, 4 * GIB, GIB, 4 * GIB)).rejects.toMatchObject(refusal);
    await expect(sim.call('VM.set_memory_dynamic_range', vm, GIB, 5 * GIB)).rejects.toMatchObject(refusal);
    await expect(sim.call('VM.set_memory_static_max', vm, 3 * GIB)).rejects.toMatchObject(refusal);
    await sim.call('VM.set_memory', vm, 3 * GIB);
    expect(row()).toMatchObject({ memory_dynamic_min: 3 * GIB, memory_static_max: 3 * GIB });
  });

  test('is pinned while it virtualises itself', async () => {
    await pool.sim.call('VM.add_to_platform', vm, 'nested-virt', 'true');
    await expect(pool.sim.call('VM.set_memory_limits', vm, GIB, 2 * GIB, GIB, 2 * GIB)).rejects.toMatchObject({
      code: 'MEMORY_CONSTRAINT_VIOLATION_MAXPIN',
      params: ['nested virt'],
    });
  });

  test('grows while it runs as far as the server has it', async () => {
    const { sim } = pool;
    const { db } = sim.world;
    await sim.call('VM.set_memory_limits', vm, GIB, 7 * GIB, GIB, 2 * GIB);
    await sim.call('VM.start', vm, false, false);
    expect(db.row('VM_metrics', row().metrics).memory_actual).toBe(2 * GIB);
    await sim.call('VM.set_memory_dynamic_range', vm, 4 * GIB, 4 * GIB);
    expect(db.row('VM_metrics', row().metrics).memory_actual).toBe(4 * GIB);
    const other = await testVm(pool);
    await sim.call('VM.start', other, false, false);
    await expect(sim.call('VM.set_memory_dynamic_range', vm, 7 * GIB, 7 * GIB)).rejects.toMatchObject({
      code: 'HOST_NOT_ENOUGH_FREE_MEMORY',
      params: [String((3 * GIB) / 1024), expect.any(String)],
    });
    await expect(sim.call('VM.set_memory_static_max', vm, 8 * GIB)).rejects.toMatchObject({
      code: 'VM_BAD_POWER_STATE',
      params: [vm, 'halted', 'running'],
    });
  });

  test('is shared by all that balloon when the server is full', async () => {
    const { sim } = pool;
    const { db } = sim.world;
    const elastic = {
      memory_static_min: GIB,
      memory_dynamic_min: GIB,
      memory_dynamic_max: 6 * GIB,
      memory_static_max: 6 * GIB,
    };
    const [a, b] = [await testVm(pool, elastic), await testVm(pool, elastic)];
    await sim.call('VM.start', a, false, false);
    await sim.call('VM.start', b, false, false);
    const actual = db.row('VM_metrics', db.row('VM', b).metrics).memory_actual;
    expect(actual).toBeGreaterThan(3 * GIB);
    expect(actual).toBeLessThan(4 * GIB);
  });

  test('is what the server offers at most', async () => {
    const total = 8 * GIB;
    const exact = await pool.sim.call('VM.maximise_memory', vm, total, false);
    expect(exact).toBeGreaterThan(await pool.sim.call('VM.maximise_memory', vm, total, true));
    expect(exact + overheadOf({ ...row(), memory_static_max: exact })).toBeLessThanOrEqual(total);
    expect(await pool.sim.call('VM.compute_memory_overhead', vm)).toBe(overheadOf(row()));
  });
});

describe('the vCPUs of a VM', () => {
  const order = 'VCPU values must satisfy: 0 < VCPUs_at_startup ≤ VCPUs_max';

  test('keep their order', async () => {
    const { sim } = pool;
    await expect(sim.call('VM.set_VCPUs_max', vm, 1)).rejects.toMatchObject({
      code: 'INVALID_VALUE',
      params: [order, '1'],
    });
    await expect(sim.call('VM.set_VCPUs_at_startup', vm, 3)).rejects.toMatchObject({
      code: 'INVALID_VALUE',
      params: [order, '3'],
    });
    await sim.call('VM.set_VCPUs_max', vm, 4);
    await sim.call('VM.set_VCPUs_at_startup', vm, 3);
    expect(row()).toMatchObject({ VCPUs_max: 4, VCPUs_at_startup: 3 });
    expect(row().memory_overhead).toBe(overheadOf(row()));
  });

  test('grow while the guest can take them', async () => {
    const { sim } = pool;
    await sim.call('VM.set_VCPUs_max', vm, 4);
    await sim.call('VM.start', vm, false, false);
    await expect(sim.call('VM.set_VCPUs_number_live', vm, 4)).rejects.toMatchObject({
      code: 'VM_LACKS_FEATURE',
      params: [vm],
    });
    sim.advance(60_000);
    await sim.call('VM.set_VCPUs_number_live', vm, 4);
    expect(sim.world.db.row('VM_metrics', row().metrics).VCPUs_number).toBe(4);
  });
});

describe('settings of a VM', () => {
  test('are checked where xapi checks them', async () => {
    const { sim } = pool;
    await expect(sim.call('VM.set_start_delay', vm, -1)).rejects.toMatchObject({
      params: ['start_delay must be non-negative', '-1'],
    });
    await expect(sim.call('VM.set_ha_restart_priority', vm, 'always')).rejects.toMatchObject({
      code: 'INVALID_VALUE',
      params: ['ha_restart_priority', 'always'],
    });
    await expect(sim.call('VM.set_domain_type', vm, 'unspecified')).rejects.toMatchObject({ code: 'INVALID_VALUE' });
    await expect(sim.call('VM.add_to_other_config', vm, 'mac_seed', 'x')).rejects.toMatchObject({
      code: 'MAP_DUPLICATE_KEY',
      params: ['VM', 'other_config', vm, 'mac_seed'],
    });
    await sim.call('VM.set_domain_type', vm, 'pv');
    expect(row().HVM_boot_policy).toBe('');
    await sim.call('VM.start', vm, false, false);
    await expect(sim.call('VM.set_has_vendor_device', vm, true)).rejects.toMatchObject({
      params: [vm, 'halted', 'running'],
    });
    await expect(sim.call('VM.set_suspend_VDI', vm, NULL_REF)).rejects.toMatchObject({
      params: [vm, 'suspended', 'running'],
    });
  });

  test('of its firmware are written once', async () => {
    const { sim } = pool;
    await expect(sim.call('VM.set_bios_strings', vm, { 'bios-colour': 'red' })).rejects.toMatchObject({
      params: ['bios-colour', 'Unknown key'],
    });
    await sim.call('VM.set_bios_strings', vm, { 'bios-vendor': 'Example' });
    expect(row().bios_strings).toMatchObject({ 'bios-vendor': 'Example', 'system-product-name': 'HVM domU' });
    await expect(sim.call('VM.copy_bios_strings', vm, pool.hosts[0] ?? NULL_REF)).rejects.toMatchObject({
      code: 'VM_BIOS_STRINGS_ALREADY_SET',
    });
  });

  test('for high availability follow what the VM does', async () => {
    const { sim } = pool;
    await sim.call('VM.set_ha_restart_priority', vm, 'restart');
    expect(row().ha_always_run).toBe(false);
    await sim.call('VM.start', vm, false, false);
    expect(row().ha_always_run).toBe(true);
    await sim.call('VM.hard_shutdown', vm);
    expect(row().ha_always_run).toBe(false);
  });

  test('decide whether any server could run the VM', async () => {
    const { sim } = pool;
    await sim.call('VM.assert_agile', vm);
    sim.world.db.transaction(() => sim.world.db.update('SR', pool.sr, { shared: false }));
    await expect(sim.call('VM.assert_agile', vm)).rejects.toMatchObject({
      code: 'HA_CONSTRAINT_VIOLATION_SR_NOT_SHARED',
      params: [pool.sr],
    });
  });
});
