import { afterEach, beforeEach, expect, it } from 'vitest';
import { page } from 'vitest/browser';
import { accessibilityProblems } from '../../../ui/testing/axe';
import { CommandHost, loadLaterCommands } from '../../commands';
import { mountFeature } from '../../fixtures/mount-feature';
import { makePool } from '../../fixtures/pools';
import '.';

const dialog = page.getByRole('dialog', { name: /^Put server 2 into maintenance/ });

beforeEach(() => sessionStorage.clear());
afterEach(() => sessionStorage.clear());

it('asks the pool when it opens and again on demand, and begins nothing before all is clear', async () => {
  await loadLaterCommands();
  const pool = makePool({ hosts: 2, vms: 2 });
  const may = { power_state: 'Running', resident_on: 'host1', allowed_operations: ['suspend'] } as const;
  pool.set('VM', 'vm0', { ...may, allowed_operations: ['suspend'] });
  pool.set('VM', 'vm1', { ...may, allowed_operations: ['hard_shutdown'] });
  pool.set('host', 'host1', { enabled: true, resident_VMs: ['vm0', 'vm1'] });
  const object = { connection: 'test', class: 'host', ref: 'host1' } as const;
  const { connection } = mountFeature(<CommandHost />, pool, {
    wizard: { command: 'host.enterMaintenance', object, step: '' },
  });
  let refusals: Record<string, string[]> = {
    vm0: ['HOST_NOT_ENOUGH_FREE_MEMORY', 'vm0'],
    vm1: ['NO_HOSTS_AVAILABLE', 'vm1'],
  };
  connection.answers.set('host.get_vms_which_prevent_evacuation', () => refusals);
  connection.load();
  await expect.element(dialog.getByText('2 VMs stand in the way.')).toBeVisible();
  await expect.element(dialog.getByText('vm 1: No other server has enough free memory for it.')).toBeVisible();
  await expect.element(dialog.getByRole('button', { name: 'Force off…' })).toBeVisible();
  expect(await accessibilityProblems(document.body)).toEqual([]);
  const begin = dialog.getByRole('button', { name: 'Enter maintenance mode' });
  await begin.click();
  await expect.element(dialog).toBeVisible();
  expect(connection.called.filter((line) => line.includes('host.disable'))).toEqual([]);

  refusals = {};
  await dialog.getByRole('button', { name: 'Check again' }).click();
  await expect.element(dialog.getByText('Nothing stands in the way.')).toBeVisible();
  await begin.click();
  await expect.poll(() => connection.called).toContain('Async.host.disable(host1, false)');
});
