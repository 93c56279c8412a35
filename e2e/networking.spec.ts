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
  const macs = async (): Promise<readonly string[]> =>
    Object.values(await xapi<Record<string, { MAC: string }>>(page, 'VIF.get_all_records')).map(({ MAC }) => MAC);
  await expect.poll(macs).not.toContain('02:16:3e:01:02:04');
});

test('the Networking tab of the pool and the NICs tab of a server show, add and remove', async ({ page }) => {
  await openConsole(page);
  await hurry(page);
  await select(page, 'Cambridge');
  await page.getByRole('tab', { name: 'Networking' }).click();
  const networks = page.getByRole('grid', { name: 'Networks of Cambridge' });
  const bar = page.getByRole('toolbar', { name: 'Actions for the selected rows' });
  await expect(networks.getByRole('row', { name: 'DMZ' })).toContainText('Up on 6 servers');
  await expect(page.getByRole('grid', { name: 'IP addresses of Cambridge' })).toContainText('10.20.0.13');
  await expectAccessible(page);

  await page.getByRole('button', { name: 'New network…' }).click();
  const adding = question(page, 'New network in Cambridge');
  await expect(adding.getByRole('radio', { name: 'External' })).toBeChecked();
  await expect(adding.getByRole('radio', { name: 'External' })).toBeFocused();
  await page.keyboard.press('Enter');
  await adding.getByRole('textbox', { name: 'Name' }).fill('Turnstiles');
  await page.keyboard.press('Enter');
  await adding.getByRole('radio', { name: 'bond0' }).check();
  await adding.getByRole('spinbutton', { name: 'VLAN' }).fill('40');
  await adding.getByRole('button', { name: 'Next' }).click();
  await expect(adding.getByRole('spinbutton', { name: 'VLAN' })).toHaveAccessibleDescription(/DMZ has this VLAN/);
  await expectAccessible(page);
  await adding.getByRole('spinbutton', { name: 'VLAN' }).fill('77');
  await adding.getByRole('button', { name: 'Next' }).click();
  await adding.getByRole('button', { name: 'Create network' }).click();
  const made = question(page, 'Create Turnstiles');
  await expect(made).toContainText('Turnstiles is made.', { timeout: 20_000 });
  await made.getByRole('button', { name: 'Close' }).last().click();
  await expect(networks.getByRole('row', { name: 'Turnstiles' })).toContainText('77');
  await expect(networks.getByRole('row', { name: 'Turnstiles' })).toContainText('Up on 6 servers');

  await networks.getByRole('row', { name: 'Management' }).click();
  await expect(bar.getByRole('button', { name: 'Remove network…' })).toHaveAccessibleDescription(
    'The management network of a server stays.',
  );
  await networks.getByRole('row', { name: 'Turnstiles' }).click();
  await bar.getByRole('button', { name: 'Remove network…' }).click();
  await question(page, 'Remove Turnstiles?').getByRole('button', { name: 'Remove' }).click();
  await expect(networks.getByRole('row', { name: 'Turnstiles' })).toBeHidden();
  await expect.poll(() => xapi(page, 'network.get_by_name_label', 'Turnstiles')).toEqual([]);

  await select(page, 'granta-2');
  await page.getByRole('tab', { name: 'NICs' }).click();
  const nics = page.getByRole('grid', { name: 'NICs of granta-2' });
  await expect(nics.getByRole('row', { name: 'bond0' }).last()).toContainText('LACP: eth1, eth2');
  await expectAccessible(page);
  await nics.getByRole('row', { name: 'eth3' }).click();
  await bar.getByRole('button', { name: 'Configure IP…' }).click();
  const address = question(page, 'Configure eth3 of granta-2?').getByRole('textbox', { name: 'IP address' });
  await address.fill('10.30.0.51');
  await expect(address).toHaveAccessibleDescription(/granta-1 has this address/);
  await address.fill('10.30.0.99');
  await page.keyboard.press('Enter');
  await expect(nics.getByRole('row', { name: 'eth3' })).toContainText('10.30.0.99');
});
