import type { Page } from '@playwright/test';
import { expectAccessible } from './fixtures/axe';
import { menuItem, named, openActions, select } from './fixtures/machines';
import { heading, openConsole, simulatorBar, treeItem } from './fixtures/shell';
import { expect, test } from './fixtures/test';

/** Opens the first object of a group of the Objects view. */
async function openFirst(page: Page, group: string): Promise<void> {
  await treeItem(page, new RegExp(`^${group} `)).click();
  await expect(heading(page, group)).toBeVisible();
  const row = page.getByRole('grid', { name: 'Objects' }).getByRole('row').nth(1);
  await row.getByRole('rowheader').click();
  await expect(row).toHaveAttribute('aria-selected', 'true');
  const name = (await row.getByRole('rowheader').textContent()) ?? '';
  await page.keyboard.press('Enter');
  await expect(heading(page, name)).toBeVisible();
  await expect(page.getByRole('tabpanel', { name: 'General' })).toBeVisible();
}

/** The groups of the Objects view: every type of object with a General tab. */
const GROUPS = [
  ['Pools', 'Servers', 'Virtual machines'],
  ['Snapshots', 'Custom templates', 'Shared storage'],
  ['Networks', 'GPUs', 'Virtual disks'],
];

test.describe('no accessibility violation in either theme', () => {
  for (const groups of GROUPS) {
    test(`on the General tab of the first of: ${groups.join(', ')}`, async ({ page }) => {
      await openConsole(page, '/?view=objects');
      for (const group of groups) {
        await openFirst(page, group);
        await expectAccessible(page);
      }
    });
  }

  test('in the grids and trees', async ({ page }) => {
    await openConsole(page, '/?view=objects');
    await expect(page.getByRole('grid', { name: 'Objects' })).toBeVisible();
    await expectAccessible(page);
    for (const view of ['Organization Views', 'Saved Searches']) {
      await page.getByRole('link', { name: view }).click();
      await expect(page.getByRole('link', { name: view })).toHaveAttribute('aria-current', 'page');
      await expectAccessible(page);
    }
  });

  test('on the pages of Notifications', async ({ page }) => {
    await openConsole(page, '/?view=notifications');
    for (const name of ['Alerts', 'Updates', 'Events']) {
      await page.getByRole('tab', { name: new RegExp(`^${name}`) }).click();
      await expect(heading(page, name)).toBeVisible();
      await expectAccessible(page);
    }
  });

  test('on the list of labs, on a lab and on its figures as tables', async ({ page }) => {
    await openConsole(page, '/?lab=');
    await expect(heading(page, 'Labs')).toBeVisible();
    await expectAccessible(page);
    await openConsole(page, '/?lab=tapdisk&inputs=guests:1,direction:read');
    await expect(page.getByText('Nothing was run yet')).toBeVisible();
    await expectAccessible(page);
    await page.getByRole('region', { name: 'Inputs' }).getByRole('button', { name: 'Run' }).click();
    await page.getByRole('button', { name: 'Show as a table' }).first().click();
    await expect(page.getByRole('table').first()).toBeVisible();
    await expectAccessible(page);
  });

  test('in menus and questions', async ({ page }) => {
    await openConsole(page);
    await select(page, 'test-web-1');
    await openActions(page, 'test-web-1');
    await expectAccessible(page);
    await menuItem(page, 'Copy…').click();
    await expect(page.getByRole('dialog')).toBeVisible();
    await expectAccessible(page);
    await page.keyboard.press('Escape');
    await named(page, 'test-web-1').click();
    await page.keyboard.press('Delete');
    await expect(page.getByRole('alertdialog')).toBeVisible();
    await expectAccessible(page);
  });

  test('in the dialogs of the simulator bar', async ({ page }) => {
    await openConsole(page, '/?scenario=empty');
    for (const entry of ['New world…', 'Fork this world…', 'Reset to the beginning…']) {
      await simulatorBar(page).getByRole('button', { name: 'Empty' }).click();
      await menuItem(page, entry).click();
      const dialog = page.getByRole('dialog').or(page.getByRole('alertdialog'));
      await expect(dialog).toBeVisible();
      await expectAccessible(page);
      await page.keyboard.press('Escape');
      await expect(dialog).toBeHidden();
    }
  });
});
