import type { Request } from '@playwright/test';
import { expectAccessible } from './fixtures/axe';
import { select } from './fixtures/machines';
import { expectPicture } from './fixtures/screens';
import { serve as servePool } from './fixtures/serve';
import { heading, health, treeItem } from './fixtures/shell';
import { expect, test } from './fixtures/test';

const PORT = 24747;
const ADDRESS = `http://127.0.0.1:${PORT}/`;

const serve = async () => (await servePool(PORT)).stop;

test.describe('a pool that serves its own console', () => {
  test.describe.configure({ mode: 'serial', timeout: 180_000 });
  let stop: () => Promise<void> = () => Promise.resolve();

  test.beforeAll(async () => {
    stop = await serve();
  });
  test.afterAll(() => stop());

  test('asks for a password, says when it is wrong, and opens with the right one', async ({ page }) => {
    await page.goto(ADDRESS);
    await expect(page.getByRole('heading', { name: 'Log in' })).toBeVisible();
    await expectAccessible(page);
    await page.getByLabel('Password').fill('not this one');
    await page.keyboard.press('Enter');
    await expect(page.getByText('User name or password is wrong.')).toBeVisible();
    await page.getByLabel('Password').fill('password');
    await page.keyboard.press('Enter');
    await expect(health(page, 'Live pool')).toBeVisible();
    await expect(treeItem(page, /granta-1/)).toBeVisible();
    await expect(page.getByRole('region', { name: 'Simulator' })).toBeHidden();

    await select(page, 'wiki-1');
    await page.getByRole('tab', { name: 'Console' }).click();
    await expectPicture(page, 'wiki-1');
  });

  test('says that it is gone when it is, and how old the screen is', async ({ page }) => {
    const parts = new Set<Request>();
    page.on('request', (request) => {
      if (request.url().includes('/assets/')) parts.add(request);
    });
    page.on('requestfinished', (request) => parts.delete(request));
    await page.goto(ADDRESS);
    await page.getByLabel('Password').fill('password');
    await page.keyboard.press('Enter');
    await expect(treeItem(page, /granta-1/)).toBeVisible();
    // Nothing of the console is left to fetch from a server that is gone.
    await expect(heading(page, 'Xenia')).toBeVisible();
    await expect(page.getByRole('grid', { name: 'Objects' })).toBeVisible();
    await page.keyboard.press('Control+k');
    await expect(page.getByRole('combobox', { name: 'Search and commands' })).toBeFocused();
    await page.keyboard.press('Escape');
    await expect(page.getByRole('dialog')).toBeHidden();
    await expect.poll(() => parts.size).toBe(0);
    await stop();
    await expect(page.getByRole('alert')).toContainText('Connection lost');
    await expect(health(page, 'Not live')).toBeVisible();
    await expect(treeItem(page, /granta-1/)).toBeVisible();
    stop = await serve();
    await page.getByRole('button', { name: 'Try now' }).click();
    await expect(health(page, 'Live pool')).toBeVisible();
    await expect(treeItem(page, /granta-1/)).toBeVisible();
  });
});
