import { beforeEach, describe, expect, test } from 'vitest';
import type { Ref } from '../../../xapi/datamodel/ref';
import { problemsOf } from '../../scenarios/testing/invariants';
import { network, pifOf, refusalOf, twoServers } from '../../scenarios/testing/pool';
import type { Simulator } from '../../simulator';
import { bootSriov } from './sriov-functions';

let simulator: Simulator;
let alder: Ref<'host'>;
let birch: Ref<'host'>;
let eth1: Ref<'PIF'>;

beforeEach(() => {
  ({ simulator, alder, birch } = twoServers());
  eth1 = pifOf(simulator, alder, 'eth1');
});

const db = () => simulator.world.db;
const pif = (ref: Ref<'PIF'>) => db().row('PIF', ref);

describe('a tunnel', () => {
  test('comes up over an interface that has an address, and goes down with it', async () => {
    const private1 = await network(simulator, 'private');
    expect(await refusalOf(simulator, 'tunnel.create', eth1, private1)).toEqual(['TRANSPORT_PIF_NOT_CONFIGURED', eth1]);
    expect(db().row('network', private1).PIFs).toEqual([]);
    await simulator.call('PIF.reconfigure_ip', eth1, 'Static', '10.9.0.1', '255.255.0.0', '', '');
    const tunnel = await simulator.call('tunnel.create', eth1, private1, 'vxlan');
    const { access_PIF, status, protocol } = db().row('tunnel', tunnel);
    expect({ status, protocol }).toEqual({ status: { active: 'false' }, protocol: 'vxlan' });
    expect(pif(access_PIF)).toMatchObject({ device: 'tunnel0', currently_attached: true, physical: false, VLAN: -1 });
    await simulator.call('PIF.unplug', eth1);
    expect(pif(access_PIF).currently_attached).toBe(false);
    await simulator.call('PIF.plug', access_PIF);
    expect(pif(eth1).currently_attached).toBe(true);
    expect(await refusalOf(simulator, 'PIF.forget', eth1)).toEqual(['PIF_TUNNEL_STILL_EXISTS', eth1]);
    expect(problemsOf(simulator.world)).toEqual([]);
    await simulator.call('tunnel.destroy', tunnel);
    expect(db().has('PIF', access_PIF)).toBe(false);
    expect(problemsOf(simulator.world)).toEqual([]);
  });

  test('is refused on a tunnel, a member of a bond, and without Open vSwitch anywhere in the pool', async () => {
    await simulator.call('PIF.reconfigure_ip', eth1, 'Static', '10.9.0.1', '255.255.0.0', '', '');
    const tunnel = await simulator.call('tunnel.create', eth1, await network(simulator, 'a'));
    const { access_PIF } = db().row('tunnel', tunnel);
    const b = await network(simulator, 'b');
    expect(await refusalOf(simulator, 'tunnel.create', access_PIF, b)).toEqual(['IS_TUNNEL_ACCESS_PIF', access_PIF]);
    expect(await refusalOf(simulator, 'VLAN.create', access_PIF, 3, b)).toEqual(['IS_TUNNEL_ACCESS_PIF', access_PIF]);
    const members = ['eth2', 'eth3'].map((device) => pifOf(simulator, alder, device));
    await simulator.call('Bond.create', await network(simulator, 'bond'), members, '');
    expect(await refusalOf(simulator, 'tunnel.create', members[0] ?? '', b)).toEqual([
      'CANNOT_ADD_TUNNEL_TO_BOND_SLAVE',
      members[0],
    ]);
    db().transaction(() => db().update('host', birch, { software_version: { network_backend: 'bridge' } }));
    expect(await refusalOf(simulator, 'tunnel.create', eth1, b)).toEqual(['OPENVSWITCH_NOT_ACTIVE']);
  });

  test('moves with its interface into a bond and back', async () => {
    await simulator.call('PIF.reconfigure_ip', eth1, 'Static', '10.9.0.1', '255.255.0.0', '', '');
    const tunnel = await simulator.call('tunnel.create', eth1, await network(simulator, 'a'));
    const bonds = await network(simulator, 'bond');
    const bond = await simulator.call('Bond.create', bonds, [pifOf(simulator, alder, 'eth2'), eth1], '');
    const { master, primary_slave } = db().row('Bond', bond);
    expect(db().row('tunnel', tunnel).transport_PIF).toBe(master);
    expect(primary_slave).toBe(eth1);
    await simulator.call('Bond.destroy', bond);
    expect(db().row('tunnel', tunnel).transport_PIF).toBe(eth1);
    expect(problemsOf(simulator.world)).toEqual([]);
  });
});

