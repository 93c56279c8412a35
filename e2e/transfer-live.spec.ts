import { menuItem, openActions, question, select } from './fixtures/machines';
import { ovaOf, withoutPickers } from './fixtures/packages';
import { serve } from './fixtures/serve';
import { heading, health } from './fixtures/shell';
import { expect, test } from './fixtures/test';

const PORT = 24745;

test.describe('files of a live pool', () => {
  test.describe.configure({ mode: 'serial', timeout: 180_000 });
  let stop: () => Promise<void> = () => Promise.resolve();

  test.beforeAll(async () => {
    ({ stop } = await serve(PORT, '--speed', '60'));
  });
  test.afterAll(() => stop());

  test('come and go by HTTP', async ({ page }) => {
    await withoutPickers(page);
    await page.goto(`http://127.0.0.1:${PORT}/`);
    await page.getByLabel('Password').fill('password');
    await page.keyboard.press('Enter');
    await expect(health(page, 'Live pool')).toBeVisible();

    await select(page, 'test-web-1');
    await openActions(page, 'test-web-1');
    await menuItem(page, 'Export…').click();
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      question(page, 'Export test-web-1').getByRole('button', { name: 'Export' }).click(),
    ]);
    await expect(page.getByText('Saved: test-web-1.xva')).toBeVisible();

    const importFile = async (file: string | { name: string; mimeType: string; buffer: Buffer }, name: string) => {
      await select(page, 'Cambridge');
      await openActions(page, 'Cambridge');
      await menuItem(page, 'Import…').click();
      const dialog = question(page, /^Import/);
      await dialog.locator('input[type="file"]').setInputFiles(file);
      await dialog.getByRole('navigation', { name: 'Steps' }).getByRole('button', { name: 'Finish' }).click();
      await dialog.getByRole('button', { name: 'Import', exact: true }).click();
      await expect(dialog.getByText(`${name} is imported.`)).toBeVisible({ timeout: 60_000 });
      await dialog.getByRole('button', { name: 'Show it' }).click();
      await expect(heading(page, name)).toBeVisible();
    };
    await importFile(await download.path(), 'test-web-1');
    await importFile({ name: 'vm.ova', mimeType: '', buffer: ovaOf('shop') }, 'shop');
  });

  test('that the pool refuses leave nothing, with its own words', async ({ page }) => {
    await page.goto(`http://127.0.0.1:${PORT}/`);
    await page.getByLabel('Password').fill('password');
    await page.keyboard.press('Enter');
    await select(page, 'Cambridge');
    await openActions(page, 'Cambridge');
    await menuItem(page, 'Restore the pool database…').click();
    const dialog = question(page, /^Restore/);
    const buffer = Buffer.from('<?xml version="1.0"?><database/>');
    await dialog.locator('input[type="file"]').setInputFiles({ name: 'pool.xml', mimeType: 'text/xml', buffer });
    await dialog.getByRole('button', { name: 'Restore' }).click();
    await expect(page.getByText('Failed: Restore the database of Cambridge')).toBeVisible();
  });
});
