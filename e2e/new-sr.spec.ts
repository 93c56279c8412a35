import { expectAccessible } from './fixtures/axe';
import { hurry, question, select, toolbar, xapi } from './fixtures/machines';
import { heading, openConsole } from './fixtures/shell';
import { expect, test } from './fixtures/test';

test('a repository is found step by step, refused where nobody answers, and made', async ({ page }) => {
  await openConsole(page);
  await hurry(page);
  await select(page, 'Cambridge');
  await toolbar(page, 'Cambridge').getByRole('button', { name: 'New SR…' }).click();
  const dialog = question(page, 'New storage in Cambridge');
  const step = (name: string) => dialog.getByRole('navigation', { name: 'Steps' }).getByRole('button', { name });
  await step('Location').click();
  await dialog.getByRole('textbox', { name: 'Server' }).fill('nobody.invalid');
  await dialog.getByRole('button', { name: 'Find exports' }).click();
  await expect(dialog.getByRole('alert')).toBeVisible();

  await step('Type').click();
  await dialog.getByRole('radio', { name: /^iSCSI/ }).check();
  await step('Location').click();
  await dialog.getByRole('textbox', { name: 'Address of the target' }).fill('10.30.0.30');
  await dialog.getByRole('button', { name: 'Find targets' }).click();
  await dialog.getByRole('radio', { name: /example\.storage/ }).check();
  await dialog.getByRole('button', { name: 'Find LUNs' }).click();
  await dialog
    .getByRole('radio', { name: /^LIO-ORG/ })
    .nth(1)
    .check();
  await expectAccessible(page);
  await page.keyboard.press('Enter');
  await dialog.getByRole('button', { name: 'Look for repositories' }).click();
  await expect(dialog.getByRole('radio', { name: 'Make a new one' })).toBeChecked();
  await step('Summary').click();
  await expect(dialog).toContainText('A new repository deletes everything on the LUN.');
  await dialog.getByRole('button', { name: 'Create SR' }).click();
  const result = question(page, 'Create iSCSI');
  await expect(result).toContainText('iSCSI is made.', { timeout: 20_000 });
  await result.getByRole('button', { name: 'Show it' }).click();
  await expect(heading(page, 'iSCSI')).toBeVisible();
  const [sr = ''] = await xapi<readonly string[]>(page, 'SR.get_by_name_label', 'iSCSI');
  await expect.poll(() => xapi(page, 'SR.get_PBDs', sr)).toHaveLength(6);
});