describe('SR-IOV', () => {
  test('gives a network the functions of a port, and takes them back', async () => {
    const fast = await network(simulator, 'fast');
    const sriov = await simulator.call('network_sriov.create', eth1, fast);
    const { logical_PIF, configuration_mode, requires_reboot } = db().row('network_sriov', sriov);
    expect({ configuration_mode, requires_reboot }).toEqual({ configuration_mode: 'sysfs', requires_reboot: false });
    expect(pif(logical_PIF)).toMatchObject({ device: 'eth1', currently_attached: true, physical: false });
    expect(await simulator.call('network_sriov.get_remaining_capacity', sriov)).toBe(32);
    const addresses = [...db().all('PCI')].filter(([, row]) => row.host === alder).map(([, row]) => row.pci_id);
    expect(new Set(addresses).size).toBe(addresses.length);
    expect(problemsOf(simulator.world)).toEqual([]);
    const vlan = await simulator.call('VLAN.create', logical_PIF, 5, await network(simulator, 'five'));
    expect(await refusalOf(simulator, 'network_sriov.destroy', sriov)).toEqual(['PIF_VLAN_STILL_EXISTS', logical_PIF]);
    await simulator.call('VLAN.destroy', vlan);
    await simulator.call('network_sriov.destroy', sriov);
    expect(db().row('PCI', pif(eth1).PCI).virtual_functions).toEqual([]);
    expect(problemsOf(simulator.world)).toEqual([]);
  });

  test('is for physical ports that can, once, on networks of its own and cards of one model', async () => {
    const fast = await network(simulator, 'fast');
    const create = (port: Ref<'PIF'>, on = fast) => refusalOf(simulator, 'network_sriov.create', port, on);
    const sriov = await simulator.call('network_sriov.create', eth1, fast);
    const { logical_PIF } = db().row('network_sriov', sriov);
    const other = await network(simulator, 'other');
    expect(await create(eth1, other)).toEqual(['NETWORK_SRIOV_ALREADY_ENABLED', eth1]);
    expect(await create(logical_PIF, other)).toEqual(['PIF_IS_NOT_PHYSICAL', logical_PIF]);
    const eth2 = pifOf(simulator, alder, 'eth2');
    expect(await create(eth2)).toEqual(['NETWORK_ALREADY_CONNECTED', alder, logical_PIF]);
    const remote = pifOf(simulator, birch, 'eth1');
    expect(await create(remote)).toEqual(['NETWORK_HAS_INCOMPATIBLE_SRIOV_PIFS', remote, fast]);
    await simulator.call('VLAN.create', pifOf(simulator, birch, 'eth2'), 9, other);
    expect(await create(eth2, other)).toEqual(['NETWORK_INCOMPATIBLE_WITH_SRIOV', other]);
    db().transaction(() => db().update('PIF', eth2, { capabilities: ['fcoe'] }));
    expect(await create(eth2, await network(simulator, 'third'))).toEqual(['PIF_IS_NOT_SRIOV_CAPABLE', eth2]);
    expect(await refusalOf(simulator, 'tunnel.create', logical_PIF, await network(simulator, 'fourth'))).toEqual([
      'CANNOT_ADD_TUNNEL_TO_SRIOV_LOGICAL',
      logical_PIF,
    ]);
  });

  test('waits for a reboot with a driver that reads its settings at the start', async () => {
    db().transaction(() => db().update('PCI', pif(eth1).PCI, { device_id: '1521' }));
    const sriov = await simulator.call('network_sriov.create', eth1, await network(simulator, 'fast'));
    const { logical_PIF } = db().row('network_sriov', sriov);
    expect(db().row('network_sriov', sriov)).toMatchObject({ requires_reboot: true, configuration_mode: 'modprobe' });
    expect(pif(logical_PIF).currently_attached).toBe(false);
    expect(await simulator.call('network_sriov.get_remaining_capacity', sriov)).toBe(0);
    db().transaction(() => bootSriov(simulator.world, alder));
    expect(db().row('network_sriov', sriov).requires_reboot).toBe(false);
    expect(await simulator.call('network_sriov.get_remaining_capacity', sriov)).toBe(7);
  });
});

test('a pool has one SDN controller, at an address or calling in', async () => {
  const introduce = (...args: ['ssl' | 'pssl', string, number]) =>
    refusalOf(simulator, 'SDN_controller.introduce', ...args);
  expect(await introduce('ssl', '', 0)).toEqual(['INVALID_VALUE', 'address', '']);
  expect(await introduce('ssl', 'controller', 0)).toEqual(['INVALID_IP_ADDRESS_SPECIFIED', 'address']);
  expect(await introduce('ssl', '10.0.0.9', 65_536)).toEqual([
    'VALUE_NOT_SUPPORTED',
    'port',
    '65536',
    'Port out of range',
  ]);
  expect(await introduce('pssl', '10.0.0.9', 0)).toEqual(['INVALID_VALUE', 'address', '10.0.0.9']);
  expect(await introduce('pssl', '', 1)).toEqual(['INVALID_VALUE', 'port', '1']);
  const controller = await simulator.call('SDN_controller.introduce', 'ssl', '10.0.0.9');
  expect(db().row('SDN_controller', controller)).toMatchObject({ address: '10.0.0.9', port: 6632 });
  expect((await introduce('pssl', '', 0))[0]).toBe('OPERATION_NOT_ALLOWED');
  await simulator.call('SDN_controller.forget', controller);
  expect(db().count('SDN_controller')).toBe(0);
});
