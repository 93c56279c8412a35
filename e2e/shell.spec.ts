import { readFileSync } from 'node:fs';
import { expectAccessible } from './fixtures/axe';
import { expectKept } from './fixtures/machines';
import {
  control,
  dropFile,
  expectNoOverflow,
  expectReach,
  health,
  heading,
  openConsole,
  simulatorBar,
  tree,
  treeItem,
} from './fixtures/shell';
import { expect, test } from './fixtures/test';

test.describe('the console on its own simulated pool', () => {
  test('opens with the Cambridge pool in its tree', async ({ page }) => {
    await openConsole(page);
    await expect(treeItem(page, 'Cambridge')).toBeVisible();
    await expect(treeItem(page, /granta-1/)).toBeVisible();
    await expect(page.getByRole('button', { name: 'Cambridge' })).toBeVisible();
    await expect(page).toHaveTitle(/Xenia$/);
  });

  test('keeps what is open in the address, through Back, Forward and a reload', async ({ page }) => {
    await openConsole(page);
    await treeItem(page, /erp-db/).click();
    await expect(heading(page, 'erp-db')).toBeVisible();
    await expect(page).toHaveTitle(/erp-db – Xenia$/);
    await page.getByRole('main').getByRole('link', { name: 'granta-2' }).first().click();
    await expect(heading(page, 'granta-2')).toBeVisible();
    await page.getByRole('button', { name: 'Back', exact: true }).click();
    await expect(heading(page, 'erp-db')).toBeVisible();
    await page.getByRole('button', { name: 'Forward', exact: true }).click();
    await expect(heading(page, 'granta-2')).toBeVisible();
    await page.goBack();
    await expect(heading(page, 'erp-db')).toBeVisible();
    const address = page.url();
    await page.reload();
    await expect(heading(page, 'erp-db')).toBeVisible();
    await expect(page).toHaveURL(address);
    await expect(treeItem(page, /erp-db/)).toHaveAttribute('aria-selected', 'true');
  });

  test('opens a world by address, and a reload continues it instead of building it again', async ({ page }) => {
    await openConsole(page, '/?scenario=empty&seed=7');
    await expect(page.getByRole('button', { name: /^Empty/ })).toBeVisible();
    await expect(page).not.toHaveURL(/scenario/);
    const { generation } = await control(page, 'info');
    await expectKept(page);
    await page.reload();
    await expect(page.getByRole('button', { name: /^Empty/ })).toBeVisible();
    await expectReach(page);
    expect((await control(page, 'info')).generation).toBeGreaterThanOrEqual(generation);
  });

  test('finds and opens objects from the palette', async ({ page }) => {
    await openConsole(page);
    await page.keyboard.press('Control+K');
    const field = page.getByRole('combobox', { name: 'Search and commands' });
    await expect(field).toBeFocused();
    await field.pressSequentially('erpdb');
    await expect(page.getByRole('dialog').getByRole('option', { selected: true })).toContainText('erp-db');
    await page.keyboard.press('Enter');
    await expect(heading(page, 'erp-db')).toBeVisible();
    await page.keyboard.press('Control+K');
    await field.pressSequentially('start');
    await expect(page.getByRole('option', { name: /^Start/ }).first()).toContainText('It is running already.');
    await page.keyboard.press('Escape');
    await expect(field).toBeHidden();
  });

  test('finds in the palette what the root of the tree offers, with what stands in the way', async ({ page }) => {
    await openConsole(page);
    await page.keyboard.press('Control+k');
    const palette = page.getByRole('dialog');
    const found = palette.getByRole('option', { selected: true });
    for (const [words, command, reason] of [
      ['new pool', 'New pool…', 'No server that stands alone is connected.'],
      ['connect all', 'Connect to all servers…', 'The list has no servers yet.'],
      ['disconnect all', 'Disconnect from all servers', 'The list has no servers yet.'],
      ['add server', 'Add a server…', ''],
    ] as const) {
      await palette.getByRole('combobox').fill(words);
      await expect(found).toContainText(command);
      await expect(found).toContainText(reason);
    }
    await page.keyboard.press('Enter');
    await expect(page.getByRole('dialog', { name: 'Add a server' })).toBeVisible();
  });

  test('goes places by keys, and lists the keys', async ({ page }) => {
    await openConsole(page);
    await page.keyboard.press('g');
    await page.keyboard.press('e');
    await expect(page.getByRole('tab', { name: /Events/, selected: true })).toBeVisible();
    await page.keyboard.press('g');
    await page.keyboard.press('v');
    await expect(page).toHaveURL(/view=objects/);
    await expect(page.getByRole('tree', { name: 'Objects' })).toBeVisible();
    await page.keyboard.press('/');
    await expect(page.getByRole('searchbox').first()).toBeFocused();
    await page.keyboard.type('?');
    await expect(page.getByRole('dialog')).toBeHidden();
    await page.keyboard.press('Escape');
    await page.keyboard.press('Tab');
    await page.keyboard.press('?');
    const keys = page.getByRole('dialog', { name: 'Keyboard shortcuts' });
    await expect(keys.getByText('Rename…', { exact: true })).toHaveCount(1);
  });

  test('remembers the theme that a person chose', async ({ page }) => {
    await openConsole(page);
    await page.getByRole('button', { name: 'View settings' }).click();
    await page.getByRole('menuitem', { name: /^Dark/ }).click();
    await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
    await page.reload();
    await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
  });

  test('says at an unknown address that there is nothing, and leads back', async ({ page }) => {
    await page.goto('/no/such/place');
    await expect(heading(page, 'There is nothing at this address')).toBeVisible();
    await page.getByRole('link', { name: 'Go to the console' }).click();
    await expect(tree(page)).toBeVisible();
  });

  test('has no accessibility violation in either theme', async ({ page }) => {
    await openConsole(page);
    await treeItem(page, /erp-db/).click();
    await expect(heading(page, 'erp-db')).toBeVisible();
    await expectAccessible(page);
    await page.keyboard.press('Control+K');
    await expect(page.getByRole('combobox', { name: 'Search and commands' })).toBeVisible();
    await expectAccessible(page);
  });
});

