import { describe, expect, it } from 'vitest';
import { addressRows } from './address-rows';
import { networkRows } from './network-rows';
import { nicRows } from './nic-rows';
import { networkedPool } from './testing/networked-pool';

describe('the networks', () => {
  it('of a pool say their NIC, VLAN and on how many servers they have a link', () => {
    const pool = networkedPool();
    pool.set('PIF_metrics', 'metrics vlan-1', { carrier: false });
    pool.set('PIF_metrics', 'metrics eth0-0', { carrier: false });
    pool.set('PIF_metrics', 'metrics eth0-1', { carrier: false });
    const found = networkRows(pool.inventory(), 'c', null);
    expect(found.map(({ name, nic, vlan, link, mac }) => [name, nic, vlan, link.label, mac])).toEqual([
      ['Lab', 'Private', '', '', ''],
      ['Management', 'eth0', '', 'No link', ''],
      ['Office', 'bond0', '20', 'Up on 1 of 2 servers', ''],
      ['Trunk', 'bond0 (eth1 + eth2)', '', 'Up on 2 servers', ''],
    ]);
  });

  it('of a server are those of the pool with its own NICs', () => {
    const [, management] = networkRows(networkedPool().inventory(), 'c', 'host1');
    expect(management).toMatchObject({ name: 'Management', link: { label: 'Up' }, mac: '02:00:00:00:01:04' });
  });
});

describe('the addresses of servers', () => {
  it('stand by server, management first', () => {
    const pool = networkedPool();
    pool.set('PIF', 'vlan-0', { ip_configuration_mode: 'DHCP', other_config: { management_purpose: 'Backup' } });
    const found = addressRows(pool.inventory(), 'c', null);
    expect(found.map(({ server, purpose, network, nic }) => [server, purpose, network, nic])).toEqual([
      ['server 1', 'Management', 'Management', 'eth0'],
      ['server 1', 'Backup', 'Office', 'bond0, VLAN 20'],
      ['server 2', 'Management', 'Management', 'eth0'],
    ]);
    expect(addressRows(pool.inventory(), 'c', 'host1')).toHaveLength(1);
  });
});

describe('the NICs of a server', () => {
  it('are its cards and then its bonds, and no VLANs', () => {
    const pool = networkedPool();
    pool.set('PIF_metrics', 'metrics eth0-0', { carrier: false });
    const found = nicRows(pool.inventory(), 'c', 'host0');
    expect(found.map(({ pif, link, bond, network, sriov }) => [pif.device, link.label, bond, network, sriov])).toEqual([
      ['eth0', 'No link', '', 'Management', 'No'],
      ['eth1', 'Up', 'Member of bond0', '', 'Network can be created'],
      ['eth2', 'Up', 'Member of bond0', '', 'Network can be created'],
      ['bond0', 'Up', 'LACP: eth1, eth2', 'Trunk', 'No'],
    ]);
  });
});
