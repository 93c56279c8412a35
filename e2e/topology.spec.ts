import { expectAccessible } from './fixtures/axe';
import { openActions, menuItem, select, xapi } from './fixtures/machines';
import { heading, openConsole } from './fixtures/shell';
import { expect, test } from './fixtures/test';

test('what depends on a server is told before it fails, and comes true when it does', async ({ page }) => {
  await openConsole(page, '/?persist=off');
  await select(page, 'ouse-3');
  await openActions(page, 'ouse-3');
  await menuItem(page, 'What depends on it').click();
  await expect(page).toHaveURL(/tab=dependencies/);
  await expect(page.getByText(/^If ouse-3 fails: \d+ VMs would stop/)).toBeVisible();
  const fates = page.getByRole('grid', { name: 'VMs affected by ouse-3' });
  await fates.getByRole('columnheader', { name: 'What becomes of it' }).click();
  const restart = fates.getByRole('row', { name: /Can restart/ }).first();
  await expect(restart).toBeVisible();
  const [name = '', , place = ''] = await restart
    .getByRole('rowheader')
    .or(restart.getByRole('gridcell'))
    .allTextContents();
  const [vm] = await xapi<readonly string[]>(page, 'VM.get_by_name_label', name);
  const [server] = await xapi<readonly string[]>(page, 'host.get_by_name_label', place);
  // The pool itself says the same of the place that is named.
  await xapi(page, 'VM.assert_can_boot_here', vm, server);
  await expectAccessible(page);

  const link = page.url();
  await page.getByRole('region', { name: 'NICs' }).getByRole('link', { name: 'eth1', exact: true }).click();
  await expect(page).toHaveURL(/as=pif:/);
  await expect(page.getByText(/^bond0 of ouse-3 carries on with 1 of 2 links/)).toBeVisible();
  await page.goBack();
  await expect(page).toHaveURL(link);
  await expect(heading(page, 'ouse-3')).toBeVisible();
});

test('the map of a pool leads by keyboard to what depends on its parts', async ({ page }) => {
  await openConsole(page, '/?persist=off');
  await select(page, 'Cambridge');
  await page.getByRole('tab', { name: 'Map', exact: true }).click();
  const map = page.getByRole('group', { name: 'Map of the pool' });
  await map.getByRole('link', { name: /^Server granta-1, / }).focus();
  await page.keyboard.press('ArrowDown');
  await expect(map.getByRole('link', { name: /^Server granta-2, / })).toBeFocused();
  await page.keyboard.press('ArrowLeft');
  await expect(map.getByRole('link', { name: /^Network / }).and(page.locator(':focus'))).toBeVisible();
  await expectAccessible(page);
  const list = page.getByRole('grid', { name: 'The map as a list' });
  await expect(list.getByRole('row', { name: /Archive NFS.*On 5 servers, not connected on 1/ })).toBeVisible();
  await map.getByRole('link', { name: 'Storage Archive NFS, on 5 servers, not connected on 1' }).focus();
  await page.keyboard.press('Enter');
  await expect(heading(page, 'Archive NFS')).toBeVisible();
  await expect(page.getByText(/^If Archive NFS is lost: \d+ VMs would stop/)).toBeVisible();
});
