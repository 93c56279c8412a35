import { afterEach, expect, it } from 'vitest';
import { page } from 'vitest/browser';
import { ToastRegion } from '../../ui/feedback/toast';
import { dismissToast, getToasts } from '../../ui/feedback/toast-queue';
import { accessibilityProblems } from '../../ui/testing/axe';
import { mountTab } from '../fixtures/mount-tab';
import { makePool } from '../fixtures/pools';
import { CommandToolbar } from './command-toolbar';

afterEach(() => {
  for (const { id } of getToasts()) dismissToast(id);
});

it('tells of what was refused with what helps, and with the button that does it', async () => {
  const ids = [{ connection: 'test', class: 'VM', ref: 'vm0' } as const];
  const { connection } = mountTab(
    <>
      <CommandToolbar ids={ids} label="Actions" />
      <ToastRegion />
    </>,
    makePool({ hosts: 1, vms: 1 }),
  );
  await page.getByRole('button', { name: 'Shut down', exact: true }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Shut down' }).click();
  await expect.poll(() => connection.called).toContain('Async.VM.clean_shutdown(vm0)');
  connection.endTask('task1', { status: 'failure', error_info: ['VM_SHUTDOWN_TIMEOUT', 'vm0', '1200'] });
  const toast = page.getByRole('region', { name: 'Notifications' });
  await expect.element(toast).toHaveTextContent('Failed: Shut down vm 1');
  await expect
    .element(toast)
    .toHaveTextContent('“vm 1” did not shut down in time (1200 seconds). Look at its console.');
  await expect.element(toast.getByRole('button', { name: 'Show events' })).toBeVisible();
  expect(await accessibilityProblems(document.body)).toEqual([]);
  await toast.getByRole('button', { name: 'Force shut down' }).click();
  await expect.element(page.getByRole('alertdialog', { name: 'Force shut down vm 1?' })).toBeVisible();
  expect(getToasts()).toEqual([]);
});
