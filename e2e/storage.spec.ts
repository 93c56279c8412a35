import { expectAccessible } from './fixtures/axe';
import { hurry, menuItem, question, select, xapi } from './fixtures/machines';
import { openConsole } from './fixtures/shell';
import { expect, test } from './fixtures/test';

test.describe('the Storage tab of a VM', () => {
  test('gives a running machine a disk, takes it away again, and refuses what would harm it', async ({ page }) => {
    await openConsole(page);
    await hurry(page);
    await select(page, 'wiki-1');
    await page.getByRole('tab', { name: 'Storage' }).click();
    const grid = page.getByRole('grid', { name: 'Disks and CD drives of wiki-1' });
    const bar = page.getByRole('toolbar', { name: 'Actions for the selected rows' });
    const rowOf = (name: string) => grid.getByRole('row', { name });
    await expect(rowOf('wiki-1 system')).toContainText('Active');
    await expect(rowOf('wiki-1 system')).toContainText('B/s');

    // What the guest stands on stays.
    await rowOf('wiki-1 system').click();
    await expect(bar.getByRole('button', { name: 'Deactivate' })).toHaveAccessibleDescription(
      'The VM runs from this disk.',
    );
    await expect(bar.getByRole('button', { name: 'Delete disk…' })).toHaveAccessibleDescription(
      'It is active in wiki-1. Deactivate it first.',
    );
    await expectAccessible(page);

    await page.getByRole('button', { name: 'Add disk…' }).click();
    const dialog = question(page, 'Add a disk to wiki-1');
    await dialog.getByRole('textbox', { name: 'Name' }).fill('<b>notes</b>');
    await dialog.getByRole('textbox', { name: 'Size' }).fill('5000');
    await expect(dialog.getByRole('textbox', { name: 'Size' })).toHaveAccessibleDescription(/at most 2040 GiB/);
    await dialog.getByRole('radio', { name: 'Databases iSCSI' }).check();
    await expect(dialog.getByRole('textbox', { name: 'Size' })).toHaveAccessibleDescription(/are free on this storage/);
    await expect(dialog.getByRole('radio', { name: 'Local storage on granta-1' })).toHaveAccessibleDescription(
      'Not attached on the server of the VM.',
    );
    await expectAccessible(page);
    await dialog.getByRole('textbox', { name: 'Size' }).fill('12');
    await page.keyboard.press('Enter');
    await expect(rowOf('<b>notes</b>')).toContainText('Active');
    await expect(rowOf('<b>notes</b>')).toContainText('12 GiB');
    await expect(rowOf('<b>notes</b>')).toContainText('Databases iSCSI');

    await rowOf('<b>notes</b>').click();
    await bar.getByRole('button', { name: 'Deactivate' }).click();
    await question(page, 'Deactivate <b>notes</b>?').getByRole('button', { name: 'Deactivate' }).click();
    await expect(rowOf('<b>notes</b>')).toContainText('Not active');

    // It can grow now, and nothing else of it changes.
    await bar.getByRole('button', { name: 'Resize…' }).click();
    await question(page, 'Resize <b>notes</b>').getByRole('textbox', { name: 'Size' }).fill('11');
    await expect(question(page, /^Resize/).getByRole('textbox', { name: 'Size' })).toHaveAccessibleDescription(
      'Choose more than the present 12 GiB.',
    );
    await question(page, /^Resize/)
      .getByRole('textbox', { name: 'Size' })
      .fill('16');
    await page.keyboard.press('Enter');
    await expect(rowOf('<b>notes</b>')).toContainText('16 GiB');

    // At rest it is copied, and the copy takes its place; under the hands of the guest the pool moves a disk itself.
    for (const [disk, storage] of [
      ['<b>notes</b>', 'Fast NFS'],
      ['wiki-1 system', 'Databases iSCSI'],
    ] as const) {
      await rowOf(disk).click();
      await bar.getByRole('button', { name: 'Move…' }).click();
      await question(page, `Move ${disk}`).getByRole('radio', { name: storage }).check();
      await question(page, /^Move/).getByRole('button', { name: 'Move', exact: true }).click();
      await expect(rowOf(disk)).toContainText(storage, { timeout: 20_000 });
    }
    await expect(rowOf('wiki-1 system')).toContainText('Active');
    await rowOf('<b>notes</b>').click();

    await bar.getByRole('button', { name: 'Delete disk…' }).click();
    const sure = question(page, 'Delete <b>notes</b>?');
    await expect(sure).toContainText('<b>notes</b>, 16 GiB');
    await sure.getByRole('button', { name: 'Delete' }).click();
    await expect(rowOf('<b>notes</b>')).toBeHidden();
    await expect.poll(() => xapi(page, 'VDI.get_by_name_label', '<b>notes</b>')).toEqual([]);
  });

  test('puts discs in and out, and tells what the pool refused', async ({ page }) => {
    await openConsole(page);
    await hurry(page);
    const [sr] = await xapi<readonly string[]>(page, 'SR.get_by_name_label', 'Fast NFS');
    const spare = await xapi(page, 'VDI.create', {
      name_label: 'spare disk',
      SR: sr,
      virtual_size: 2 ** 30,
      type: 'user',
      sharable: false,
      read_only: false,
      other_config: {},
    });
    await select(page, 'wiki-1');
    await page.getByRole('tab', { name: 'Storage' }).click();
    const grid = page.getByRole('grid', { name: 'Disks and CD drives of wiki-1' });
    await grid.getByRole('row', { name: 'CD drive' }).click({ button: 'right' });
    await menuItem(page, 'Insert disc…').click();
    const dialog = question(page, /^Insert a disc/);
    const disc = dialog.getByRole('radio').first();
    await disc.check();
    await dialog.getByRole('button', { name: 'Insert', exact: true }).click();
    await expect(grid.getByRole('row', { name: 'CD drive' })).toContainText('.iso');
    await grid.getByRole('row', { name: 'CD drive' }).click({ button: 'right' });
    await menuItem(page, 'Eject disc').click();
    await expect(grid.getByRole('row', { name: 'CD drive' })).toContainText('Empty');

    // Somebody deletes the disk while the dialog stands open.
    await page.getByRole('button', { name: 'Attach disk…' }).click();
    const attaching = question(page, 'Attach a disk to wiki-1');
    await attaching.getByRole('searchbox', { name: 'Filter' }).fill('spare');
    await attaching.getByRole('radio', { name: 'spare disk' }).check();
    await xapi(page, 'VDI.destroy', spare);
    await attaching.getByRole('button', { name: 'Attach disk' }).click();
    const toast = page.getByRole('region', { name: /notification/i });
    await expect(toast).toContainText('Failed: Attach a disk to wiki-1');
    await expect(grid.getByRole('row')).toHaveCount(3);
  });
});

