import { expectAccessible } from './fixtures/axe';
import { menuItem, openActions, question, select, vmRef, xapi } from './fixtures/machines';
import { serve } from './fixtures/serve';
import type { ServedPool } from './fixtures/serve';
import { heading, openConsole, treeItem } from './fixtures/shell';
import { expect, test } from './fixtures/test';

const PORT = 24751;
/** The spare server of the site has a port of its own, after those of the pool's servers. */
const SPARE = `http://127.0.0.1:${PORT + 7}`;

test.describe('a pool and a server beside it', () => {
  test.describe.configure({ mode: 'serial', timeout: 120_000 });
  let site: ServedPool;

  test.beforeAll(async () => {
    site = await serve(PORT, '--spare-hosts', '1', '--host-ports', '--speed', '600');
  });
  test.afterAll(async () => {
    await site.stop();
  });

  test('exchange a VM once both have agreed, and become one', async ({ page }) => {
    await page.goto(site.address);
    await page.getByLabel('Password').fill('password');
    await page.getByRole('button', { name: 'Log in' }).click();
    await expect(treeItem(page, 'Cambridge')).toBeVisible();
    await page.getByRole('button', { name: 'Add a server…' }).click();
    const add = page.getByRole('dialog', { name: 'Add a server' });
    await add.getByLabel('Server', { exact: true }).fill(SPARE);
    await add.getByLabel('Password').fill('password');
    await page.keyboard.press('Enter');
    await expect(heading(page, 'spare-1')).toBeVisible();
    await select(page, 'wiki-1');
    await openActions(page, 'wiki-1');
    await menuItem(page, 'Move to other storage or pool…').click();
    const dialog = question(page, 'Move wiki-1');
    const next = dialog.getByRole('button', { name: 'Next' });
    // The present pool comes first.
    await expect(dialog.getByRole('radio', { name: /spare-1/ })).not.toBeChecked();
    await dialog.getByRole('radio', { name: /spare-1/ }).check();
    await next.click();
    await expect(dialog.getByRole('radio', { name: /Local storage/ })).toBeChecked();
    await next.click();
    await expect(dialog.getByLabel(/^Network for interface 0/)).toBeVisible();
    await next.click();
    await next.click();
    // Both sides are asked without being told to.
    await expect(dialog.getByRole('radio', { name: 'Nothing stands in the way' })).toBeChecked();
    await dialog.getByRole('button', { name: 'Move', exact: true }).click();
    const result = question(page, 'Move wiki-1');
    await expect(result).toContainText('wiki-1 is in the other pool.', { timeout: 30_000 });
    await result.getByRole('button', { name: 'Show it' }).click();
    await expect(heading(page, 'wiki-1')).toBeVisible();
    await expect(page.getByRole('main')).toContainText('spare-1');

    // It keeps its new server from joining the pool, until it is shut down from within the wizard.
    await select(page, 'Cambridge');
    await openActions(page, 'Cambridge');
    await menuItem(page, 'Add servers…').click();
    const adding = question(page, 'Add servers to Cambridge');
    await expect(adding.getByRole('checkbox', { name: 'spare-1' })).toBeDisabled();
    await adding.getByRole('button', { name: 'Shut down…' }).click();
    await question(page, 'Shut down wiki-1?').getByRole('button', { name: 'Shut down' }).click();
    await expect(adding.getByRole('checkbox', { name: 'spare-1' })).toBeEnabled({ timeout: 30_000 });

    // Who leaves the wizard finds the VM as it was.
    await adding.getByRole('button', { name: 'Cancel' }).click();
    const leaving = page.getByRole('alertdialog');
    await expect(leaving.getByRole('listitem')).toHaveText('Start wiki-1');
    await expectAccessible(page);
    await leaving.getByRole('button', { name: 'Throw it away' }).click();
    await openActions(page, 'Cambridge');
    await menuItem(page, 'Add servers…').click();
    await expect(adding.getByRole('button', { name: 'Shut down…' })).toBeVisible({ timeout: 30_000 });
    await adding.getByRole('button', { name: 'Shut down…' }).click();
    await question(page, 'Shut down wiki-1?').getByRole('button', { name: 'Shut down' }).click();
    await expect(adding.getByRole('checkbox', { name: 'spare-1' })).toBeEnabled({ timeout: 30_000 });
    await adding.getByRole('checkbox', { name: 'spare-1' }).check();
    await adding.getByRole('button', { name: 'Next' }).click();
    await adding.getByLabel('Password').fill('password');
    await page.keyboard.press('Enter');
    await adding.getByRole('button', { name: 'Add servers' }).click();
    await expect(question(page, 'Add servers to Cambridge')).toContainText('A server has joined.', { timeout: 30_000 });
    await question(page, 'Add servers to Cambridge').getByRole('button', { name: 'Close' }).first().click();
    await page.getByRole('searchbox', { name: 'Filter', exact: true }).fill('spare-1');
    await expect(page.getByRole('treeitem', { name: /spare-1/, level: 3 })).toBeVisible({ timeout: 30_000 });
    // It is a server of the pool now, and no longer one that stands alone.
    await expect(page.getByRole('treeitem', { name: /spare-1/ })).toHaveCount(1, { timeout: 30_000 });
  });
});

test('a disk that cannot be sent keeps a VM where it is, before anything moves', async ({ page }) => {
  await openConsole(page, '/?persist=off');
  const vm = await vmRef(page, 'wiki-1');
  const [vbd = ''] = await xapi<readonly string[]>(page, 'VM.get_VBDs', vm);
  await xapi(page, 'VDI.enable_cbt', await xapi(page, 'VBD.get_VDI', vbd));
  await select(page, 'wiki-1');
  await openActions(page, 'wiki-1');
  await menuItem(page, 'Move to other storage or pool…').click();
  const dialog = question(page, 'Move wiki-1');
  await expect(dialog).toContainText('No other pool that this one reaches is connected.');
  await dialog.getByRole('radio', { name: 'granta-2' }).check();
  await dialog.getByRole('button', { name: 'Next' }).click();
  await dialog.getByLabel(/^Storage for wiki-1 system/).selectOption('Databases iSCSI');
  await expectAccessible(page);
  await page.keyboard.press('Enter');
  await page.keyboard.press('Enter');
  await expect(dialog.getByRole('alert')).toContainText('wiki-1 system');
  await dialog.getByRole('button', { name: 'Move', exact: true }).click();
  await expect(dialog.getByText('Both sides have to agree first.')).toBeVisible();
  await expectAccessible(page);
});
