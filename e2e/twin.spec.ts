import { expectAccessible } from './fixtures/axe';
import { serve } from './fixtures/serve';
import type { ServedPool } from './fixtures/serve';
import { health, heading, simulatorBar, treeItem } from './fixtures/shell';
import { expect, test } from './fixtures/test';

const PORT = 24761;

test.describe('a live pool', () => {
  test.describe.configure({ mode: 'serial', timeout: 180_000 });
  let pool: ServedPool;

  test.beforeAll(async () => {
    pool = await serve(PORT, '--speed', '60');
  });
  test.afterAll(() => pool.stop());

  test('has twins, which nobody takes for the pool and which do not reach it', async ({ page }) => {
    await page.goto(pool.address);
    await page.getByLabel('Password').fill('password');
    await page.keyboard.press('Enter');
    await expect(health(page, 'Live pool')).toBeVisible();

    // Folded, so that both fit into the tree.
    await treeItem(page, 'Cambridge').click();
    await page.keyboard.press('ArrowLeft');
    await treeItem(page, 'Cambridge').click({ button: 'right' });
    await page.getByRole('menuitem', { name: 'Open a twin…' }).click();
    const dialog = page.getByRole('dialog');
    await expect(dialog).toContainText('does not reach the real one');
    await expectAccessible(page);
    await dialog.getByRole('button', { name: 'Open a twin' }).click();
    const twin = treeItem(page, /Cambridge.*simulated twin/);
    await expect(twin).toBeVisible();

    await twin.click();
    const note = page.getByRole('region', { name: 'Twin of Cambridge' });
    await expect(note).toContainText('Twin of Cambridge');
    await expect(note).toContainText('Nothing here reaches the real pool');
    await expect(health(page, 'Twin of Cambridge: Simulated pool')).toBeVisible();
    await expect(simulatorBar(page)).toContainText('Twin of Cambridge');
    await expectAccessible(page);

    await expect(page).toHaveTitle(/Cambridge – Twin of Cambridge – Xenia$/);

    // Nor in lists of both, nor on paper.
    await page.getByRole('link', { name: 'Objects' }).click();
    await treeItem(page, /^Pools/).click();
    await page.keyboard.press('ArrowRight');
    await expect(treeItem(page, /Cambridge/)).toHaveCount(2);
    await expect(twin).toHaveCount(1);
    await page.getByRole('link', { name: 'Infrastructure' }).click();
    await treeItem(page, 'Xenia').click();
    await page.getByRole('tab', { name: 'Reports' }).click();
    await expect(page.getByRole('cell', { name: 'Twin of Cambridge' }).first()).toBeVisible();
    await twin.click();

    // What happens in the twin stays there.
    await page.keyboard.press('F2');
    await page.getByRole('dialog').getByRole('textbox', { name: 'Name' }).fill('Rehearsal');
    await page.keyboard.press('Enter');
    await expect(heading(page, 'Rehearsal')).toBeVisible();
    await expect(treeItem(page, /Rehearsal/)).toBeVisible();
    await treeItem(page, 'Cambridge').click();
    await expect(heading(page, 'Cambridge')).toBeVisible();
    await expect(page.getByRole('region', { name: 'Twin of Cambridge' })).toBeHidden();
    await expect(simulatorBar(page)).toBeHidden();

    await treeItem(page, /Rehearsal/).click({ button: 'right' });
    await page.getByRole('menuitem', { name: 'Close the twin…' }).click();
    await expect(page.getByRole('alertdialog')).toContainText('What was done in it is gone then');
    await page.getByRole('button', { name: 'Close the twin' }).click();
    await expect(treeItem(page, /Rehearsal/)).toBeHidden();
    await expect(treeItem(page, 'Cambridge')).toBeVisible();
  });

  test('says of a link to a twin of yesterday that it is gone', async ({ page }) => {
    await page.goto(`${pool.address}?sel=twin%25201~pool:nothing`);
    await page.getByLabel('Password').fill('password');
    await page.keyboard.press('Enter');
    await expect(page.getByText('This twin is gone')).toBeVisible();
    await page.getByRole('button', { name: 'Show all pools' }).click();
    await expect(treeItem(page, 'Cambridge')).toBeVisible();
  });
});
