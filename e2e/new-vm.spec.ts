import { expectAccessible } from './fixtures/axe';
import { expectState, hurry, question, select, toolbar, vmRef, xapi } from './fixtures/machines';
import { heading, openConsole } from './fixtures/shell';
import { expect, test } from './fixtures/test';

test('a VM is made with the keyboard alone, over a reload, and one that finds no server is kept', async ({ page }) => {
  await openConsole(page);
  await hurry(page);
  await select(page, 'Cambridge');
  const { keyboard } = page;
  await keyboard.press('Control+k');
  await expect(page.getByRole('combobox', { name: 'Search and commands' })).toBeFocused();
  await keyboard.type('New VM');
  await expect(page.getByRole('dialog').getByRole('option', { selected: true })).toContainText('New VM…');
  await keyboard.press('Enter');

  const dialog = question(page, 'New VM in Cambridge');
  const title = (name: string) => expect(dialog.getByRole('heading', { level: 3, name })).toBeVisible();
  await expect(dialog.getByRole('searchbox', { name: 'Filter' })).toBeFocused();
  await keyboard.type('debian');
  await keyboard.press('ArrowDown');
  await keyboard.press('Enter');
  await expect(dialog.getByRole('textbox', { name: 'Name' })).toBeFocused();
  await keyboard.press('Control+a');
  await keyboard.type('<b>shop</b>');
  await keyboard.press('Enter');
  await title('Installation and boot');
  await keyboard.press('Enter');
  await expect(dialog.getByText('Choose: Disc.')).toBeVisible();
  await expectAccessible(page);
  await page.reload();
  await title('Installation and boot');
  await expect(dialog.getByText('This goes on where you left it.')).toBeVisible();
  await hurry(page);
  await dialog.getByRole('searchbox', { name: 'Filter' }).focus();
  await keyboard.type('debian-12');
  await keyboard.press('ArrowDown');
  await keyboard.press('Enter');
  for (const name of ['Home server', 'CPU and memory', 'GPU', 'Disks', 'Networks', 'Summary']) {
    await title(name);
    if (name === 'Summary') await expectAccessible(page);
    await keyboard.press('Enter');
  }
  const result = question(page, 'Create <b>shop</b>');
  await expect(result).toContainText('<b>shop</b> is made.', { timeout: 20_000 });
  await result.getByRole('button', { name: 'Show it' }).focus();
  await keyboard.press('Enter');
  await expect(heading(page, '<b>shop</b>')).toBeVisible();
  await expectState(page, 'Running');
  const vm = await vmRef(page, '<b>shop</b>');
  const drives = await xapi<readonly string[]>(page, 'VM.get_VBDs', vm);
  const names: unknown[] = [];
  for (const drive of drives)
    names.push(await xapi(page, 'VDI.get_name_label', await xapi(page, 'VBD.get_VDI', drive)));
  expect(names).toEqual(expect.arrayContaining(['<b>shop</b> disk 1', expect.stringContaining('debian-12')]));

  // More memory than any server has: the VM is made all the same, and says what came after that.
  await select(page, 'Web node');
  await toolbar(page, 'Web node').getByRole('button', { name: 'New VM from this…' }).click();
  const again = question(page, 'New VM from Web node');
  const steps = again.getByRole('navigation', { name: 'Steps' });
  await steps.getByRole('button', { name: 'CPU and memory' }).click();
  await again.getByRole('textbox', { name: 'Memory' }).fill('900');
  await expect(again.getByText(/^No server has that much memory free now/)).toBeVisible();
  await steps.getByRole('button', { name: 'Summary' }).click();
  await again.getByRole('button', { name: 'Create VM' }).click();
  const refused = question(page, 'Create Web node');
  await expect(refused).toContainText('What came after that failed:', { timeout: 20_000 });
  await refused.getByRole('button', { name: 'Show it' }).click();
  await expectState(page, 'Halted');
});
