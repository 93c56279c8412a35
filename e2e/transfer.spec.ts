import type { Page } from '@playwright/test';
import { expectAccessible } from './fixtures/axe';
import { goOn, hurry, menuItem, openActions, question, select, vmRef, xapi } from './fixtures/machines';
import { openSite, ovaOf, ownFiles, ownFolder, withOwnFiles, withoutPickers, writeDisk } from './fixtures/packages';
import { control, heading, openConsole } from './fixtures/shell';
import { expect, test } from './fixtures/test';

async function act(page: Page, name: string, label: string): Promise<void> {
  await select(page, name);
  await openActions(page, name);
  await menuItem(page, label).click();
}

/** Goes through the import to its last step. */
async function chooseFile(page: Page, file: string | { name: string; mimeType: string; buffer: Buffer }) {
  const dialog = question(page, /^Import/);
  await dialog.locator('input[type="file"]').setInputFiles(file);
  return dialog;
}

const last = (page: Page) =>
  question(page, /^Import/)
    .getByRole('navigation', { name: 'Steps' })
    .getByRole('button', { name: 'Finish' });

const pack = (name: string, buffer: Buffer) => ({ name, mimeType: '', buffer });

test('a machine is exported to a file, imported again, and refused when its file is broken', async ({ page }) => {
  await withoutPickers(page);
  await openConsole(page);
  await hurry(page);
  await act(page, 'test-web-1', 'Export…');
  const asked = question(page, 'Export test-web-1');
  await asked.getByRole('radio', { name: /^gzip/ }).check();
  await expectAccessible(page);
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    asked.getByRole('button', { name: 'Export' }).click(),
  ]);
  expect(download.suggestedFilename()).toBe('test-web-1.xva');
  await expect(page.getByText('Saved: test-web-1.xva')).toBeVisible();
  const saved = await download.path();

  await act(page, 'Cambridge', 'Import…');
  const dialog = await chooseFile(page, saved);
  await expect(dialog.getByText(/^An export of 1 VM with/)).toBeVisible();
  await expectAccessible(page);
  await last(page).click();
  await dialog.getByRole('button', { name: 'Import', exact: true }).click();
  const result = question(page, /^Import/);
  await expect(result.getByText('test-web-1 is imported.')).toBeVisible({ timeout: 30_000 });
  await result.getByRole('button', { name: 'Show it' }).click();
  await expect(heading(page, 'test-web-1')).toBeVisible();
  expect(await xapi<readonly string[]>(page, 'VM.get_by_name_label', 'test-web-1')).toHaveLength(2);

  // A running machine says why it cannot be exported.
  await select(page, 'web-1');
  const menu = await openActions(page, 'web-1');
  await expect(menuItem(page, 'Export…')).toHaveAttribute('aria-disabled', 'true');
  await expect(menu).toBeVisible();
  await page.keyboard.press('Escape');

  await act(page, 'Cambridge', 'Import…');
  const again = await chooseFile(page, pack('notes.txt', Buffer.from('just words')));
  await expect(again.getByText('This is no export of a VM, no OVF or OVA, and no disk image.')).toBeVisible();
  await again.getByRole('button', { name: 'Next' }).click();
  await expect(again.getByRole('heading', { name: 'File' })).toBeVisible();
});

test('a package of another hypervisor becomes a machine, unless it does not match its manifest', async ({ page }) => {
  await openConsole(page);
  await hurry(page);
  await act(page, 'Cambridge', 'Import…');
  const dialog = await chooseFile(page, pack('vm.ova', ovaOf('<b>shop</b>')));
  await expect(dialog.getByText('A package of 1 VM.')).toBeVisible();
  const { keyboard } = page;
  await dialog.getByRole('button', { name: 'Next' }).click();
  await expect(dialog.getByText(/^<b>shop<\/b>: 2 vCPUs, 1 GiB of memory; 1 disk of 2 MiB, 1 interface/)).toBeVisible();
  await dialog.getByRole('textbox', { name: /^Name of/ }).fill('shop');
  await keyboard.press('Enter');
  await keyboard.press('Enter');
  await expect(dialog.getByRole('group', { name: 'VM Network' })).toBeVisible();
  await keyboard.press('Enter');
  await dialog.getByRole('checkbox', { name: 'Start it when it is imported' }).check();
  await expectAccessible(page);
  await dialog.getByRole('button', { name: 'Import', exact: true }).click();
  const result = question(page, 'Import vm.ova');
  await expect(result.getByText('shop is imported.')).toBeVisible({ timeout: 30_000 });
  const vm = await vmRef(page, 'shop');
  await expect.poll(() => xapi(page, 'VM.get_power_state', vm)).toBe('Running');
  await result.getByRole('button', { name: 'Close' }).last().click();

  await act(page, 'Cambridge', 'Import…');
  const damaged = await chooseFile(page, pack('vm.ova', ovaOf('broken', true)));
  await last(page).click();
  await damaged.getByRole('button', { name: 'Import', exact: true }).click();
  await expect(question(page, 'Import vm.ova').getByText(/does not match the manifest/)).toBeVisible();
  await expect.poll(() => xapi(page, 'VM.get_by_name_label', 'broken')).toEqual([]);
});