test('the Storage tab of a repository and of the pool shows room, disks and servers', async ({ page }) => {
  await openConsole(page);
  await hurry(page);
  await select(page, 'Databases iSCSI');
  await page.getByRole('tab', { name: 'Storage' }).click();
  const disks = page.getByRole('grid', { name: 'Virtual disks on Databases iSCSI' });
  const servers = page.getByRole('grid', { name: 'Servers that use Databases iSCSI' });
  await expect(disks.getByRole('row', { name: 'db-2 data' })).toContainText('db-2 (xvdb)');
  await expect(servers.getByRole('row', { name: 'ouse-1' })).toContainText('Connected');
  await expectAccessible(page);

  await page.getByRole('button', { name: 'New disk…' }).click();
  await question(page, 'New disk on Databases iSCSI').getByRole('textbox', { name: 'Name' }).fill('scratch');
  await page.keyboard.press('Enter');
  await expect(disks.getByRole('row', { name: 'scratch' })).toContainText('Available');
  await disks.getByRole('row', { name: 'scratch' }).click({ button: 'right' });
  await menuItem(page, 'Delete disk…').click();
  await question(page, 'Delete scratch?').getByRole('button', { name: 'Delete' }).click();
  await expect(disks.getByRole('row', { name: 'scratch' })).toBeHidden();

  // A pool has a repository that one server has lost.
  await select(page, 'Cambridge');
  await page.getByRole('tab', { name: 'Storage' }).click();
  const pool = page.getByRole('grid', { name: 'Storage of Cambridge' });
  await expect(pool.getByRole('row', { name: 'Archive NFS' })).toContainText('Not connected on every server');
  await expect(pool.getByRole('row', { name: 'Fast NFS' })).toContainText('6 of 6');
  await expectAccessible(page);
});
