import { describe, expect, it } from 'vitest';
import { page } from 'vitest/browser';
import { accessibilityProblems } from '../../ui/testing/axe';
import { mountTab } from '../fixtures/mount-tab';
import { makePool } from '../fixtures/pools';
import type { FakePool } from '../fixtures/records';
import { InterfacesTab } from './index';

const mountInterfaces = (pool: FakePool, vm = 'vm0') =>
  mountTab(<InterfacesTab id={{ connection: 'test', class: 'VM', ref: vm }} />, pool);

function networked(): FakePool {
  const pool = makePool({ hosts: 1, vms: 1 });
  pool.set('network', 'lan', { name_label: '<b>LAN</b>', MTU: 1500 });
  pool.set('network', 'dmz', { name_label: 'DMZ', MTU: 1500 });
  for (const [ref, device, network] of [
    ['vif10', '10', 'dmz'],
    ['vif0', '0', 'lan'],
  ] as const) {
    pool.set('VIF', ref, { VM: 'vm0', device, network, MAC: `02:00:00:00:00:${device.padStart(2, '0')}`, MTU: 1500 });
  }
  pool.set('VIF', 'vif0', {
    currently_attached: true,
    allowed_operations: ['unplug'],
    qos_algorithm_type: 'ratelimit',
    qos_algorithm_params: { kbps: '2000' },
  });
  pool.set('VIF', 'vif10', { allowed_operations: ['plug'] });
  pool.set('VM_guest_metrics', 'guest', {
    networks: { '0/ip': '10.0.0.5', '0/ipv4/0': '10.0.0.5', '0/ipv6/0': 'fe80::1' },
  });
  pool.set('VM', 'vm0', { VIFs: ['vif10', 'vif0'], guest_metrics: 'guest' });
  return pool;
}

const row = (name: RegExp) => page.getByRole('row', { name });
const bar = page.getByRole('toolbar', { name: 'Actions for the selected rows' });

describe('Networking tab of a VM', () => {
  it('lists interfaces by their device with what the guest reports', async () => {
    const { connection } = mountInterfaces(networked());
    await expect
      .element(row(/Interface 0.*<b>LAN<\/b>.*02:00:00:00:00:00.*10\.0\.0\.5, fe80::1.*Active.*kB\/s.*As its network/))
      .toBeVisible();
    await expect.element(row(/Interface 10.*DMZ.*Not active/)).toBeVisible();
    expect(connection.watched).toContain('VM_guest_metrics guest');
    expect(await accessibilityProblems(document.body)).toEqual([]);
  });

  it('adds an interface, and says what is wrong with its address', async () => {
    const { connection } = mountInterfaces(networked());
    await page.getByRole('button', { name: 'Add interface…' }).click();
    const dialog = page.getByRole('dialog', { name: 'Add an interface to vm 1' });
    const mac = dialog.getByRole('textbox', { name: 'MAC address' });
    await expect.element(mac).toHaveAccessibleDescription('Left empty, the pool chooses one.');
    await mac.fill('02:00:00:00:00:10');
    await expect.element(mac).toHaveAccessibleDescription('An interface of vm 1 has this address.');
    await mac.fill('');
    await dialog.getByRole('radio', { name: 'DMZ' }).click();
    expect(await accessibilityProblems(document.body)).toEqual([]);
    await dialog.getByRole('button', { name: 'Add interface' }).click();
    await expect.poll(() => connection.called.some((call) => call.startsWith('Async.VIF.create('))).toBe(true);
  });

  it('activates, deactivates with a question, and changes the limit', async () => {
    const { connection } = mountInterfaces(networked());
    await page.getByText('Interface 10').click();
    await bar.getByRole('button', { name: 'Activate', exact: true }).click();
    await expect.poll(() => connection.called).toContain('Async.VIF.plug(vif10)');
    await page.getByText('Interface 0').click();
    await bar.getByRole('button', { name: 'Deactivate' }).click();
    const question = page.getByRole('dialog', { name: 'Deactivate Interface 0?' });
    await expect.element(question.getByText('The guest loses this network at once.')).toBeVisible();
    await question.getByRole('button', { name: 'Deactivate' }).click();
    await expect.poll(() => connection.called).toContain('Async.VIF.unplug(vif0)');
    await bar.getByRole('button', { name: 'Properties…' }).click();
    const dialog = page.getByRole('dialog', { name: 'Properties of Interface 0' });
    await dialog.getByRole('textbox', { name: 'Limit in kB/s' }).fill('');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await expect.poll(() => connection.called).toContain('VIF.set_qos_algorithm_type(vif0, )');
  });

  it('says what to do where there is nothing', async () => {
    const pool = networked();
    pool.set('VM', 'vm0', { VIFs: [] });
    mountInterfaces(pool);
    await expect.element(page.getByText('No network interfaces yet')).toBeVisible();
    await expect.element(page.getByRole('button', { name: 'Add interface…' })).toBeVisible();
  });
});