test.describe('on a phone', () => {
  test.use({ viewport: { width: 390, height: 844 } });

  test('shows the tree, then what was chosen, and leads back', async ({ page }) => {
    await openConsole(page);
    await treeItem(page, /erp-db/).click();
    await expect(heading(page, 'erp-db')).toBeVisible();
    await expect(tree(page)).toBeHidden();
    await expectNoOverflow(page);
    await expectAccessible(page);
    // A link to it shows it at once.
    await page.reload();
    await expect(heading(page, 'erp-db')).toBeVisible();
    await page.getByRole('button', { name: 'Back to navigation' }).click();
    await expect(tree(page)).toBeVisible();
    await expectAccessible(page);
    const skip = page.getByRole('link', { name: 'Skip to content' });
    await skip.focus();
    await page.keyboard.press('Enter');
    await expect(page.getByRole('main', { name: 'Workspace' })).toBeFocused();
    await page.getByRole('button', { name: 'Back to navigation' }).click();
    await page.getByRole('link', { name: /Notifications/ }).click();
    await page
      .getByRole('navigation')
      .or(page.locator('main'))
      .getByRole('link', { name: /^Events/ })
      .first()
      .click();
    await expect(page.getByRole('tab', { name: /Events/, selected: true })).toBeVisible();
  });
});

