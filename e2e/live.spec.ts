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

  test('opens a console in a window of its own, which is let in and out with the page', async ({ page }) => {
    await page.goto(ADDRESS);
    await page.getByLabel('Password').fill('password');
    await page.keyboard.press('Enter');
    await select(page, 'wiki-1');
    await page.getByRole('tab', { name: 'Console' }).click();
    await expectPicture(page, 'wiki-1');
    const openAlone = async () => {
      const [alone] = await Promise.all([
        page.waitForEvent('popup'),
        page.getByRole('button', { name: 'Open in a window of its own' }).click(),
      ]);
      return alone;
    };
    const first = await openAlone();
    await expectPicture(first, 'wiki-1');
    await first.reload();
    await expectPicture(first, 'wiki-1');
    const kept = await first.evaluate(() =>
      JSON.stringify([location.href, { ...localStorage }, { ...sessionStorage }]),
    );
    expect(kept).not.toMatch(/"password"|OpaqueRef:/);

    // The window has a session of its own: what ends with it is not that of the page.
    await first.close();
    await page.getByRole('tab', { name: 'General' }).click();
    await page.getByRole('tab', { name: 'Console' }).click();
    await expectPicture(page, 'wiki-1');

    const second = await openAlone();
    await expectPicture(second, 'wiki-1');
    await page.getByRole('tab', { name: 'General' }).click();
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox', { name: 'Search and commands' }).fill('Disconnect');
    await page.keyboard.press('Enter');
    await expect(page.getByLabel('Password')).toBeVisible();
    await expect(second.getByText('The session has ended.')).toBeVisible();
    await expect(second.getByLabel('Password')).toBeVisible();
    await expectAccessible(second);

    // Nobody is logged in there who could let it in again.
    await second.reload();
    await second.getByLabel('Password').fill('password');
    await second.keyboard.press('Enter');
    await expectPicture(second, 'wiki-1');
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
