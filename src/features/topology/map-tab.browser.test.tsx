import { expect, it } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { accessibilityProblems } from '../../ui/testing/axe';
import { mountTab } from '../fixtures/mount-tab';
import { makePool } from '../fixtures/pools';
import { MapTab } from './map-tab';

const link = (name: string) => page.getByRole('link', { name, exact: true });

it('is one tab stop, moves by arrow keys, and has a list that says the same', async () => {
  const pool = makePool({ hosts: 12, vms: 30 });
  pool.set('network', 'lan', { name_label: 'LAN', PIFs: ['p0'] });
  pool.set('PIF', 'p0', { host: 'host0', network: 'lan', currently_attached: true });
  const { journey, connection } = mountTab(<MapTab />, pool);
  await expect.element(link('Server server 1, 3 VMs running, 1 network, 1 shared repository')).toBeVisible();
  expect(document.querySelectorAll('svg a[tabindex="0"]')).toHaveLength(1);
  link('Server server 1, 3 VMs running, 1 network, 1 shared repository').element().focus();
  const focused = () => document.activeElement?.getAttribute('aria-label');
  await userEvent.keyboard('{ArrowRight}');
  expect(focused()).toMatch(/^Server server 7,/);
  await userEvent.keyboard('{ArrowRight}');
  expect(focused()).toBe('Storage NFS store, on 12 servers');
  await userEvent.keyboard('{Home}');
  expect(focused()).toBe('Network LAN, on 1 server');
  const list = page.getByRole('grid', { name: 'The map as a list' });
  await expect
    .element(list.getByRole('row', { name: /server 1 Server 3 VMs running.*LAN.*NFS store, 1 of its own/ }))
    .toBeVisible();
  for (const theme of ['light', 'dark']) {
    document.documentElement.style.colorScheme = theme;
    expect(await accessibilityProblems(document.body)).toEqual([]);
  }
  document.documentElement.style.colorScheme = '';
  pool.set('VM', 'vm0', { resident_on: 'host1' });
  connection.push();
  await expect.element(link('Server server 2, 4 VMs running, 0 networks, 1 shared repository')).toBeVisible();
  await userEvent.click(link('Storage NFS store, on 12 servers'));
  expect(journey.state.tab).toBe('dependencies');
  expect(journey.state.selection).toEqual([{ connection: 'test', class: 'SR', ref: 'shared' }]);
});

it('leads from a number of networks to their list, and to the search in it', async () => {
  const pool = makePool({ hosts: 2, vms: 0 });
  pool.set('network', 'lan', { name_label: 'LAN', PIFs: ['p0'] });
  pool.set('PIF', 'p0', { host: 'host0', network: 'lan', physical: true, currently_attached: true });
  for (let n = 0; n < 4000; n++) pool.set('network', `n${n}`, { name_label: `Tenant ${n}` });
  const { journey } = mountTab(<MapTab />, pool);
  await expect.element(link('Network LAN, on 1 server')).toBeVisible();
  expect(document.querySelectorAll('svg a')).toHaveLength(5);
  link('Network LAN, on 1 server').element().focus();
  await userEvent.keyboard('{ArrowDown}{Enter}');
  expect(journey.state.gridFilter).toBe('Private network');
  const list = page.getByRole('region', { name: 'The map as a list' });
  await expect.element(list.getByRole('searchbox')).toHaveFocus();
  await expect.element(list.getByText(/^4.000 of 4.004 rows/)).toBeVisible();
  expect(await accessibilityProblems(document.body)).toEqual([]);
});
