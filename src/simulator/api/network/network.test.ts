import { beforeEach, describe, expect, test } from 'vitest';
import type { Ref } from '../../../xapi/datamodel/ref';
import type { Simulator } from '../../simulator';
import { problemsOf } from '../../scenarios/testing/invariants';
import { network, pifOf, refusalOf, twoServers } from '../../scenarios/testing/pool';

let simulator: Simulator;
let alder: Ref<'host'>;
let birch: Ref<'host'>;

beforeEach(() => {
  ({ simulator, alder, birch } = twoServers());
});

const db = () => simulator.world.db;
const pif = (ref: Ref<'PIF'>) => db().row('PIF', ref);

describe('network', () => {
  test('gets a bridge of its own and goes when nothing uses it', async () => {
    const [one, two] = [await network(simulator, 'one'), await network(simulator, 'two')];
    expect([one, two].map((ref) => db().row('network', ref).bridge)).toEqual(['xapi0', 'xapi1']);
    await simulator.call('network.destroy', one);
    expect(db().has('network', one)).toBe(false);
  });

  test('is not made on a bridge of the system or on one that exists', async () => {
    const on = (bridge: string) =>
      refusalOf(simulator, 'network.create', { name_label: '', name_description: '', other_config: {}, bridge });
    expect(await on('xenbr9')).toEqual(['INVALID_VALUE', 'bridge', 'xenbr9']);
    expect(await on('a-name-that-is-too-long')).toEqual(['INVALID_VALUE', 'bridge', 'a-name-that-is-too-long']);
    await simulator.call('network.create', { name_label: '', name_description: '', other_config: {}, bridge: 'lab0' });
    expect(await on('lab0')).toEqual(['BRIDGE_NAME_EXISTS', 'lab0']);
  });

  test('is kept while interfaces use it, and the system’s own always', async () => {
    const eth0 = pif(pifOf(simulator, alder, 'eth0')).network;
    expect((await refusalOf(simulator, 'network.destroy', eth0))[0]).toBe('NETWORK_CONTAINS_PIF');
    const [internal = ''] = [...db().all('network')].find(([, row]) => row.bridge === 'xenapi') ?? [];
    expect(await refusalOf(simulator, 'network.destroy', internal)).toEqual([
      'CANNOT_DESTROY_SYSTEM_NETWORK',
      internal,
    ]);
  });

  test('has one purpose of two that exclude each other', async () => {
    const ref = await network(simulator, 'backup');
    await simulator.call('network.add_purpose', ref, 'nbd');
    const refusal = await refusalOf(simulator, 'network.add_purpose', ref, 'insecure_nbd');
    expect(refusal).toEqual(['NETWORK_INCOMPATIBLE_PURPOSES', 'insecure_nbd', 'nbd']);
  });
});

describe('VLAN', () => {
  test('reaches every server at once through the pool', async () => {
    const ref = await network(simulator, 'Guests');
    const pifs = await simulator.call('pool.create_VLAN', 'eth1', ref, 120);
    expect(pifs.map((each) => [pif(each).host, pif(each).VLAN, pif(each).currently_attached])).toEqual([
      [alder, 120, true],
      [birch, 120, true],
    ]);
    expect(pif(pifOf(simulator, alder, 'eth1')).VLAN_slave_of).toHaveLength(1);
    expect(problemsOf(simulator.world)).toEqual([]);
    for (const each of pifs) await simulator.call('VLAN.destroy', pif(each).VLAN_master_of);
    expect(db().row('network', ref).PIFs).toEqual([]);
  });

  test('is made on all servers or on none', async () => {
    const ref = await network(simulator, 'Guests');
    await simulator.call('VLAN.create', pifOf(simulator, birch, 'eth1'), 120, ref);
    expect((await refusalOf(simulator, 'pool.create_VLAN', 'eth1', ref, 120))[0]).toBe('NETWORK_ALREADY_CONNECTED');
    expect(db().row('network', ref).PIFs).toHaveLength(1);
  });

  test('is refused for a bad tag, a tag that exists, a VLAN below and a member of a bond', async () => {
    const [a, b] = [await network(simulator, 'a'), await network(simulator, 'b')];
    const eth1 = pifOf(simulator, alder, 'eth1');
    expect(await refusalOf(simulator, 'VLAN.create', eth1, 4095, a)).toEqual(['VLAN_TAG_INVALID', '4095']);
    const vlan = await simulator.call('VLAN.create', eth1, 7, a);
    expect(await refusalOf(simulator, 'VLAN.create', eth1, 7, b)).toEqual(['PIF_VLAN_EXISTS', 'eth1']);
    const { untagged_PIF } = db().row('VLAN', vlan);
    expect(await refusalOf(simulator, 'VLAN.create', untagged_PIF, 8, b)).toEqual(['PIF_IS_VLAN', untagged_PIF]);
    const members = ['eth2', 'eth3'].map((device) => pifOf(simulator, alder, device));
    await simulator.call('Bond.create', await network(simulator, 'bond'), members, '');
    expect(await refusalOf(simulator, 'VLAN.create', members[0] ?? '', 8, b)).toEqual([
      'CANNOT_ADD_VLAN_TO_BOND_SLAVE',
      members[0],
    ]);
  });
});

