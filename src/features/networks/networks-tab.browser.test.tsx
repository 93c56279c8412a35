import { describe, expect, it } from 'vitest';
import { page } from 'vitest/browser';
import { accessibilityProblems } from '../../ui/testing/axe';
import { mountTab } from '../fixtures/mount-tab';
import { NetworksTab, NicsTab } from './index';
import { networkedPool } from './testing/networked-pool';

const POOL = { connection: 'test', class: 'pool', ref: 'pool' } as const;
const HOST = { connection: 'test', class: 'host', ref: 'host0' } as const;

const row = (name: RegExp) => page.getByRole('row', { name });
const bar = page.getByRole('toolbar', { name: 'Actions for the selected rows' });

describe('Networking tab of a pool or server', () => {
  it('lists networks with NIC, VLAN and link, and the addresses of servers', async () => {
    const { connection, journey } = mountTab(<NetworksTab id={POOL} />, networkedPool());
    await expect.element(row(/Office.*bond0.*20.*Up on 2 servers.*1500.*No/)).toBeVisible();
    await expect.element(row(/Lab.*Private.*Yes/)).toBeVisible();
    await expect.element(row(/server 2.*Management.*eth0.*Static.*10\.0\.0\.2.*255\.255\.255\.0/)).toBeVisible();
    expect(connection.watched).toContain('PIF_metrics');
    expect(await accessibilityProblems(document.body)).toEqual([]);
    await page.getByText('Office', { exact: true }).dblClick();
    expect(journey.state.selection).toEqual([{ connection: 'test', class: 'network', ref: 'office' }]);
  });

  it('adds a network on a VLAN, and removes one with a question', async () => {
    const { connection } = mountTab(<NetworksTab id={POOL} />, networkedPool());
    connection.answers.set('network.create', () => 'new');
    await page.getByRole('button', { name: 'New network…' }).click();
    const dialog = page.getByRole('dialog', { name: 'New network in Lab' });
    await expect.element(dialog.getByRole('radio', { name: 'External' })).toBeChecked();
    expect(await accessibilityProblems(document.body)).toEqual([]);
    await dialog.getByRole('button', { name: 'Next' }).click();
    await dialog.getByRole('textbox', { name: 'Name' }).fill('Guests');
    await dialog.getByRole('button', { name: 'Next' }).click();
    await dialog.getByRole('spinbutton', { name: 'VLAN' }).fill('20');
    await dialog.getByRole('button', { name: 'Next' }).click();
    await expect
      .element(dialog.getByRole('spinbutton', { name: 'VLAN' }))
      .toHaveAccessibleDescription(/Office has this VLAN on this NIC\./);
    await dialog.getByRole('spinbutton', { name: 'VLAN' }).fill('21');
    await dialog.getByRole('button', { name: 'Next' }).click();
    await dialog.getByRole('button', { name: 'Create network' }).click();
    await expect.poll(() => connection.called).toContain('Async.pool.create_VLAN_from_PIF(bond-0, new, 21)');
    connection.endTask('task1');
    await page.getByRole('dialog').getByRole('button', { name: 'Close' }).last().click();
    await page.getByText('Office', { exact: true }).click();
    await bar.getByRole('button', { name: 'Remove network…' }).click();
    const question = page.getByRole('alertdialog', { name: 'Remove Office?' });
    await expect.element(question.getByText('The network Office')).toBeVisible();
    await question.getByRole('button', { name: 'Remove' }).click();
    await expect.poll(() => connection.called).toContain('Async.VLAN.destroy(v-0)');
  });
});

describe('NICs tab of a server', () => {
  it('lists cards and bonds with what the card is', async () => {
    mountTab(<NicsTab id={HOST} />, networkedPool());
    await expect
      .element(row(/eth0.*Up.*Mbit\/s.*Full.*Management.*10\.0\.0\.1.*Intel.*X710.*0000:18:00\.0/))
      .toBeVisible();
    await expect.element(row(/bond0.*LACP: eth1, eth2.*Trunk/)).toBeVisible();
    expect(await accessibilityProblems(document.body)).toEqual([]);
  });

  it('rescans, and configures an address with a warning', async () => {
    const { connection } = mountTab(<NicsTab id={HOST} />, networkedPool());
    await page.getByRole('button', { name: 'Rescan NICs' }).click();
    await expect.poll(() => connection.called).toContain('Async.PIF.scan(host0)');
    await page.getByText('eth1', { exact: true }).click();
    await expect
      .element(bar.getByRole('button', { name: 'Configure IP…' }))
      .toHaveAccessibleDescription('It is a member of a bond, which has the address.');
    await page.getByText('eth0', { exact: true }).click();
    await bar.getByRole('button', { name: 'Configure IP…' }).click();
    const dialog = page.getByRole('dialog', { name: 'Configure eth0 of server 1?' });
    await expect.element(dialog.getByText(/only be mended at the server itself/)).toBeVisible();
    await dialog.getByRole('textbox', { name: 'Netmask' }).fill('255.0.255.0');
    await expect
      .element(dialog.getByRole('textbox', { name: 'Netmask' }))
      .toHaveAccessibleDescription('A netmask is like 255.255.255.0.');
    expect(await accessibilityProblems(document.body)).toEqual([]);
  });

  it('says what to do where no card is known', async () => {
    const pool = networkedPool();
    for (const pif of pool.refs('PIF')) pool.remove('PIF', pif);
    mountTab(<NicsTab id={HOST} />, pool);
    await expect.element(page.getByText('No NICs are known of this server')).toBeVisible();
    await expect.element(page.getByRole('button', { name: 'Rescan NICs' })).toBeVisible();
  });
});
