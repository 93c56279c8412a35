import { expectAccessible } from './fixtures/axe';
import {
  drag,
  expectStartedSince,
  expectState,
  headline,
  hurry,
  menuItem,
  named,
  openActions,
  question,
  select,
  startTime,
  toolbar,
  vmRef,
  xapi,
} from './fixtures/machines';
import { heading, openConsole, treeItem } from './fixtures/shell';
import { expect, test } from './fixtures/test';

test.describe('the life of a VM', () => {
  test('goes from start to shutdown by keyboard, menus, palette and toolbar', async ({ page }) => {
    await openConsole(page);
    await hurry(page);
    await select(page, 'test-web-1');
    await expectState(page, 'Halted');

    await page.keyboard.press('Control+B');
    await expectState(page, 'Running');

    // What needs the guest's tools waits until the guest has booted.
    const bar = toolbar(page, 'test-web-1');
    await expect(bar.getByRole('button', { name: 'Suspend' })).toBeEnabled();
    const home = (await headline(page).getByText(/ on /).textContent())?.split(' on ')[1];
    const target = home === 'ouse-2' ? 'ouse-3' : 'ouse-2';
    await openActions(page, 'test-web-1');
    await menuItem(page, 'Migrate to server').hover();
    await menuItem(page, new RegExp(`^${target} `)).click();
    await expect(headline(page)).toContainText(`Virtual machine on ${target}`);

    await named(page, 'test-web-1').click({ button: 'right' });
    await menuItem(page, /^Suspend/).click();
    await question(page, 'Suspend test-web-1?').getByRole('button', { name: 'Suspend' }).click();
    await expectState(page, 'Suspended');

    await page.keyboard.press('Control+K');
    const palette = page.getByRole('combobox', { name: 'Search and commands' });
    await expect(palette).toBeFocused();
    await palette.fill('resume');
    await expect(page.getByRole('option', { name: /^Resume/ }).first()).toHaveAttribute('aria-selected', 'true');
    await page.keyboard.press('Enter');
    await expectState(page, 'Running');

    const before = await startTime(page, 'test-web-1');
    await bar.getByRole('button', { name: 'Reboot' }).click();
    await question(page, 'Reboot test-web-1?').getByRole('button', { name: 'Reboot' }).click();
    await expectStartedSince(page, 'test-web-1', before);
    await expect(bar.getByRole('button', { name: 'Shut down', exact: true })).toBeEnabled();
    await bar.getByRole('button', { name: 'Shut down', exact: true }).click();
    await question(page, 'Shut down test-web-1?').getByRole('button', { name: 'Shut down' }).click();
    await expectState(page, 'Halted');
  });

  test('pauses, continues, and is forced to reboot and off', async ({ page }) => {
    await openConsole(page);
    await hurry(page);
    await select(page, 'wiki-1');
    await openActions(page, 'wiki-1');
    await menuItem(page, /^Pause/).click();
    await expectState(page, 'Paused');
    await toolbar(page, 'wiki-1').getByRole('button', { name: 'Continue' }).click();
    await expectState(page, 'Running');
    await openActions(page, 'wiki-1');
    await menuItem(page, /^Force reboot/).click();
    const reboot = question(page, /wiki-1/);
    await expect(reboot).toContainText('what the guest has not written to disk is lost');
    const before = await startTime(page, 'wiki-1');
    await reboot.getByRole('button', { name: 'Force reboot' }).click();
    await expectStartedSince(page, 'wiki-1', before);
    await expectState(page, 'Running');
    await openActions(page, 'wiki-1');
    await menuItem(page, /^Force shut down/).click();
    // The focus of a question that destroys something is on the way out of it.
    await expect(question(page, /wiki-1/).getByRole('button', { name: 'Cancel' })).toBeFocused();
    await page.keyboard.press('Enter');
    await expectState(page, 'Running');
    await openActions(page, 'wiki-1');
    await menuItem(page, /^Force shut down/).click();
    await question(page, /wiki-1/)
      .getByRole('button', { name: 'Force shut down' })
      .click();
    await expectState(page, 'Halted');
  });

  test('starts on the server that was chosen, which the tree shows', async ({ page }) => {
    await openConsole(page);
    await hurry(page);
    await select(page, 'test-web-2');
    await openActions(page, 'test-web-2');
    await menuItem(page, 'Start on server').hover();
    // A server in maintenance stays in the list, with its reason.
    await expect(menuItem(page, /^granta-1 /)).toContainText('in maintenance');
    // The pool itself says where there is no room.
    await expect(menuItem(page, /^granta-3 /)).toContainText('memory');
    await menuItem(page, /^ouse-3 /).click();
    await expectState(page, 'Running');
    await expect(headline(page)).toContainText('on ouse-3');
    await expect(named(page, 'ouse-3')).toBeVisible();
    await expect(named(page, 'test-web-2')).toHaveAttribute('aria-level', '4');
  });

  test('moves to the server on which it is dropped', async ({ page }) => {
    await openConsole(page);
    await hurry(page);
    // Where there is no room, the pool says so before anything is tried.
    await named(page, 'ci-1').click();
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox', { name: 'Search and commands' }).fill('migrate to server');
    await page.keyboard.press('Enter');
    const question = page.getByRole('dialog', { name: 'Migrate ci-1' });
    const chosen = question.getByRole('radio', { name: /^granta-3/ });
    await expect(chosen).toBeChecked();
    await expect(chosen).toHaveAccessibleDescription(/memory/);
    await expect(question.getByRole('button', { name: 'Migrate' })).toBeDisabled();
    await page.keyboard.press('Escape');
    await expect(question).toBeHidden();

    const leaving = treeItem(page, /Running app-2$/);
    await expect(leaving).toBeVisible();
    await xapi(page, 'VM.clean_shutdown', await vmRef(page, 'app-2'));
    // Its place and its memory are free: from now on the rows stay where they are.
    await expect(leaving).toHaveCount(0);
    await drag(page, /ci-1$/, /granta-3$/);
    await expect(chosen).toBeChecked();
    await expect(chosen).toBeFocused();
    await page.keyboard.press('Enter');
    await expect(headline(page)).toContainText('Virtual machine on granta-3');
  });

  test('is kept in a snapshot, goes back to it, and is deleted with it', async ({ page }) => {
    await openConsole(page);
    await hurry(page);
    await select(page, 'test-web-1');
    await page.keyboard.press('Control+Shift+S');
    const name = page.getByRole('textbox', { name: 'Name' });
    await expect(name).toBeFocused();
    await name.fill('Before the trial');
    await page.keyboard.press('Enter');
    await page.getByRole('tab', { name: 'Snapshots' }).click();
    const history = page.getByRole('tree', { name: 'History of test-web-1' });
    const snapshot = history.getByRole('treeitem', { name: /Before the trial/ });
    await expect(snapshot).toBeVisible();
    await expectAccessible(page);

    await xapi(page, 'VM.set_name_description', await vmRef(page, 'test-web-1'), 'Changed by the trial');
    await page.getByRole('tab', { name: 'General' }).click();
    await expect(page.getByRole('tabpanel')).toContainText('Changed by the trial');

    await page.getByRole('tab', { name: 'Snapshots' }).click();
    await snapshot.click({ button: 'right' });
    await menuItem(page, /^Revert/).click();
    const revert = page.getByRole('alertdialog');
    await expect(revert).toContainText('What was written since then is lost.');
    await expect(revert.getByRole('checkbox', { name: /snapshot of the present state/ })).toBeChecked();
    await revert.getByRole('button', { name: 'Revert' }).click();
    // What was taken first stands on its own; the present follows what it went back to.
    const first = history.getByRole('treeitem', { name: /Before reverting to Before the trial/ });
    await expect(first).toHaveAttribute('aria-level', '2');
    await expect(history.getByRole('treeitem', { name: /Now/ })).toHaveAttribute('aria-level', '1');
    await page.getByRole('tab', { name: 'General' }).click();
    await expect(page.getByRole('tabpanel')).toContainText('Trials of the web team');

    await named(page, 'test-web-1').click();
    await page.keyboard.press('Delete');
    const deletion = question(page, 'Delete test-web-1?');
    await expect(deletion).toContainText('This cannot be undone.');
    await expect(deletion.getByRole('checkbox', { name: /^Before the trial/ })).toBeChecked();
    await deletion.getByRole('button', { name: 'Delete' }).click();
    await expect(named(page, 'test-web-1')).toBeHidden();
    await expect(page.getByText('test-web-1 is gone')).toBeVisible();
    await expect.poll(() => xapi(page, 'VM.get_by_name_label', 'Before the trial')).toEqual([]);
  });

  test('begins from a template, and again as a clone and a copy', async ({ page }) => {
    await openConsole(page);
    await hurry(page);
    await select(page, 'Web node');
    await openActions(page, 'Web node');
    await menuItem(page, 'Quick create…').click();
    await page.getByRole('textbox', { name: 'Name' }).fill('web-new');
    await page.getByRole('checkbox', { name: /Start it/ }).check();
    await page.getByRole('dialog').getByRole('button', { name: 'Create VM' }).click();
    await select(page, 'web-new');
    await expectState(page, 'Running');

    await select(page, 'test-web-3');
    await openActions(page, 'test-web-3');
    await menuItem(page, 'Clone…').click();
    await page.getByRole('dialog').getByRole('button', { name: 'Clone' }).click();
    await select(page, 'test-web-3 clone');
    await expectState(page, 'Halted');
    await openActions(page, 'test-web-3 clone');
    await menuItem(page, 'Copy…').click();
    await page.getByRole('textbox', { name: 'Name' }).fill('test-web-4');
    await page.getByRole('dialog').getByRole('button', { name: 'Copy', exact: true }).click();
    await select(page, 'test-web-4');
    await expectState(page, 'Halted');
    await page.keyboard.press('F2');
    await page.getByRole('textbox', { name: 'Name' }).fill('test-web-5');
    await page.keyboard.press('Enter');
    await expect(heading(page, 'test-web-5')).toBeVisible();
  });
});