test.describe('worlds', () => {
  test('travel as files: saved, dropped onto the page, opened paused and equal', async ({ page }) => {
    await openConsole(page);
    await page.getByRole('button', { name: 'Pause the clock' }).click();
    await expect(page.getByRole('button', { name: 'Let the clock run' })).toBeVisible();
    const hash = await control(page, 'hash');
    await page.getByRole('button', { name: 'Cambridge' }).click();
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('menuitem', { name: 'Save world to a file' }).click(),
    ]);
    const content = readFileSync(await download.path());
    await page.getByRole('button', { name: 'Cambridge' }).click();
    await page.getByRole('menuitem', { name: 'New world…' }).click();
    await page.getByRole('radio', { name: /Empty/ }).check();
    await page.getByRole('button', { name: 'Build world' }).click();
    await expect(simulatorBar(page).getByRole('button', { name: /^Empty/ })).toBeVisible();
    await expect(treeItem(page, /server-1$/)).toBeVisible();
    await dropFile(page, download.suggestedFilename(), content);
    await expect(treeItem(page, /granta-1/)).toBeVisible();
    await expect(page.getByRole('button', { name: 'Let the clock run' })).toBeVisible();
    expect(await control(page, 'hash')).toBe(hash);
  });

  test('survive a file that is none', async ({ page }) => {
    await openConsole(page);
    const before = await control(page, 'info');
    await dropFile(page, 'holiday.xml', '<photos><photo/></photos>');
    const dialog = page.getByRole('alertdialog', { name: 'holiday.xml was not opened' });
    await expect(dialog).toContainText('The running world is as it was.');
    await expectAccessible(page);
    await page.keyboard.press('Escape');
    await expect(treeItem(page, /granta-1/)).toBeVisible();
    expect((await control(page, 'info')).name).toBe(before.name);
  });

  test('are forked, changed apart and switched between', async ({ page }) => {
    await openConsole(page);
    await page.getByRole('button', { name: 'Cambridge' }).click();
    await page.getByRole('menuitem', { name: 'Fork this world…' }).click();
    await page.getByRole('textbox', { name: 'Name of the copy' }).fill('Twin');
    await page.keyboard.press('Enter');
    await expect(simulatorBar(page).getByRole('button', { name: 'Twin' })).toBeVisible();
    await expect(treeItem(page, /granta-1/)).toBeVisible();
    await page.getByRole('button', { name: 'Twin' }).click();
    await page.getByRole('menuitem', { name: /^Cambridge/ }).click();
    await expect(simulatorBar(page).getByRole('button', { name: 'Cambridge' })).toBeVisible();
  });

  test('have one tab that leads and others that follow it', async ({ page, context }) => {
    await openConsole(page);
    const other = await context.newPage();
    await openConsole(other);
    await expect(other.getByRole('button', { name: 'Another tab leads' })).toBeVisible();
    await other.getByRole('button', { name: 'Pause the clock' }).click();
    await expect(page.getByRole('button', { name: 'Let the clock run' })).toBeVisible();
    await page.close();
    await expect(other.getByRole('button', { name: /^Kept|^Saving/ })).toBeVisible();
    await expect(treeItem(other, /granta-1/)).toBeVisible();
  });
});

test.describe('a simulator that crashes', () => {
  test.use({ expectedConsole: [/The simulator was told to crash/] });

  test('is said, leaves the screen readable, and goes on from what was kept', async ({ page }) => {
    await openConsole(page);
    await treeItem(page, /erp-db/).click();
    await expect(heading(page, 'erp-db')).toBeVisible();
    const { generation } = await control(page, 'info');
    await expectKept(page);
    await control(page, 'crash');
    const alert = page.getByRole('alert');
    await expect(alert).toContainText('The simulator stopped');
    await expect(health(page, 'Not live')).toBeVisible();
    await expect(heading(page, 'erp-db')).toBeVisible();
    await expectAccessible(page);
    await page.getByRole('button', { name: 'Restart from what was kept' }).click();
    await expect(health(page, 'Simulated pool')).toBeVisible();
    await expect(heading(page, 'erp-db')).toBeVisible();
    expect((await control(page, 'info')).generation).toBeGreaterThanOrEqual(generation);
  });
});
