import { afterEach, expect, it } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { ToastRegion } from '../../ui/feedback/toast';
import { dismissToast, getToasts } from '../../ui/feedback/toast-queue';
import { accessibilityProblems } from '../../ui/testing/axe';
import { useSelect } from '../../xapi/cache/hooks';
import { mountTab } from '../fixtures/mount-tab';
import { makePool } from '../fixtures/pools';
import type { ObjectId } from '../navigation';
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
  await userEvent.keyboard('{Escape}');
  await expect.element(page.getByRole('alertdialog')).not.toBeInTheDocument();
});

it('says why nothing was done where the object went before the answer', async () => {
  const ids = [{ connection: 'test', class: 'VM', ref: 'vm0' } as const];
  const { connection } = mountTab(
    <main tabIndex={-1}>
      <Present ids={ids} />
      <ToastRegion />
    </main>,
    makePool({ hosts: 1, vms: 1 }),
  );
  await page.getByRole('button', { name: 'Shut down', exact: true }).click();
  const dialog = page.getByRole('dialog', { name: 'Shut down vm 1?' });
  await expect.element(dialog).toBeVisible();
  connection.pool.remove('VM', 'vm0');
  connection.push();
  await expect.element(page.getByText('It is not there.')).toBeInTheDocument();
  await dialog.getByRole('button', { name: 'Shut down' }).click();
  const toast = page.getByRole('region', { name: 'Notifications' });
  await expect.element(toast).toHaveTextContent('Failed: Shut down vm 1');
  await expect.element(toast).toHaveTextContent('It is gone.');
  expect(connection.called).toEqual([]);
  await expect.poll(() => document.activeElement?.tagName).toBe('MAIN');
});

/** The toolbar goes with its object, as in the page. */
function Present({ ids }: { readonly ids: readonly ObjectId[] }) {
  const isThere = useSelect(['VM'], (inventory) => ids.every(({ ref }) => inventory.VM?.has(ref) === true));
  return isThere ? <CommandToolbar ids={ids} label="Actions" /> : <p>It is not there.</p>;
}
