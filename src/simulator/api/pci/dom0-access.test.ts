import { expect, test } from 'vitest';
import { refusalOf, twoServers } from '../../scenarios/testing/pool';
import { bootDom0Access } from './dom0-access';

test('a server keeps or gives up a device at its next start, and its GPU says so too', async () => {
  const { simulator, alder } = twoServers();
  const { db } = simulator.world;
  const [pgpu = ''] = db.row('host', alder).PGPUs;
  const pci = db.row('PGPU', pgpu).PCI;
  const status = () => simulator.call('PCI.get_dom0_access_status', pci);
  const boot = () => db.transaction(() => bootDom0Access(simulator.world, alder));
  expect(await status()).toBe('enabled');
  expect(await simulator.call('PCI.enable_dom0_access', pci)).toBe('enabled');
  expect(await simulator.call('PGPU.disable_dom0_access', pgpu)).toBe('disable_on_reboot');
  expect(await status()).toBe('disable_on_reboot');
  expect(await simulator.call('PCI.enable_dom0_access', pci)).toBe('enabled');
  await simulator.call('PCI.disable_dom0_access', pci);
  boot();
  expect([await status(), db.row('PGPU', pgpu).dom0_access]).toEqual(['disabled', 'disabled']);
  expect(await simulator.call('PGPU.enable_dom0_access', pgpu)).toBe('enable_on_reboot');
  expect(await simulator.call('PCI.disable_dom0_access', pci)).toBe('disabled');
  await simulator.call('PCI.enable_dom0_access', pci);
  boot();
  expect(await status()).toBe('enabled');
  const [nic = ''] = db.row('host', alder).PCIs;
  expect(await simulator.call('PCI.disable_dom0_access', nic)).toBe('disable_on_reboot');
  boot();
  expect(await simulator.call('PCI.get_dom0_access_status', nic)).toBe('disabled');
  expect(await refusalOf(simulator, 'PCI.enable_dom0_access', 'OpaqueRef:none')).toEqual([
    'HANDLE_INVALID',
    'PCI',
    'OpaqueRef:none',
  ]);
});