test('a disk waits, goes on, and leaves nothing when it is cancelled half-way', async ({ page }, testInfo) => {
  const path = testInfo.outputPath('data.raw');
  writeDisk(path, 256);
  await openConsole(page);
  await hurry(page);
  await act(page, 'Cambridge', 'Import…');
  const dialog = await chooseFile(page, path);
  await last(page).click();
  // However long it takes to look, the disk has not arrived yet.
  await control(page, 'clock.pause');
  await dialog.getByRole('button', { name: 'Import', exact: true }).click();
  const made = async (): Promise<unknown> => {
    await goOn(page, 100);
    return xapi(page, 'VDI.get_by_name_label', 'data');
  };
  await expect.poll(made).toHaveLength(1);
  const result = question(page, 'Import data.raw');
  await result.getByRole('button', { name: 'Pause' }).click();
  await expect(result.getByText(/ of 256 MiB · Paused$/)).toBeVisible();
  await expectAccessible(page);
  await result.getByRole('button', { name: 'Go on' }).click();
  await expect(result.getByText('Paused')).toBeHidden();
  await result.getByRole('button', { name: 'Cancel the work' }).click();
  await control(page, 'clock.resume');
  await expect(result.getByText('It was cancelled.')).toBeVisible();
  await expect(result.getByText('Nothing of it remains.')).toBeVisible();
  await expect.poll(() => xapi(page, 'VDI.get_by_name_label', 'data')).toEqual([]);
});

test('a disk is written as it arrives, and leaves nothing when it is cancelled from Events', async ({ page }) => {
  await withOwnFiles(page);
  await openConsole(page);
  await hurry(page);
  await select(page, 'test-web-1');
  await page.getByRole('tab', { name: 'Storage' }).click();
  const row = page.getByRole('row', { name: /Web node system/ }).first();
  const exportAs = async (name: string, format: RegExp) => {
    await row.click({ button: 'right' });
    await menuItem(page, 'Export to a file…').click();
    const asked = question(page, /^Export/);
    await asked.getByRole('textbox', { name: 'File name' }).fill(name);
    await asked.getByRole('radio', { name: format }).check();
    await asked.getByRole('button', { name: 'Export' }).click();
  };
  await exportAs('small', /^VHD/);
  await expect(page.getByText('Saved: small.vhd')).toBeVisible({ timeout: 20_000 });
  const [[name, length] = ['', 0]] = await ownFiles(page);
  expect(name).toBe('small.vhd');
  expect(length).toBeGreaterThan(1_000_000);

  await hurry(page, 1);
  await exportAs('large', /^Raw/);
  await page.getByRole('link', { name: /^Notifications/ }).click();
  await page.getByRole('link', { name: /^Events/ }).click();
  await page
    .getByRole('row', { name: /^Export Web node system/ })
    .first()
    .click();
  await page.getByRole('button', { name: 'Pause', exact: true }).click();
  await expect(page.getByText(/ of 40 GiB · Paused$/)).toBeVisible();
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Cancel', exact: true }).click();
  await expect(page.getByRole('row', { name: /^Export Web node system/ }).first()).toContainText('Cancelled');
  await expect.poll(() => ownFiles(page)).toEqual([[name, length]]);
});

test('a machine is saved as OVF with its disk beside it, and imported from those files again', async ({ page }) => {
  await withOwnFiles(page);
  await openConsole(page);
  await hurry(page);
  await act(page, 'test-web-1', 'Export as OVF or OVA…');
  const asked = question(page, 'Export test-web-1 as OVF or OVA');
  await asked.getByRole('textbox', { name: 'Name of the package' }).fill('web');
  await asked.getByRole('radio', { name: /^OVF with its disks/ }).check();
  await asked.getByRole('radio', { name: /^VHD/ }).check();
  await expectAccessible(page);
  await asked.getByRole('button', { name: 'Export' }).click();
  await expect(page.getByText('Saved: web', { exact: true })).toBeVisible({ timeout: 30_000 });
  const files = await ownFolder(page, 'web');
  expect(files.map(({ name }) => name).toSorted()).toEqual(['web-disk1.vhd', 'web.mf', 'web.ovf']);

  await act(page, 'Cambridge', 'Import…');
  const dialog = question(page, /^Import/);
  await dialog.locator('input[type="file"]').setInputFiles([...files]);
  await expect(dialog.getByText('A package of 1 VM.')).toBeVisible();
  await last(page).click();
  await dialog.getByRole('button', { name: 'Import', exact: true }).click();
  await expect(question(page, /^Import/).getByText(/^test-web-1 .* is imported\.$/)).toBeVisible({ timeout: 30_000 });
});

test.describe('a package at an address', () => {
  test.use({ expectedConsole: [/blocked by CORS policy|ERR_FAILED|404/] });

  test('goes to the pool through the page, or is refused with what helps', async ({ page }) => {
    const site = await openSite({ '/vm.ova': ovaOf('far-shop') });
    await openConsole(page);
    await hurry(page);
    await act(page, 'Cambridge', 'Import…');
    const dialog = question(page, /^Import/);
    await dialog.getByRole('radio', { name: /^At an address/ }).check();
    const address = dialog.getByRole('textbox', { name: 'Address' });
    const look = dialog.getByRole('button', { name: 'Look into it' });
    await address.fill(`${site.address}/closed/vm.ova`);
    await expect(dialog.getByRole('radio', { name: /^A package or a disk/ })).toBeChecked();
    await look.click();
    await expect(dialog.getByText(/^Its server lets no other page read it/)).toBeVisible();
    await address.fill(`${site.address}/other.ova`);
    await look.click();
    await expect(dialog.getByText(/^There is no file at http/)).toBeVisible();
    await address.fill(`${site.address}/vm.ova`);
    await look.click();
    await expect(dialog.getByText('A package of 1 VM.')).toBeVisible();
    await expectAccessible(page);
    await last(page).click();
    await dialog.getByRole('button', { name: 'Import', exact: true }).click();
    const result = question(page, /^Import/);
    await expect(result.getByText('far-shop is imported.')).toBeVisible({ timeout: 30_000 });
    await site.close();
  });
});
