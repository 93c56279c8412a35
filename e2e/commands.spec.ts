import { expectAccessible } from './fixtures/axe';
import { expectState, hurry, menuItem, named, openActions, question, select, vmRef, xapi } from './fixtures/machines';
import { heading, openConsole, tree, treeItem } from './fixtures/shell';
import { expect, test } from './fixtures/test';

const TIB = 2 ** 40;

test.describe('a command that cannot run', () => {
  test('stays in the menu and says why, in every state', async ({ page }) => {
    await openConsole(page);
    await select(page, 'wiki-1');
    await openActions(page, 'wiki-1');
    await expect(menuItem(page, 'Start')).toBeDisabled();
    await expect(menuItem(page, 'Start')).toContainText('It is running already.');
    await expect(menuItem(page, 'Clone…')).toContainText('Shut it down first.');
    await expect(menuItem(page, 'Delete…')).toContainText('Shut it down first.');
    await page.keyboard.press('Escape');
    await select(page, 'test-web-1');
    await openActions(page, 'test-web-1');
    await expect(menuItem(page, 'Shut down')).toContainText('It is shut down already.');
    await expect(menuItem(page, 'Take snapshot with memory…')).toContainText('It has no memory to keep');
  });

  test('answers its key with the reason', async ({ page }) => {
    await openConsole(page);
    await select(page, 'wiki-1');
    await page.keyboard.press('Control+B');
    await expect(page.getByRole('region', { name: /notification/i })).toContainText('It is running already.');
    await page.keyboard.press('Delete');
    await expect(page.getByRole('region', { name: /notification/i })).toContainText('Shut it down first.');
    await expect(page.getByRole('alertdialog')).toBeHidden();
  });

  test('is asked for by a key that is struck before it has come', async ({ page }) => {
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    await page.route(/\/assets\/later-[^/]*\.js$/, async (route) => {
      await held;
      await route.continue();
    });
    await openConsole(page);
    await select(page, 'test-web-1');
    await page.keyboard.press('Delete');
    release();
    await expect(question(page, 'Delete test-web-1?')).toBeVisible();
  });

  test('repeats what an administrator wrote who blocked it', async ({ page }) => {
    await openConsole(page);
    await select(page, 'test-web-1');
    const vm = await vmRef(page, 'test-web-1');
    await xapi(page, 'VM.add_to_blocked_operations', vm, 'start', 'Kept for the auditors');
    await openActions(page, 'test-web-1');
    await expect(menuItem(page, 'Start')).toContainText('Kept for the auditors');
  });

  test('tells in words what the pool refused', async ({ page }) => {
    await openConsole(page);
    await select(page, 'test-web-1');
    await xapi(page, 'VM.set_memory_limits', await vmRef(page, 'test-web-1'), TIB, TIB, TIB, TIB);
    await page.keyboard.press('Control+B');
    const toast = page.getByRole('region', { name: /notification/i });
    await expect(toast).toContainText('Failed: Start test-web-1');
    await expect(toast).toContainText(/memory/i);
    await toast.getByRole('button', { name: 'Show events' }).click();
    await expect(page.getByRole('tab', { name: /Events/, selected: true })).toBeVisible();
  });
});

test.describe('a command for many', () => {
  test('plans, leaves out with reasons, and reports each result', async ({ page }) => {
    await openConsole(page);
    await hurry(page);
    await xapi(page, 'VM.start', await vmRef(page, 'test-web-2'), false, false);
    await xapi(page, 'VM.set_memory_limits', await vmRef(page, 'test-web-3'), TIB, TIB, TIB, TIB);
    await page.getByRole('searchbox', { name: 'Filter', exact: true }).fill('test-web');
    // The plan is made from what the console knows when it asks.
    await expect(treeItem(page, /Running test-web-2$/)).toBeVisible();
    await named(page, 'test-web-1').click();
    await named(page, 'test-web-2').click({ modifiers: ['ControlOrMeta'] });
    await named(page, 'test-web-3').click({ modifiers: ['ControlOrMeta'] });
    await expect(heading(page, '3 virtual machines')).toBeVisible();
    await page.keyboard.press('Control+B');

    const plan = question(page, /^Start/);
    await expect(plan).toContainText('Runs on 2');
    await expect(plan).toContainText('Left out: 1');
    await expect(plan).toContainText('It is running already.');
    await expectAccessible(page);
    await plan.getByRole('button', { name: 'Start 2' }).click();

    const results = page.getByRole('grid', { name: 'Results' });
    await expect(results.getByRole('row', { name: /^test-web-1/ })).toContainText('Done');
    await expect(results.getByRole('row', { name: /^test-web-3/ })).toContainText('Failed');
    await expect(results.getByRole('row', { name: /^test-web-3/ })).toContainText(/memory/i);
    await xapi(page, 'VM.set_memory_limits', await vmRef(page, 'test-web-3'), 2 ** 31, 2 ** 31, 2 ** 31, 2 ** 31);
    await page.getByRole('button', { name: 'Try the failed one again' }).click();
    await expect(results.getByRole('row', { name: /^test-web-3/ })).toContainText('Done');
    await page.getByRole('dialog').getByRole('button', { name: 'Close' }).last().click();
    await expect(tree(page).getByRole('treeitem', { name: /Running test-web-/ })).toHaveCount(3);
  });

  test('runs on every row that a filter leaves in the grid', async ({ page }) => {
    await openConsole(page);
    await hurry(page);
    await page.getByRole('combobox', { name: 'Filter these objects' }).fill('halted');
    const grid = page.getByRole('grid', { name: 'Objects' });
    await expect(grid.getByRole('row')).toHaveCount(7);
    await grid.getByRole('gridcell').first().click();
    await page.keyboard.press('Control+a');
    await expect(page.getByText('6 selected')).toBeVisible();
    await grid.getByRole('row', { name: /test-web-1/ }).click({ button: 'right' });
    await menuItem(page, 'Start').click();
    await page.getByRole('dialog').getByRole('button', { name: 'Start 6' }).click();
    await expect(page.getByRole('dialog')).toContainText('6 done');
    await page.getByRole('dialog').getByRole('button', { name: 'Close' }).last().click();
    await expect(page.getByText('No object matches')).toBeVisible();
    await select(page, 'crm-old');
    await expectState(page, 'Running');
  });
});
