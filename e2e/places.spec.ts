import { named, select } from './fixtures/machines';
import { heading, openConsole, tree, treeItem } from './fixtures/shell';
import { expect, test } from './fixtures/test';

test.describe('a view of the pool', () => {
  test('is in its address: a second tab shows the same rows, order and columns', async ({ page, context }) => {
    await openConsole(page);
    await named(page, 'granta-3').click();
    await page.getByRole('tab', { name: 'Search' }).click();
    const grid = page.getByRole('grid', { name: 'Objects' });
    await grid.getByRole('button', { name: 'Memory' }).click();
    await page.getByRole('combobox', { name: 'Filter these objects' }).fill('cad');
    await page.getByRole('button', { name: 'Columns' }).click();
    await page.getByRole('menuitem', { name: /^UUID/ }).click();
    await page.keyboard.press('Escape');
    await expect(grid.getByRole('columnheader', { name: 'UUID' })).toBeVisible();
    await expect(page).toHaveURL(/find=cad/);
    const rows = ['cad-1', 'cad-2', 'cad-3', 'cad-4'];
    await expect(grid.getByRole('rowheader')).toHaveText(rows);

    const other = await context.newPage();
    await other.goto(page.url());
    await expect(heading(other, 'granta-3')).toBeVisible();
    const twin = other.getByRole('grid', { name: 'Objects' });
    await expect(twin.getByRole('rowheader')).toHaveText(rows);
    await expect(twin.getByRole('columnheader', { name: 'UUID' })).toBeVisible();
    await expect(twin.getByRole('columnheader', { name: 'Memory' })).toHaveAttribute('aria-sort', 'ascending');
  });

  test('opens an object that the filter of the link hides', async ({ page }) => {
    await openConsole(page);
    await select(page, 'wiki-1');
    await expect(page).toHaveURL(/q=wiki-1/);
    await page.goto(page.url().replace('q=wiki-1', 'q=granta'));
    await expect(heading(page, 'wiki-1')).toBeVisible();
    await expect(named(page, 'wiki-1')).toHaveAttribute('aria-selected', 'true');
    await expect(page).not.toHaveURL(/[?&]q=/);
  });

  test('says that an object is not here, and leads back', async ({ page }) => {
    await openConsole(page, '/?sel=VM:00000000-0000-4000-8000-000000000000');
    await expect(page.getByText('This object is not here')).toBeVisible();
    await page.getByRole('button', { name: 'Show everything' }).click();
    await expect(heading(page, 'Xenia')).toBeVisible();
  });

  test('leads from an object to what it uses, and back step by step', async ({ page }) => {
    await openConsole(page);
    await select(page, 'erp-db');
    const steps = ['erp-db data', 'Databases iSCSI'];
    for (const step of steps) {
      await page.getByRole('tabpanel').getByRole('link', { name: step, exact: true }).first().click();
      await expect(heading(page, step)).toBeVisible();
    }
    await page.goBack();
    await expect(heading(page, 'erp-db data')).toBeVisible();
    await page.goBack();
    await expect(heading(page, 'erp-db')).toBeVisible();
  });
});

test.describe('the navigation', () => {
  test('lists objects by type, tag, folder and vApp', async ({ page }) => {
    await openConsole(page, '/?view=objects');
    await treeItem(page, /^Snapshots/).click();
    await expect(page.getByRole('grid').getByRole('rowheader', { name: /Before the year-end closing/ })).toBeVisible();
    await page.getByRole('link', { name: 'Organization Views' }).click();
    await expect(treeItem(page, /production/).first()).toBeVisible();
    await page.getByRole('radio', { name: 'Folders' }).check();
    await expect(treeItem(page, /Business/).first()).toBeVisible();
    await page.getByRole('radio', { name: 'vApps' }).check();
    await expect(treeItem(page, /Planning system/)).toBeVisible();
    await page.getByRole('link', { name: 'Saved Searches' }).click();
    await page.getByRole('link', { name: 'Snapshots by VM' }).click();
    await page.getByRole('combobox', { name: 'Filter these objects' }).fill('year-end');
    await expect(page.getByRole('grid').getByRole('rowheader', { name: /Before the year-end closing/ })).toBeVisible();
  });

  test('filters while one types, and is walked with the keyboard', async ({ page }) => {
    await openConsole(page);
    await expect(tree(page)).toBeVisible();
    await page.keyboard.press('/');
    await expect(page.getByRole('searchbox', { name: 'Filter', exact: true })).toBeFocused();
    await page.keyboard.type('test-web');
    await expect(treeItem(page, /test-web-/)).toHaveCount(3);
    await page.keyboard.press('ArrowDown');
    await expect(tree(page)).toBeFocused();
    await page.keyboard.press('End');
    await expect(heading(page, 'test-web-3')).toBeVisible();
    await page.keyboard.press('ArrowUp');
    await expect(heading(page, 'test-web-2')).toBeVisible();
    await page.keyboard.press('Shift+F10');
    await expect(page.getByRole('menu', { name: 'Actions for test-web-2' })).toBeVisible();
  });
});
