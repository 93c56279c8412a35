import type { Locator, Page } from '@playwright/test';
import { expectAccessible } from './fixtures/axe';
import { drag, settled, xapi } from './fixtures/machines';
import { openConsole } from './fixtures/shell';
import { expect, test } from './fixtures/test';

const item = (page: Page, name: string | RegExp): Locator => page.getByRole('treeitem', { name }).first();
const dialog = (page: Page): Locator => page.getByRole('dialog');

async function menuOf(page: Page, name: string | RegExp, entry: string | RegExp): Promise<void> {
  await item(page, name).click({ button: 'right' });
  await page.getByRole('menuitem', { name: entry }).click();
}

/** Drops a row on the empty space below all of them. */
async function dragOut(page: Page, name: RegExp): Promise<void> {
  await settled(page);
  const { x = 0, y = 0, width = 0, height = 0 } = (await page.getByRole('tree').boundingBox()) ?? {};
  await item(page, name).hover();
  await page.mouse.down();
  for (const above of [12, 8]) await page.mouse.move(x + width / 2, y + height - above);
  await page.mouse.up();
}

const configOf = async (page: Page, name: string): Promise<Readonly<Record<string, string>>> => {
  const [ref] = await xapi<readonly string[]>(page, 'VM.get_by_name_label', name);
  return xapi(page, 'VM.get_other_config', ref);
};
const tagsOf = async (page: Page, name: string): Promise<readonly string[]> => {
  const [ref] = await xapi<readonly string[]>(page, 'VM.get_by_name_label', name);
  return xapi(page, 'VM.get_tags', ref);
};

test.describe('Organization Views', () => {
  test('rename, merge and delete tags everywhere, and take what is dragged on one', async ({ page }) => {
    await openConsole(page, '/?view=organization');
    await item(page, /^tier 1/).click();
    await page.keyboard.press('F2');
    await dialog(page).getByRole('textbox', { name: 'Name' }).fill('production');
    await expect(dialog(page).getByText('Merge this one into it instead.').first()).toBeVisible();
    await dialog(page).getByRole('textbox', { name: 'Name' }).fill('tier one');
    await expectAccessible(page);
    await page.keyboard.press('Enter');
    // The tag goes by its new name, and is still what is looked at.
    await expect(page.getByRole('heading', { name: 'Tag: tier one' })).toBeVisible();
    await expect(item(page, /^tier one\s*17/)).toBeVisible();

    await menuOf(page, /^rack A1/, 'Merge into…');
    await dialog(page)
      .getByRole('radio', { name: /^rack B2/ })
      .check();
    await dialog(page).getByRole('button', { name: 'Merge' }).click();
    await expect(item(page, /^rack A1/)).toHaveCount(0);
    await expect(item(page, /^rack B2\s*6/)).toBeVisible();

    await item(page, /^ephemeral/).click();
    await page.keyboard.press('ArrowRight');
    await drag(page, 'runner-1', /^public/);
    await expect.poll(() => tagsOf(page, 'runner-1')).toEqual(expect.arrayContaining(['ephemeral', 'public']));
    await menuOf(page, 'runner-1', 'Remove the tag ephemeral');
    await expect.poll(() => tagsOf(page, 'runner-1')).not.toContain('ephemeral');

    await menuOf(page, /^public/, 'Delete…');
    await expect(page.getByRole('alertdialog').getByText('public, on 2 objects')).toBeVisible();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Delete' }).click();
    await expect(item(page, /^public/)).toHaveCount(0);
  });

  test('make, rename, move and delete folders, and file what is dragged into one', async ({ page }) => {
    await openConsole(page, '/?view=organization&by=folders');
    await page.getByRole('button', { name: 'New folder…' }).click();
    await dialog(page).getByRole('textbox', { name: 'Name' }).fill('Accounts');
    await page.keyboard.press('Enter');
    await expect(page.getByRole('heading', { name: 'Folder: /Accounts' })).toBeVisible();
    const [pool] = await xapi<readonly string[]>(page, 'pool.get_all');
    const empty = async (): Promise<readonly string[]> => {
      const config = await xapi<Readonly<Record<string, string>>>(page, 'pool.get_other_config', pool);
      return config['EMPTY_FOLDERS']?.split(';') ?? [];
    };
    await expect.poll(empty).toContain('/Accounts');
    await expect(item(page, /^Accounts/)).toBeVisible();

    await drag(page, 'payroll-1', /^Accounts/);
    await expect.poll(async () => (await configOf(page, 'payroll-1'))['folder']).toBe('/Accounts');
    // The row has left its place: the others have moved up.
    await expect(item(page, /^Accounts\s*1/)).toBeVisible();
    await drag(page, /^Planning/, /^Accounts/);
    await expect.poll(async () => (await configOf(page, 'erp-db'))['folder']).toBe('/Accounts/Planning');
    // The space below the last row is the top level.
    const filter = page.getByRole('searchbox', { name: 'Filter', exact: true });
    await filter.fill('Planning');
    await dragOut(page, /^Planning/);
    await filter.fill('');
    await expect.poll(async () => (await configOf(page, 'erp-db'))['folder']).toBe('/Planning');
    await menuOf(page, /^Planning/, 'Move to…');
    await dialog(page).getByRole('radio', { name: 'Accounts' }).check();
    await dialog(page).getByRole('button', { name: 'Move' }).click();
    await expect.poll(async () => (await configOf(page, 'erp-db'))['folder']).toBe('/Accounts/Planning');
    await expectAccessible(page);

    await item(page, /^Accounts/).click();
    await page.keyboard.press('F2');
    await dialog(page).getByRole('textbox', { name: 'Name' }).fill('Books');
    await page.keyboard.press('Enter');
    await expect(page.getByRole('heading', { name: 'Folder: /Books' })).toBeVisible();
    await expect.poll(async () => (await configOf(page, 'erp-db'))['folder']).toBe('/Books/Planning');

    // Without a mouse that drags: by the menu, for folders and for objects.
    await menuOf(page, /^Planning/, 'Move to…');
    await dialog(page).getByRole('radio', { name: 'The top level' }).check();
    await dialog(page).getByRole('button', { name: 'Move' }).click();
    await expect.poll(async () => (await configOf(page, 'erp-db'))['folder']).toBe('/Planning');
    // It is shown where it is now.
    await expect(page.getByRole('heading', { name: 'Folder: /Planning' })).toBeVisible();
    await expect(page.getByRole('treeitem', { name: /^Planning/, selected: true, level: 1 })).toBeVisible();
    await page.getByRole('tree').press('Home');
    await menuOf(page, 'payroll-1', 'Take out of Books');
    await expect.poll(async () => (await configOf(page, 'payroll-1'))['folder']).toBeUndefined();
    // The folder that it left is there, and empty.
    await menuOf(page, /^Books/, 'Delete…');
    await page.getByRole('alertdialog').getByRole('button', { name: 'Delete' }).click();
    await expect(item(page, /^Books/)).toHaveCount(0);
  });

  test('list objects by custom field and value', async ({ page }) => {
    await openConsole(page, '/?view=organization&by=fields');
    await item(page, /^Owner/).click();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowDown');
    await expect(page.getByRole('heading', { name: /^Owner: / })).toBeVisible();
    await expect(page.getByRole('grid', { name: 'Objects' }).getByRole('rowheader').first()).toBeVisible();
    await expectAccessible(page);
  });
});
