import { expect, it } from 'vitest';
import { page } from 'vitest/browser';
import { Rocket } from 'lucide-react';
import { accessibilityProblems } from '../../../ui/testing/axe';
import { mountTab } from '../../fixtures/mount-tab';
import { makePool } from '../../fixtures/pools';
import { addCommands, CommandToolbar } from '..';
import type { PoolCommand } from '..';

it('finishes a wizard with another account, which its last step asks for', async () => {
  const wizard: PoolCommand = {
    type: 'pool',
    id: 'test.paintByOther',
    label: 'Paint…',
    verb: 'Paint',
    title: (name) => `Paint ${name}`,
    icon: Rocket,
    group: 'edit',
    kinds: ['vm'],
    calls: ['VM.clean_shutdown'],
    reason: () => null,
    steps: [{ id: 'colour', title: 'Colour', make: () => ({}) }],
    script: () => ({ api: [], xe: [] }),
    run: async (job, { ref }) => {
      await job.call('VM.set_name_description', ref, 'blue');
    },
  };
  addCommands([wizard]);
  const pool = makePool({ hosts: 1, vms: 1 });
  pool.set('session', 'own', { auth_user_name: 'carol', rbac_permissions: ['read-only'] });
  const ids = [{ connection: 'test', class: 'VM', ref: 'vm0' } as const];
  const { connection } = mountTab(<CommandToolbar ids={ids} label="Actions" />, pool);
  await page.getByRole('button', { name: 'Actions' }).click();
  await page.getByRole('menuitem', { name: 'Run with another account' }).click();
  const others = page.getByRole('menu', { name: 'Run with another account' });
  await others.getByRole('menuitem', { name: 'Paint…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Paint vm 1' });
  const submit = dialog.getByRole('button', { name: 'Paint', exact: true });
  await expect.element(others).not.toBeInTheDocument();
  await expect.element(submit).toHaveAccessibleDescription(/Fill in: User name/);
  expect(await accessibilityProblems(document.body)).toEqual([]);
  await dialog.getByRole('textbox', { name: 'User name' }).fill('boss');
  await submit.click();
  await expect.poll(() => connection.called).toContain('boss: VM.set_name_description(vm0, blue)');
});
