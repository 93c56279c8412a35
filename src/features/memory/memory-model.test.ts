import { describe, expect, it } from 'vitest';
import { makePool } from '../fixtures/pools';
import type { FakePool } from '../fixtures/records';
import { hostMemory, pieces, serversMemory, vmMemory } from './memory-model';

const GIB = 2 ** 30;
const NAMES = { xen: 'Xen', controlDomain: 'Control domain', other: 'Other' };

/** A server of 64 GiB with Xen, a control domain and two VMs of 8 and 4 GiB. */
function memoryPool(): FakePool {
  const pool = makePool({ hosts: 2, vms: 4 });
  pool.set('VM', 'dom0', { name_label: 'Control domain', is_control_domain: true, metrics: 'metrics-dom0' });
  pool.set('VM_metrics', 'metrics-dom0', { memory_actual: 2 * GIB });
  pool.set('host_metrics', 'metrics-host0', { memory_total: 64 * GIB, memory_free: 48 * GIB });
  for (const [vm, bytes] of [
    ['vm0', 8 * GIB],
    ['vm2', 4 * GIB],
  ] as const) {
    pool.set('VM', vm, {
      resident_on: 'host0',
      metrics: `metrics-${vm}`,
      memory_dynamic_min: bytes / 2,
      memory_dynamic_max: bytes,
      memory_static_max: 2 * bytes,
    });
    pool.set('VM_metrics', `metrics-${vm}`, { memory_actual: bytes });
  }
  pool.set('host', 'host0', {
    memory_overhead: GIB,
    control_domain: 'dom0',
    resident_VMs: ['dom0', 'vm2', 'vm0'],
  });
  return pool;
}

describe('memory of a server', () => {
  it('is with Xen, the control domain and each VM, and the rest is named', () => {
    const server = hostMemory(memoryPool().inventory(), 'host0');
    expect(server).toMatchObject({ total: 64 * GIB, free: 48 * GIB, xen: GIB, controlDomain: 2 * GIB, most: 12 * GIB });
    expect(server && pieces(server, NAMES).map(({ kind, name, bytes }) => [kind, name, bytes / GIB])).toEqual([
      ['xen', 'Xen', 1],
      ['controlDomain', 'Control domain', 2],
      ['vm', 'vm 1', 8],
      ['vm', 'vm 3', 4],
      ['other', 'Other', 1],
    ]);
  });

  it('is not told of one that does not respond', () => {
    const pool = memoryPool();
    pool.set('host_metrics', 'metrics-host0', { live: false });
    expect(hostMemory(pool.inventory(), 'host0')).toBeNull();
    expect(serversMemory(pool.inventory()).map(({ name }) => name)).toEqual(['server 2']);
  });

  it('counts what is not known yet as other', () => {
    const pool = memoryPool();
    pool.remove('VM_metrics', 'metrics-vm0');
    const server = hostMemory(pool.inventory(), 'host0');
    expect(server && pieces(server, NAMES).at(-1)).toEqual({ kind: 'other', name: 'Other', bytes: 9 * GIB });
  });
});

it('a VM that does not run has none', () => {
  const pool = memoryPool();
  pool.set('VM', 'vm0', { power_state: 'Halted', resident_on: 'OpaqueRef:NULL' });
  expect(vmMemory(pool.inventory(), 'vm0')).toMatchObject({ actual: null, dynamicMax: 8 * GIB });
  expect(vmMemory(pool.inventory(), 'gone')).toBeNull();
});
