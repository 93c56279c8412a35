import { describe, expect, it } from 'vitest';
import { page } from 'vitest/browser';
import { accessibilityProblems } from '../../ui/testing/axe';
import { mountTab } from '../fixtures/mount-tab';
import { addGpus, makePool } from '../fixtures/pools';
import type { FakePool } from '../fixtures/records';
import { GpuTab, VmGpuTab } from './index';

function gpuPool(): FakePool {
  const pool = makePool({ hosts: 1, vms: 2 });
  addGpus(pool);
  return pool;
}

const ofHost = <GpuTab id={{ connection: 'test', class: 'host', ref: 'host0' }} kind="host" />;
const ofVm = (ref: string) => <VmGpuTab id={{ connection: 'test', class: 'VM', ref }} />;
const row = (name: RegExp) => page.getByRole('row', { name });
const button = (name: string) => page.getByRole('button', { name, exact: true });

describe('GPU tab of a server', () => {
  it('shows what each GPU carries, and for what there is room', async () => {
    const pool = gpuPool();
    const { connection } = mountTab(ofHost, pool);
    await expect.element(row(/0000:3b:00\.0.*1 vGPU, 25 % taken.*vm 1: GRID quarter/)).toBeVisible();
    await expect.element(row(/0000:3c:00\.0.*It carries nothing/)).toBeVisible();
    await expect.element(page.getByRole('meter', { name: /3b:00/ })).toHaveAttribute('aria-valuenow', '0.25');
    await expect.element(row(/^GRID quarter Yes 2 GiB.*2560 × 1600 4 1 7$/)).toBeVisible();
    await expect.element(row(/^GRID whole No .* 0 0$/)).toBeVisible();
    expect(await accessibilityProblems(document.body)).toEqual([]);

    pool.set('VGPU', 'vgpu1', { VM: 'vm1', GPU_group: 'm60', type: 'half', resident_on: 'gpu1' });
    pool.set('PGPU', 'gpu1', { resident_VGPUs: ['vgpu1'] });
    connection.push();
    await expect.element(row(/0000:3c:00\.0.*50 % taken.*vm 2: GRID half/)).toBeVisible();
  });

  it('shows what its server says of a GPU now, and nothing of one that it says nothing of', async () => {
    const { connection } = mountTab(ofHost, gpuPool());
    const readings: Readonly<Record<string, number>> = {
      'gpu_utilisation_compute_0000/3b/00.0': 0.42,
      'gpu_temperature_0000/3b/00.0': 61.4,
      'gpu_power_usage_0000/3b/00.0': 93_200,
      'gpu_memory_used_0000/3b/00.0': 2 ** 31,
      'gpu_memory_free_0000/3b/00.0': 3 * 2 ** 31,
    };
    connection.answers.set('host.query_data_source', (_host, name) => {
      const value = readings[String(name)];
      if (value === undefined) throw new Error('There is no such data source.');
      return value;
    });
    await expect.element(row(/3b:00\.0.*42.%.*2.GiB of 8.GiB.*61.°C.*93.W/)).toBeVisible();
    await expect.element(row(/3c:00\.0.*–.*–.*–.*–/)).toBeVisible();
  });

  it('changes the placement of the group', async () => {
    const { connection } = mountTab(ofHost, gpuPool());
    await expect.element(page.getByText('Packed for density')).toBeVisible();
    await button('Placement of vGPUs…').click();
    await page.getByRole('radio', { name: /carries least/ }).click();
    await button('Save').click();
    await expect.poll(() => connection.called).toContain('GPU_group.set_allocation_algorithm(m60, breadth_first)');
  });
});

describe('GPU tab of a VM', () => {
  it('lists its GPUs, and says why they cannot change while it runs', async () => {
    const pool = gpuPool();
    pool.set('VM', 'vm0', { power_state: 'Running' });
    mountTab(ofVm('vm0'), pool);
    await expect.element(row(/GRID quarter 2 GiB M60 group server 1, 0000:3b:00\.0/)).toBeVisible();
    await expect.element(button('Remove GPUs…')).toHaveAccessibleDescription('Shut it down first.');
    expect(await accessibilityProblems(document.body)).toEqual([]);
  });

  it('offers a GPU where there is none', async () => {
    const pool = gpuPool();
    pool.set('VM', 'vm1', { power_state: 'Halted' });
    const { connection } = mountTab(ofVm('vm1'), pool);
    await expect.element(page.getByText('No GPU assigned')).toBeVisible();
    await button('Assign a GPU…').click();
    await page.getByRole('radio', { name: /GRID quarter on M60 group/ }).click();
    await button('Assign').click();
    await expect.poll(() => connection.called).toContain('VGPU.create(vm1, m60, 0, [object Object], quarter)');
  });
});
