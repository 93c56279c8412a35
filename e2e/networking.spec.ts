import { expectAccessible } from './fixtures/axe';
import { hurry, question, select, xapi } from './fixtures/machines';
import { openConsole } from './fixtures/shell';
import { expect, test } from './fixtures/test';

test('the Networking tab of a VM adds, changes and removes an interface, and refuses what cannot be', async ({
  page,
}) => {
  await openConsole(page);
  await hurry(page);
  await select(page, 'wiki-1');
  await page.getByRole('tab', { name: 'Networking' }).click();
  const grid = page.getByRole('grid', { name: 'Network interfaces of wiki-1' });
  const bar = page.getByRole('toolbar', { name: 'Actions for the selected rows' });
  const rowOf = (name: string) => grid.getByRole('row', { name });
  await expect(rowOf('Interface 0')).toContainText('Active');
  await expect(rowOf('Interface 0')).toContainText(/10\.\d+\.\d+\.\d+/);
  await expectAccessible(page);

  await page.getByRole('button', { name: 'Add interface…' }).click();
  const dialog = question(page, 'Add an interface to wiki-1');
  const mac = dialog.getByRole('textbox', { name: 'MAC address' });
  await mac.fill('02:16:3e');
  await expect(mac).toHaveAccessibleDescription(/six pairs/);
  await expect(dialog.getByRole('button', { name: 'Add interface' })).toHaveAccessibleDescription(/six pairs/);
  await mac.fill('02-16-3E-01-02-03');
  await dialog.getByRole('textbox', { name: 'Limit in kB/s' }).fill('2000');
  await expectAccessible(page);
  await page.keyboard.press('Enter');
  await expect(rowOf('Interface 1')).toContainText('02:16:3e:01:02:03');
  await expect(rowOf('Interface 1')).toContainText('Active');
  await expect(rowOf('Interface 1')).toContainText('kB/s');

  // The address stays while the guest uses it.
  await rowOf('Interface 1').click();
  await bar.getByRole('button', { name: 'Properties…' }).click();
  const properties = question(page, 'Properties of Interface 1');
  await properties.getByRole('textbox', { name: 'MAC address' }).fill('02:16:3e:01:02:04');
  await expect(properties.getByRole('textbox', { name: 'MAC address' })).toHaveAccessibleDescription(/not active/);
  await page.keyboard.press('Escape');

  await bar.getByRole('button', { name: 'Deactivate' }).click();
  await question(page, 'Deactivate Interface 1?').getByRole('button', { name: 'Deactivate' }).click();
  await expect(rowOf('Interface 1')).toContainText('Not active');
  await bar.getByRole('button', { name: 'Properties…' }).click();
  await question(page, /^Properties/)
    .getByRole('textbox', { name: 'MAC address' })
    .fill('02:16:3e:01:02:04');
  await page.keyboard.press('Enter');
  await expect(rowOf('Interface 1')).toContainText('02:16:3e:01:02:04');

  await rowOf('Interface 1').click();
  await bar.getByRole('button', { name: 'Remove…' }).click();
  await question(page, 'Remove Interface 1?').getByRole('button', { name: 'Remove' }).click();
  await expect(rowOf('Interface 1')).toBeHidden();
  const macs = Object.values(await xapi<Record<string, { MAC: string }>>(page, 'VIF.get_all_records'));
  expect(macs.map((vif) => vif.MAC)).not.toContain('02:16:3e:01:02:04');
});