test('a network is attached with its interfaces, and only where a bridge can be', async () => {
  const eth1 = pifOf(simulator, alder, 'eth1');
  const shared = pif(eth1).network;
  await simulator.call('PIF.unplug', eth1);
  await simulator.call('network.attach', shared, alder);
  expect(pif(eth1).currently_attached).toBe(true);
  const foreign = await simulator.call('network.pool_introduce', 'Foreign', '', 9000, {}, 'br-foreign', false, []);
  expect(db().row('network', foreign)).toMatchObject({ managed: false, MTU: 9000, bridge: 'br-foreign' });
  expect(await refusalOf(simulator, 'network.attach', foreign, alder)).toEqual(['BRIDGE_NOT_AVAILABLE', 'br-foreign']);
  expect(await refusalOf(simulator, 'VLAN.create', eth1, 7, foreign)).toEqual(['NETWORK_UNMANAGED', foreign]);
});

describe('Bond', () => {
  test('takes over the address, the VLANs and the management of its members, and gives them back', async () => {
    const members = ['eth0', 'eth1'].map((device) => pifOf(simulator, alder, device));
    const [eth0 = '', eth1 = ''] = members;
    const vlan = await simulator.call('VLAN.create', eth1, 7, await network(simulator, 'seven'));
    const before = pif(eth0);
    const bond = await simulator.call('Bond.create', await network(simulator, 'bond'), members, '', 'lacp');
    const { master, primary_slave, links_up, properties } = db().row('Bond', bond);
    expect({ primary_slave, links_up }).toEqual({ primary_slave: eth0, links_up: 2 });
    expect(properties).toMatchObject({ hashing_algorithm: 'tcpudp_ports' });
    expect(pif(master)).toMatchObject({ device: 'bond0', management: true, IP: before.IP, MAC: before.MAC });
    expect(pif(eth0)).toMatchObject({ bond_slave_of: bond, management: false, IP: '', ip_configuration_mode: 'None' });
    expect(db().row('VLAN', vlan).tagged_PIF).toBe(master);
    expect(problemsOf(simulator.world)).toEqual([]);
    await simulator.call('Bond.destroy', bond);
    expect(pif(eth0)).toMatchObject({ management: true, IP: before.IP, bond_slave_of: 'OpaqueRef:NULL' });
    expect(db().has('PIF', master)).toBe(false);
    expect(problemsOf(simulator.world)).toEqual([]);
  });

  test('knows what its mode allows, and forgets the rest when the mode changes', async () => {
    const members = ['eth2', 'eth3'].map((device) => pifOf(simulator, alder, device));
    const on = await network(simulator, 'bond');
    const create = (properties: Readonly<Record<string, string>>) =>
      refusalOf(simulator, 'Bond.create', on, members, '', 'lacp', properties);
    expect(await create({ hashing_algorithm: 'best' })).toEqual([
      'INVALID_VALUE',
      'properties',
      'hashing_algorithm = best',
    ]);
    expect(await create({ colour: 'red' })).toEqual(['INVALID_VALUE', 'properties', 'colour = red']);
    const bond = await simulator.call('Bond.create', on, members, '', 'lacp', { 'lacp-time': 'fast' });
    const properties = () => db().row('Bond', bond).properties;
    expect(properties()).toEqual({
      hashing_algorithm: 'tcpudp_ports',
      'lacp-time': 'fast',
      'lacp-fallback-ab': 'true',
    });
    await simulator.call('Bond.set_mode', bond, 'balance-slb');
    expect(properties()).toEqual({});
    expect(await refusalOf(simulator, 'Bond.set_property', bond, 'lacp-time', 'slow')).toEqual([
      'INVALID_VALUE',
      'properties',
      'lacp-time = slow',
    ]);
    await simulator.call('PIF.set_property', db().row('Bond', bond).master, 'gro', 'off');
    expect(members.map((each) => pif(each).properties)).toEqual([{ gro: 'off' }, { gro: 'off' }]);
    expect(await refusalOf(simulator, 'PIF.set_property', members[0] ?? '', 'gro', 'on')).toEqual([
      'CANNOT_CHANGE_PIF_PROPERTIES',
      members[0],
    ]);
  });

  test('of the management interface stays as it is while the pool is protected', async () => {
    const members = ['eth0', 'eth1'].map((device) => pifOf(simulator, alder, device));
    const [pool = ''] = db().refs('pool');
    db().transaction(() => db().update('pool', pool, { ha_enabled: true }));
    const on = await network(simulator, 'bond');
    expect(await refusalOf(simulator, 'Bond.create', on, members, '')).toEqual([
      'HA_CANNOT_CHANGE_BOND_STATUS_OF_MGMT_IFACE',
    ]);
    expect(await refusalOf(simulator, 'PIF.unplug', members[1] ?? '')).toEqual(['HA_IS_ENABLED']);
  });

  test('is refused for one member, members of two servers, a member of another bond', async () => {
    const bonds = await network(simulator, 'bond');
    const [a2, a3, b2] = [
      pifOf(simulator, alder, 'eth2'),
      pifOf(simulator, alder, 'eth3'),
      pifOf(simulator, birch, 'eth2'),
    ];
    const refusal = (members: readonly Ref<'PIF'>[], on = bonds) =>
      refusalOf(simulator, 'Bond.create', on, members, '');
    expect(await refusal([a2, a2])).toEqual(['PIF_BOND_NEEDS_MORE_MEMBERS']);
    expect(await refusal([a2, b2])).toEqual(['PIF_CANNOT_BOND_CROSS_HOST']);
    await simulator.call('Bond.create', bonds, [a2, a3], '');
    expect(await refusal([a3, pifOf(simulator, alder, 'eth1')], await network(simulator, 'other'))).toEqual([
      'PIF_ALREADY_BONDED',
      a3,
    ]);
    expect(await refusalOf(simulator, 'PIF.plug', a2)).toEqual(['CANNOT_PLUG_BOND_SLAVE', a2]);
  });
});

