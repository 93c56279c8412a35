import { expect, it } from 'vitest';
import { page } from 'vitest/browser';
import { accessibilityProblems } from '../../ui/testing/axe';
import { XapiError } from '../../xapi/client/xapi-error';
import { mountTab } from '../fixtures/mount-tab';
import { makePool } from '../fixtures/pools';
import { CommandToolbar } from './command-toolbar';

it('runs one action with another account, and logs that out', async () => {
  const pool = makePool({ hosts: 1, vms: 1 });
  pool.set('session', 'own', { auth_user_name: 'carol', rbac_permissions: ['read-only'] });
  const ids = [{ connection: 'test', class: 'VM', ref: 'vm0' } as const];
  const { connection } = mountTab(<CommandToolbar ids={ids} label="Actions" />, pool);
  await expect
    .element(page.getByRole('button', { name: 'Shut down' }))
    .toHaveAccessibleDescription(
      /Your role \(Read only\) does not allow this.* The menu offers it with another account\./,
    );

  await page.getByRole('button', { name: 'Actions' }).click();
  await page.getByRole('menuitem', { name: 'Run with another account' }).click();
  const others = page.getByRole('menu', { name: 'Run with another account' });
  await others.getByRole('menuitem', { name: 'Shut down', exact: true }).click();
  const dialog = page.getByRole('dialog', { name: 'Shut down vm 1?' });
  const submit = dialog.getByRole('button', { name: 'Shut down' });
  await expect.element(submit).toHaveAccessibleDescription(/Fill in: User name/);
  expect(await accessibilityProblems(document.body)).toEqual([]);

  connection.answers.set('actAs', (username) => {
    if (username !== 'boss') throw new XapiError('SESSION_AUTHENTICATION_FAILED');
  });
  await dialog.getByRole('textbox', { name: 'User name' }).fill('nobody');
  await dialog.getByLabelText('Password').fill('wrong');
  await submit.click();
  await expect.element(dialog.getByLabelText('Password')).toHaveAccessibleDescription(/password/i);

  await dialog.getByRole('textbox', { name: 'User name' }).fill('boss');
  await submit.click();
  await expect.poll(() => connection.called).toContain('boss: Async.VM.clean_shutdown(vm0)');
  connection.endTask('task1');
  await expect.poll(() => connection.called.at(-1)).toBe('boss: end');
});

it('runs nothing when it was cancelled while the pool looked at the account', async () => {
  const pool = makePool({ hosts: 1, vms: 1 });
  pool.set('session', 'own', { auth_user_name: 'carol', rbac_permissions: ['read-only'] });
  const ids = [{ connection: 'test', class: 'VM', ref: 'vm0' } as const];
  const { connection } = mountTab(<CommandToolbar ids={ids} label="Actions" />, pool);
  let letIn: () => void = () => undefined;
  connection.answers.set('actAs', () => new Promise<void>((resolve) => (letIn = resolve)));
  await page.getByRole('button', { name: 'Actions' }).click();
  await page.getByRole('menuitem', { name: 'Run with another account' }).click();
  const others = page.getByRole('menu', { name: 'Run with another account' });
  await others.getByRole('menuitem', { name: 'Shut down', exact: true }).click();
  const dialog = page.getByRole('dialog', { name: 'Shut down vm 1?' });
  await dialog.getByRole('textbox', { name: 'User name' }).fill('boss');
  await dialog.getByRole('button', { name: 'Shut down' }).click();
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await expect.element(dialog).not.toBeInTheDocument();
  letIn();
  // The menu itself asks what servers could take the VM.
  const ran = (): readonly string[] => connection.called.filter((line) => !line.startsWith('VM.assert_can_boot_here('));
  await expect.poll(ran).toEqual(['boss: end']);
});
