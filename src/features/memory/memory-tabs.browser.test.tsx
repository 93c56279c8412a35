import { describe, expect, it } from 'vitest';
import { page } from 'vitest/browser';
import { accessibilityProblems } from '../../ui/testing/axe';
import { mountTab } from '../fixtures/mount-tab';
import { makePool } from '../fixtures/pools';
import type { FakePool } from '../fixtures/records';
import { HostMemoryTab, PoolMemoryTab, VmMemoryTab } from './index';

const GIB = 2 ** 30;

function memoryPool(): FakePool {
  const pool = makePool({ hosts: 1, vms: 1 });
  pool.set('host_metrics', 'metrics-host0', { memory_total: 64 * GIB, memory_free: 48 * GIB });
  pool.set('VM', 'dom0', { is_control_domain: true, metrics: 'metrics-dom0' });
  pool.set('VM_metrics', 'metrics-dom0', { memory_actual: 4 * GIB });
  pool.set('host', 'host0', { control_domain: 'dom0', resident_VMs: ['dom0', 'vm0'], memory_overhead: GIB });
  pool.set('VM', 'vm0', {
    resident_on: 'host0',
    metrics: 'metrics-vm0',
    memory_dynamic_min: 4 * GIB,
    memory_dynamic_max: 8 * GIB,
    memory_static_max: 16 * GIB,
    allowed_operations: ['changing_dynamic_range'],
  });
  pool.set('VM_metrics', 'metrics-vm0', { memory_actual: 6 * GIB });
  return pool;
}

const row = (name: RegExp) => page.getByRole('row', { name });

describe('Memory tab', () => {
  it('of a server shows where its memory is, and follows its VMs', async () => {
    const pool = memoryPool();
    const { connection } = mountTab(<HostMemoryTab id={{ connection: 'test', class: 'host', ref: 'host0' }} />, pool);
    await expect
      .element(page.getByRole('meter', { name: 'Memory of server 1' }))
      .toHaveAttribute('aria-valuetext', '16 GiB of 64 GiB in use');
    await expect.element(row(/vm 1.*6 GiB.*4 GiB.*8 GiB.*16 GiB/)).toBeVisible();
    await expect.element(page.getByText('8 GiB (14 %)')).toBeVisible();
    expect(connection.watched).toContain('VM_metrics metrics-vm0');
    expect(await accessibilityProblems(document.body)).toEqual([]);
    pool.set('VM_metrics', 'metrics-vm0', { memory_actual: 5 * GIB });
    connection.push();
    await expect.element(row(/vm 1.*5 GiB.*4 GiB/)).toBeVisible();
  });

  it('of a pool compares its servers', async () => {
    mountTab(<PoolMemoryTab id={{ connection: 'test', class: 'pool', ref: 'pool' }} />, memoryPool());
    await expect.element(row(/server 1.*25.%.*48 GiB.*64 GiB.*8 GiB \(14.%\)/)).toBeVisible();
    expect(await accessibilityProblems(document.body)).toEqual([]);
  });

  it('of a VM changes its range', async () => {
    const { connection } = mountTab(<VmMemoryTab id={{ connection: 'test', class: 'VM', ref: 'vm0' }} />, memoryPool());
    await expect.element(page.getByText('6 GiB, between 4 GiB and 8 GiB')).toBeVisible();
    await page.getByRole('button', { name: 'Memory…' }).click();
    await page.getByRole('textbox', { name: 'At most' }).fill('12');
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await expect.poll(() => connection.called).toContain(`VM.set_memory_dynamic_range(vm0, ${4 * GIB}, ${12 * GIB})`);
  });
});
