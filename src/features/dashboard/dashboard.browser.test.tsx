import { expect, it } from 'vitest';
import { page } from 'vitest/browser';
import { accessibilityProblems } from '../../ui/testing/axe';
import { mountTab } from '../fixtures/mount-tab';
import { makePool } from '../fixtures/pools';
import type { FakePool } from '../fixtures/records';
import { PoolDashboard } from './index';

const card = (name: string) => page.getByRole('region', { name });
const GIB = 2 ** 30;

function busyPool(): FakePool {
  const pool = makePool({ hosts: 2, vms: 3 });
  const metrics = pool.get('host', 'host0').metrics;
  pool.set('host_metrics', metrics, { live: true, memory_total: 100 * GIB, memory_free: 25 * GIB });
  pool.set('SR', 'shared', { physical_size: 1000 * GIB, physical_utilisation: 970 * GIB });
  return pool;
}

it('says what wants to be looked at, how much is used, and what goes on', async () => {
  const pool = busyPool();
  const { connection } = mountTab(<PoolDashboard />, pool);
  await expect.element(card('Health').getByText(/is 97.% full\./)).toBeVisible();
  await expect.element(card('Capacity').getByRole('meter', { name: 'Memory' })).toBeVisible();
  await expect.element(card('Going on now').getByText('No tasks are running.')).toBeVisible();
  await expect.element(card('VMs by memory').getByRole('link').first()).toBeVisible();
  expect(await accessibilityProblems(document.body)).toEqual([]);

  pool.set('host', 'host1', { enabled: false });
  pool.set('task', 'work', {
    name_label: 'Async.VM.clean_reboot',
    status: 'pending',
    progress: 0.4,
    other_config: { applies_to: 'vm0' },
  });
  pool.set('message', 'bad', {
    name: 'VM_CRASHED',
    priority: 2,
    cls: 'VM',
    obj_uuid: pool.get('VM', 'vm0').uuid,
    timestamp: '20260105T08:00:00Z',
  });
  connection.push();
  await expect.element(card('Health').getByText(/is in maintenance and takes no VMs/)).toBeVisible();
  await expect.element(card('Going on now').getByRole('progressbar')).toBeVisible();
  await expect.element(card('Latest alerts').getByText('2026-01-05 08:00:00')).toBeVisible();
});

it('is content with a pool that is well', async () => {
  const pool = busyPool();
  pool.set('SR', 'shared', { physical_utilisation: 100 * GIB });
  mountTab(<PoolDashboard />, pool);
  await expect.element(card('Health').getByText(/All servers respond/)).toBeVisible();
});
