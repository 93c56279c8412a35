import { makePool } from '../../fixtures/pools';
import type { Records } from '../../../xapi/datamodel/types.gen';
import type { FakePool } from '../../fixtures/records';

/** Two servers with a NIC for management, a bond of two, and a VLAN on the bond. */
export function networkedPool(): FakePool {
  const pool = makePool({ hosts: 2, vms: 1 });
  pool.set('network', 'mgmt', { name_label: 'Management', MTU: 1500, PIFs: ['eth0-0', 'eth0-1'] });
  pool.set('network', 'trunk', { name_label: 'Trunk', MTU: 1500, PIFs: ['bond-0', 'bond-1'] });
  pool.set('network', 'office', { name_label: 'Office', MTU: 1500, PIFs: ['vlan-0', 'vlan-1'] });
  pool.set('network', 'lab', { name_label: 'Lab', MTU: 1500, other_config: { automatic: 'true' } });
  pool.set('network', 'members', { name_label: 'Members', PIFs: ['eth1-0', 'eth2-0', 'eth1-1', 'eth2-1'] });
  for (const h of [0, 1]) addNics(pool, h);
  return pool;
}

function addNics(pool: FakePool, h: number): void {
  const host = `host${h}`;
  const nic = (ref: string, device: string, fields: Partial<Records['PIF']>) => {
    pool.set('PIF_metrics', `metrics ${ref}`, {
      carrier: true,
      speed: 10000,
      duplex: true,
      vendor_name: 'Intel',
      device_name: 'X710',
      pci_bus_path: '0000:18:00.0',
    });
    const physical = device.startsWith('eth');
    pool.set('PIF', ref, {
      host,
      device,
      physical,
      managed: true,
      VLAN: -1,
      currently_attached: true,
      metrics: `metrics ${ref}`,
      MAC: `02:00:00:00:0${h}:0${device.length}`,
      ip_configuration_mode: 'None',
      ipv6_configuration_mode: 'None',
      ...fields,
    });
  };
  nic(`eth0-${h}`, 'eth0', {
    network: 'mgmt',
    management: true,
    ip_configuration_mode: 'Static',
    IP: `10.0.0.${h + 1}`,
    netmask: '255.255.255.0',
  });
  for (const device of ['eth1', 'eth2'])
    nic(`${device}-${h}`, device, { network: 'members', bond_slave_of: `b-${h}`, capabilities: ['sriov'] });
  nic(`bond-${h}`, 'bond0', { network: 'trunk', bond_master_of: [`b-${h}`], VLAN_slave_of: [`v-${h}`] });
  nic(`vlan-${h}`, 'bond0', { network: 'office', VLAN: 20, VLAN_master_of: `v-${h}` });
  pool.set('Bond', `b-${h}`, { master: `bond-${h}`, slaves: [`eth2-${h}`, `eth1-${h}`], mode: 'lacp' });
  pool.set('VLAN', `v-${h}`, { tag: 20, tagged_PIF: `bond-${h}`, untagged_PIF: `vlan-${h}` });
}
