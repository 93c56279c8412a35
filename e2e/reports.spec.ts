import { readFile } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import { expectAccessible } from './fixtures/axe';
import { openConsole } from './fixtures/shell';
import { expect, test } from './fixtures/test';

/** What a button saves: its name and its bytes. */
async function saved(page: Page, button: string): Promise<{ readonly name: string; readonly bytes: Buffer }> {
  const saving = page.waitForEvent('download');
  await page.getByRole('button', { name: button, exact: true }).click();
  const file = await saving;
  return { name: file.suggestedFilename(), bytes: await readFile(await file.path()) };
}

test('a report says the same on the page and in its files, and leads to what it names', async ({ page }) => {
  await openConsole(page);
  await page.getByRole('tab', { name: 'Reports' }).click();
  await expect(page.getByText(/^As of /)).toBeVisible();
  await page.getByRole('tab', { name: 'Resource data' }).click();
  const servers = page.getByRole('region', { name: 'Servers', exact: true });
  await expect(servers.getByRole('link', { name: 'granta-1' })).toBeVisible();
  await expectAccessible(page);

  const csv = await saved(page, 'Save CSV');
  expect(csv.name).toMatch(/\.csv$/);
  const text = csv.bytes.toString('utf8');
  for (const name of ['granta-1', 'ouse-3', 'erp-db', 'wiki-1']) expect(text).toContain(name);
  const xlsx = await saved(page, 'Save XLSX');
  expect(xlsx.name).toMatch(/\.xlsx$/);
  expect(xlsx.bytes.subarray(0, 4).toString('latin1')).toBe('PK\u0003\u0004');

  await servers.getByRole('link', { name: 'granta-1' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'granta-1' })).toBeVisible();
});
