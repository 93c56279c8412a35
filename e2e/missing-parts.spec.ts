import type { Page } from '@playwright/test';
import { expectAccessible } from './fixtures/axe';
import { menuItem, openActions, question, select } from './fixtures/machines';
import { openConsole } from './fixtures/shell';
import { expect, test } from './fixtures/test';

/** A new version was put on the server, or the network is gone: the file of a chunk does not arrive any more. */
async function loseFile(page: Page, name: string, kind: 'js' | 'css' = 'js'): Promise<() => Promise<void>> {
  const file = new RegExp(`/assets/${name}-[^/]*\\.${kind}$`);
  await page.route(file, (route) => route.abort());
  return () => page.unroute(file);
}

const tab = (page: Page, name: string) => page.getByRole('tab', { name });

const MISSING = 'A part of the console did not arrive';

test.use({
  expectedConsole: [/net::ERR_FAILED|dynamically imported module|unable to preload CSS|load preload assets/i],
});

test.describe('a part of the console that does not arrive', () => {
  for (const kind of ['js', 'css'] as const) {
    test(`is said by its tab alone, which can be had again (${kind})`, async ({ page }) => {
      const giveBack = await loseFile(page, 'snapshots-tab', kind);
      await openConsole(page);
      await select(page, 'test-web-1');
      await tab(page, 'Snapshots').click();
      const panel = page.getByRole('tabpanel');
      await expect(panel.getByRole('heading', { name: MISSING })).toBeVisible();
      await expect(page.getByRole('heading', { level: 1, name: 'test-web-1' })).toBeVisible();
      await expectAccessible(page);

      // Other tabs and the tree stay in use.
      await tab(page, 'General').click();
      await expect(panel.getByRole('heading', { name: MISSING })).toBeHidden();
      await tab(page, 'Snapshots').click();
      const again = panel.getByRole('button', { name: 'Try again' });
      await again.focus();
      await page.keyboard.press('Enter');
      await expect(again).toBeFocused();

      await giveBack();
      await page.keyboard.press('Enter');
      await expect(panel.getByRole('button', { name: /take snapshot/i }).first()).toBeVisible();
      await expect(page.getByRole('main')).toBeFocused();
      await expect(
        panel
          .getByRole('button', { name: /take snapshot/i })
          .first()
          .locator('..'),
      ).toHaveCSS('display', 'flex');
    });
  }

  test('closes its dialog with a word, and opens it when it is there', async ({ page }) => {
    const giveBack = await loseFile(page, 'command-dialog');
    await openConsole(page);
    await select(page, 'test-web-1');
    await openActions(page, 'test-web-1');
    await menuItem(page, 'Rename…').click();
    const toasts = page.getByRole('region', { name: /notification/i });
    await expect(toasts).toContainText(MISSING);
    await expect(page.getByRole('heading', { level: 1, name: 'test-web-1' })).toBeVisible();
    await expect(page.getByRole('dialog')).toBeHidden();
    await giveBack();
    await toasts.getByRole('button', { name: 'Try again' }).click();
    await expect(question(page, /rename/i)).toBeVisible();
    await expect(toasts).not.toContainText(MISSING);
    await page.keyboard.press('Escape');
    await expect(page.getByRole('dialog')).toBeHidden();
  });

  test('closes its wizard with a word, and opens it when it is there', async ({ page }) => {
    const giveBack = await loseFile(page, 'wizard-dialog');
    await openConsole(page);
    await select(page, 'Cambridge');
    await openActions(page, 'Cambridge');
    await menuItem(page, 'New VM…').click();
    const toasts = page.getByRole('region', { name: /notification/i });
    await expect(toasts).toContainText(MISSING);
    await expect(page).not.toHaveURL(/wizard=/);
    await giveBack();
    await toasts.getByRole('button', { name: 'Try again' }).click();
    await expect(question(page, 'New VM in Cambridge')).toBeVisible();
  });

  test('leaves the palette closed with a word', async ({ page }) => {
    const giveBack = await loseFile(page, 'palette');
    await openConsole(page);
    await page.keyboard.press('Control+k');
    const toasts = page.getByRole('region', { name: /notification/i });
    await expect(toasts).toContainText(MISSING);
    await giveBack();
    await toasts.getByRole('button', { name: 'Try again' }).click();
    await expect(page.getByRole('dialog').getByRole('combobox')).toBeFocused();
  });

  test('closes the dialog of a search with a word, and opens it when somebody asks again', async ({ page }) => {
    const giveBack = await loseFile(page, 'save-dialog');
    await openConsole(page);
    const save = page.getByRole('button', { name: 'Save…' });
    await save.click();
    await expect(page.getByRole('region', { name: /notification/i })).toContainText(MISSING);
    await giveBack();
    await save.click();
    await expect(page.getByRole('dialog')).toBeVisible();
  });
});
