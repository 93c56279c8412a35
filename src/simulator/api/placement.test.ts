import { describe, expect, test } from 'vitest';
import { NULL_REF, type Ref } from '../../xapi/datamodel/ref';
import type { Records } from '../../xapi/datamodel/types.gen';
import { freeMemoryBytes, overheadOf } from './memory';
import { testPool, testVm, type TestPool } from './testing';

const GIB = 2 ** 30;

function fixed(bytes: number): Partial<Records['VM']> {
  return { memory_static_min: bytes, memory_dynamic_min: bytes, memory_dynamic_max: bytes, memory_static_max: bytes };
}

async function startOn(pool: TestPool, host: Ref<'host'> | undefined, bytes: number): Promise<Ref<'VM'>> {
  const vm = await testVm(pool, fixed(bytes));
  await pool.sim.call('VM.start_on', vm, host ?? NULL_REF, false, false);
  return vm;
}

function residence({ sim }: TestPool, vm: Ref<'VM'>): Ref<'host'> {
  return sim.world.db.row('VM', vm).resident_on;
}

describe('a VM that starts', () => {
  test('goes to its affinity server while it fits there', async () => {
    const pool = testPool({ hosts: 4, memoryGib: 8, clockMode: 'instant' });
    const affinity = pool.hosts[2] ?? NULL_REF;
    for (let i = 0; i < 3; i++) {
      const vm = await testVm(pool, { ...fixed(2 * GIB), affinity });
      await pool.sim.call('VM.start', vm, false, false);
      expect(residence(pool, vm)).toBe(affinity);
    }
    const vm = await testVm(pool, { ...fixed(2 * GIB), affinity });
    await pool.sim.call('VM.start', vm, false, false);
    expect(residence(pool, vm)).not.toBe(affinity);
  });

  test('goes to servers with much room more often, and rarely to the coordinator', async () => {
    const pool = testPool({ hosts: 4, memoryGib: 64, clockMode: 'instant' });
    await startOn(pool, pool.hosts[1], 16 * GIB);
    const counts = new Map<Ref<'host'>, number>();
    const vm = await testVm(pool, fixed(GIB));
    for (let i = 0; i < 200; i++) {
      await pool.sim.call('VM.start', vm, false, false);
      const host = residence(pool, vm);
      counts.set(host, (counts.get(host) ?? 0) + 1);
      await pool.sim.call('VM.hard_shutdown', vm);
    }
    const [coordinator = 0, busy = 0, ...free] = pool.hosts.map((host) => counts.get(host) ?? 0);
    expect(Math.max(...free)).toBeGreaterThan(busy + coordinator);
    expect(Math.min(...free)).toBeGreaterThan(Math.max(busy, coordinator));
    expect(Math.min(busy, coordinator)).toBeGreaterThan(0);
  });

  test('balloons the others before it is refused', async () => {
    const pool = testPool({ hosts: 1, memoryGib: 8, clockMode: 'instant' });
    const elastic = {
      memory_static_min: GIB,
      memory_dynamic_min: 2 * GIB,
      memory_dynamic_max: 6 * GIB,
      memory_static_max: 6 * GIB,
    };
    const vms: Ref<'VM'>[] = [];
    for (let i = 0; i < 3; i++) vms.push(await testVm(pool, elastic));
    for (const vm of vms) await pool.sim.call('VM.start', vm, false, false);
    const last = await testVm(pool, elastic);
    const needed = 2 * GIB + overheadOf(pool.sim.world.db.row('VM', last));
    const [host = NULL_REF] = pool.hosts;
    const available = freeMemoryBytes(pool.sim.world, host);
    const fault = { code: 'HOST_NOT_ENOUGH_FREE_MEMORY', params: [String(needed), String(available)] };
    await expect(pool.sim.call('VM.start', last, false, false)).rejects.toMatchObject(fault);
    await expect(pool.sim.call('VM.assert_can_boot_here', last, host)).rejects.toMatchObject(fault);
    expect(await pool.sim.call('VM.get_possible_hosts', last)).toEqual([]);
  });

  test('finds the memory of VMs that are still starting taken', async () => {
    const pool = testPool({ hosts: 1, memoryGib: 8 });
    const [first, second] = [await testVm(pool, fixed(5 * GIB)), await testVm(pool, fixed(5 * GIB))];
    const starting = pool.sim.call('VM.start', first, false, false);
    await expect(pool.sim.call('VM.start', second, false, false)).rejects.toMatchObject({
      code: 'HOST_NOT_ENOUGH_FREE_MEMORY',
    });
    pool.sim.idle();
    await starting;
  });

  test('is refused by a pool whose servers are all out of service', async () => {
    const pool = testPool({ hosts: 2, clockMode: 'instant' });
    const { db } = pool.sim.world;
    const [a = NULL_REF, b = NULL_REF] = pool.hosts;
    db.transaction(() => {
      db.update('host', a, { enabled: false });
      db.update('host_metrics', db.row('host', b).metrics, { live: false });
    });
    const vm = await testVm(pool);
    await expect(pool.sim.call('VM.start', vm, false, false)).rejects.toMatchObject({
      code: 'NO_HOSTS_AVAILABLE',
      params: [],
    });
    await expect(pool.sim.call('VM.start_on', vm, a, false, false)).rejects.toMatchObject({
      code: 'HOST_DISABLED',
      params: [a],
    });
    await expect(pool.sim.call('VM.start_on', vm, b, false, false)).rejects.toMatchObject({
      code: 'HOST_NOT_LIVE',
      params: [],
    });
  });

  test('does not go to a server that is being evacuated', async () => {
    const pool = testPool({ hosts: 2, clockMode: 'instant' });
    const { db } = pool.sim.world;
    const [a = NULL_REF, b = NULL_REF] = pool.hosts;
    db.transaction(() => db.update('host', b, { current_operations: { 'OpaqueRef:t': 'evacuate' } }));
    const vm = await testVm(pool);
    await expect(pool.sim.call('VM.start_on', vm, b, false, false)).rejects.toMatchObject({
      code: 'HOST_EVACUATE_IN_PROGRESS',
      params: [b],
    });
    await pool.sim.call('VM.start', vm, false, false);
    expect(residence(pool, vm)).toBe(a);
  });

  test('spreads over the servers with its anti-affinity group', async () => {
    const pool = testPool({ hosts: 3, clockMode: 'instant' });
    const { db, engine } = pool.sim.world;
    const group = engine.newRef('VM_group');
    db.transaction(() =>
      db.insert('VM_group', group, { uuid: engine.newUuid('VM_group'), placement: 'anti_affinity' }),
    );
    const homes = new Set<Ref<'host'>>();
    for (let i = 0; i < 3; i++) {
      const vm = await testVm(pool);
      await pool.sim.call('VM.set_groups', vm, [group]);
      await pool.sim.call('VM.start', vm, false, false);
      homes.add(residence(pool, vm));
    }
    expect(homes.size).toBe(3);
  });
});

