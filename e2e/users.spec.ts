import { expectAccessible } from './fixtures/axe';
import { question, select, xapi } from './fixtures/machines';
import { openConsole } from './fixtures/shell';
import { expect, test } from './fixtures/test';

test('a pool joins a directory, and its users are let in, given a role, and removed', async ({ page }) => {
  await openConsole(page);
  await select(page, 'Cambridge');
  await page.getByRole('tab', { name: 'Users' }).click();
  const panel = page.getByRole('tabpanel');
  await expect(panel.getByText(/Only root can log in/)).toBeVisible();
  await expect(panel.getByRole('row', { name: /^root/ })).toContainText('Pool admin');
  await expect(panel.getByRole('button', { name: 'Add users…' })).toHaveAccessibleDescription(/Join one first/);
  await expectAccessible(page);

  await panel.getByRole('button', { name: 'Join a directory…' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('textbox', { name: 'Domain' }).fill('lab.example.com');
  await dialog.getByRole('textbox', { name: 'User' }).fill('administrator');
  await dialog.getByLabel('Password').fill('wrong-password');
  await dialog.getByText('XenAPI and xe').click();
  await expect(dialog).not.toContainText('wrong-password');
  await dialog.getByRole('button', { name: 'Join' }).click();
  await expect(dialog).toBeHidden();
  await expect(page.getByRole('region', { name: /notification/i })).toContainText(
    'Failed: Let Cambridge join a directory',
  );
  expect(await page.content()).not.toContain('wrong-password');

  await panel.getByRole('button', { name: 'Join a directory…' }).click();
  await dialog.getByRole('textbox', { name: 'Domain' }).fill('lab.example.com');
  await dialog.getByRole('textbox', { name: 'User' }).fill('administrator');
  await dialog.getByLabel('Password').fill('password');
  await dialog.getByRole('button', { name: 'Join' }).click();
  await expect(panel.getByText(/Users and groups of lab\.example\.com/)).toBeVisible();

  await panel.getByRole('button', { name: 'Add users…' }).click();
  await dialog.getByRole('textbox', { name: 'Users and groups' }).fill('alice, Help Desk');
  await dialog.getByRole('radio', { name: /VM operator/ }).check();
  await dialog.getByRole('button', { name: 'Add' }).click();
  const alice = panel.getByRole('row', { name: /alice/ });
  await expect(alice).toContainText('VM operator');
  await expect(panel.getByRole('row', { name: /Help Desk/ })).toContainText('Group');
  await expectAccessible(page);

  await alice.click();
  await panel.getByRole('button', { name: 'Change role…' }).click();
  await dialog.getByRole('radio', { name: /Pool operator/ }).check();
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(alice).toContainText('Pool operator');
  await panel.getByRole('button', { name: 'Remove…' }).click();
  await question(page, /alice/).getByRole('button', { name: 'Remove' }).click();
  await expect(alice).toHaveCount(0);
  await expect.poll(() => xapi(page, 'subject.get_all')).toHaveLength(1);
});