describe('PIF', () => {
  test('gets the address that it is given', async () => {
    const eth1 = pifOf(simulator, alder, 'eth1');
    await simulator.call('PIF.reconfigure_ip', eth1, 'Static', '10.30.0.11', '255.255.255.0', '', '');
    expect(pif(eth1)).toMatchObject({ ip_configuration_mode: 'Static', IP: '10.30.0.11' });
    await simulator.call('PIF.reconfigure_ip', eth1, 'None', '', '', '', '');
    expect(pif(eth1)).toMatchObject({ ip_configuration_mode: 'None', IP: '', netmask: '' });
    await simulator.call('PIF.reconfigure_ip', eth1, 'DHCP', '', '', '', '');
    expect(pif(eth1).IP).toMatch(/^192\.0\.2\.\d+$/);
  });

  test('moves the server’s address with the management interface', async () => {
    const eth0 = pifOf(simulator, birch, 'eth0');
    await simulator.call('PIF.reconfigure_ip', eth0, 'Static', '10.20.9.9', '255.255.0.0', '10.20.0.1', '10.20.0.2');
    expect(db().row('host', birch).address).toBe('10.20.9.9');
    expect(await simulator.call('host.get_management_interface', birch)).toBe(eth0);
  });

  test('keeps the way to the server open', async () => {
    const eth0 = pifOf(simulator, alder, 'eth0');
    const configure = (mode: 'None' | 'Static', ip: string) =>
      refusalOf(simulator, 'PIF.reconfigure_ip', eth0, mode, ip, '255.0.0.0', '', '');
    expect(await configure('None', '')).toEqual(['PIF_IS_MANAGEMENT_INTERFACE', eth0]);
    expect(await configure('Static', '10.20.300.1')).toEqual(['INVALID_IP_ADDRESS_SPECIFIED', 'IP']);
    expect(await refusalOf(simulator, 'PIF.unplug', eth0)).toEqual(['PIF_IS_MANAGEMENT_INTERFACE', eth0]);
    const eth2 = pifOf(simulator, alder, 'eth2');
    await simulator.call('PIF.set_disallow_unplug', eth2, true);
    expect(await refusalOf(simulator, 'PIF.unplug', eth2)).toEqual(['PIF_DOES_NOT_ALLOW_UNPLUG', eth2]);
  });
});
