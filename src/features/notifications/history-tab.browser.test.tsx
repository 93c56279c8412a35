import { expect, it } from 'vitest';
import { page } from 'vitest/browser';
import { accessibilityProblems } from '../../ui/testing/axe';
import { mountTab } from '../fixtures/mount-tab';
import { makePool } from '../fixtures/pools';
import { HistoryTab } from './index';

const row = (name: RegExp) => page.getByRole('row', { name });

it('shows the tasks and messages of an object, and what changes in it, newest first', async () => {
  const pool = makePool({ hosts: 1, vms: 2 });
  const uuid = pool.get('VM', 'vm0').uuid;
  pool.set('message', 'started', { name: 'VM_STARTED', cls: 'VM', obj_uuid: uuid, timestamp: '20260105T08:00:00Z' });
  pool.set('message', 'other', {
    name: 'VM_STARTED',
    cls: 'VM',
    obj_uuid: pool.get('VM', 'vm1').uuid,
    timestamp: '20260105T08:00:00Z',
  });
  pool.set('task', 'work', {
    name_label: 'Async.VM.clean_reboot',
    status: 'failure',
    error_info: ['VM_BAD_POWER_STATE', 'vm0'],
    created: '20260105T09:00:00Z',
    finished: '20260105T09:00:01Z',
    other_config: { applies_to: 'vm0' },
  });
  const { connection } = mountTab(<HistoryTab id={{ connection: 'test', class: 'VM', ref: 'vm0' }} />, pool);
  await expect.element(row(/Task .*Failed: VM_BAD_POWER_STATE/)).toBeVisible();
  await expect.element(row(/2026-01-05 08:00:00 Event/)).toBeVisible();
  expect(page.getByRole('row').elements()).toHaveLength(3);

  pool.set('VM', 'vm0', { name_label: 'renamed', tags: ['prod'] });
  connection.push();
  await expect.element(row(/Change name_label .* → renamed/)).toBeVisible();
  await expect.element(row(/Change tags \+ prod/)).toBeVisible();
  expect(await accessibilityProblems(document.body)).toEqual([]);
});

it('says so when nothing is known', async () => {
  mountTab(<HistoryTab id={{ connection: 'test', class: 'VM', ref: 'vm1' }} />, makePool({ hosts: 1, vms: 2 }));
  await expect.element(page.getByText(/Nothing has happened to it/)).toBeVisible();
});