describe('a server named by the client', () => {
  async function refused(change: (pool: TestPool, vm: Ref<'VM'>, host: Ref<'host'>) => void): Promise<unknown> {
    const pool = testPool({ hosts: 2, clockMode: 'instant' });
    const vm = await testVm(pool);
    const host = pool.hosts[1] ?? NULL_REF;
    pool.sim.world.db.transaction(() => change(pool, vm, host));
    const error: unknown = await pool.sim
      .call('VM.start_on', vm, host, false, false)
      .catch((reason: unknown) => reason);
    const { code, params } = error as { code: string; params: readonly string[] };
    const names = new Map([
      [vm, 'vm'],
      [host, 'host'],
      [pool.sr, 'sr'],
      [pool.network, 'network'],
    ]);
    return [code, ...params.map((param) => names.get(param) ?? param)];
  }

  test('must see the disks', async () => {
    const error = await refused(({ sim: { world } }, _vm, host) => {
      for (const pbd of world.db.row('host', host).PBDs) world.db.update('PBD', pbd, { currently_attached: false });
    });
    expect(error).toEqual(['VM_REQUIRES_SR', 'vm', 'sr']);
  });

  test('must be on the networks', async () => {
    const error = await refused(({ sim: { world } }, _vm, host) => {
      for (const pif of world.db.row('host', host).PIFs) world.db.remove('PIF', pif);
    });
    expect(error).toEqual(['VM_REQUIRES_NETWORK', 'vm', 'network']);
  });

  test('must know the virtual hardware', async () => {
    const error = await refused(({ sim: { world } }, vm) =>
      world.db.update('VM', vm, { hardware_platform_version: 7 }),
    );
    const code = 'VM_HOST_INCOMPATIBLE_VIRTUAL_HARDWARE_PLATFORM_VERSION';
    expect(error).toEqual([code, 'host', '[0; 1; 2]', 'vm', '7']);
  });

  test('must virtualise hardware', async () => {
    const error = await refused(({ sim: { world } }, _vm, host) =>
      world.db.update('host', host, { capabilities: ['xen-3.0-x86_64'] }),
    );
    expect(error).toEqual(['VM_HVM_REQUIRED', 'vm']);
  });

  test('must have as many processors as the VM', async () => {
    const many = { VCPUs_max: 32, VCPUs_at_startup: 32 };
    expect(await refused(({ sim: { world } }, vm) => world.db.update('VM', vm, many))).toEqual([
      'HOST_NOT_ENOUGH_PCPUS',
      '32',
      '16',
    ]);
  });

  test('is asked last: settings that cannot be right come first', async () => {
    const broken = { VCPUs_max: 0 };
    const error = await refused(({ sim: { world } }, vm, host) => {
      world.db.update('VM', vm, broken);
      world.db.update('host', host, { enabled: false });
    });
    expect(error).toEqual(['INVALID_VALUE', 'VCPUs_max', '0']);
    expect(await refused(({ sim: { world } }, vm) => world.db.update('VM', vm, { VCPUs_at_startup: 3 }))).toEqual([
      'VALUE_NOT_SUPPORTED',
      'VCPUs-at-startup',
      '3',
      'value greater than VCPUs-max',
    ]);
    const inverted = { memory_static_min: 2 ** 40 };
    expect(await refused(({ sim: { world } }, vm) => world.db.update('VM', vm, inverted))).toEqual([
      'MEMORY_CONSTRAINT_VIOLATION',
    ]);
  });
});
