import { expectAccessible } from './fixtures/axe';
import { hurry, question, select } from './fixtures/machines';
import { openConsole } from './fixtures/shell';
import { expect, test } from './fixtures/test';

test('high availability is turned on for a VM, and off again', async ({ page }) => {
  await openConsole(page, '/?persist=off');
  await hurry(page);
  await select(page, 'Cambridge');
  await page.getByRole('tab', { name: 'HA', exact: true }).click();
  await page.getByRole('button', { name: 'Turn high availability on…' }).click();
  const dialog = question(page, 'Turn high availability on for Cambridge');
  await dialog.getByRole('button', { name: 'Choose none' }).click();
  await dialog.getByRole('button', { name: 'Next' }).click();
  await expect(dialog.getByText('Choose the storage for the heartbeat.')).toBeVisible();
  await dialog.getByRole('checkbox', { name: 'Fast NFS' }).check();
  await dialog.getByRole('button', { name: 'Next' }).click();
  await dialog
    .getByRole('group', { name: 'Restart, and keep room for that' })
    .getByRole('checkbox', { name: 'wiki-1' })
    .check();
  await page.keyboard.press('Enter');
  await expect(dialog.getByText('Lower numbers start first')).toBeVisible();
  await expectAccessible(page);
  await dialog.getByRole('button', { name: 'Next' }).click();
  await dialog.getByRole('button', { name: 'Work it out' }).click();
  await expect(dialog.getByRole('radio', { name: /may fail/ })).toBeChecked();
  await expectAccessible(page);
  await dialog.getByRole('button', { name: 'Next' }).click();
  await dialog.getByRole('button', { name: 'Turn on' }).click();
  await expect(question(page, /^Turn high availability on/)).toContainText('Done.', { timeout: 30_000 });
  await question(page, /^Turn high availability on/)
    .getByRole('button', { name: 'Close' })
    .last()
    .click();
  await expect(page.getByRole('grid', { name: 'Heartbeats of Cambridge' })).toContainText('Sees 6 of 6');
  await expect(
    page
      .getByRole('grid', { name: /^VMs of Cambridge/ })
      .getByRole('row')
      .nth(1),
  ).toContainText('wiki-1');
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Turn high availability off…' }).click();
  await question(page, /off for Cambridge\?$/)
    .getByRole('button', { name: 'Turn off' })
    .click();
  await expect(page.getByRole('button', { name: 'Turn high availability on…' })).toBeVisible({ timeout: 20_000 });
});
