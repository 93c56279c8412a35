import { describe, expect, it } from 'vitest';
import { addGpus, addVm, makePool } from '../../fixtures/pools';
import type { FakePool } from '../../fixtures/records';
import { consequencesOf } from './consequences';
import type { Subject } from './model';

const GIB = 2 ** 30;

function ask(pool: FakePool, kind: Subject['kind'], ref: string) {
  const found = consequencesOf(pool.inventory(), 'test', { kind, ref });
  return {
    title: found.verdict.title,
    text: found.verdict.text,
    notes: found.notes.map(({ text }) => text),
    fates: found.fates.map(({ name, outcome, place, why }) => [name, outcome, place, why] as const),
    group: (id: string) =>
      found.dependents.find((each) => each.id === id)?.items.map(({ name, detail }) => `${name}: ${detail}`) ?? [],
    below: (id: string) =>
      found.standsOn.find((each) => each.id === id)?.items.map(({ name, detail }) => `${name}: ${detail}`) ?? [],
    starters: found.fates.map(({ starter }) => starter),
  };
}

/** Servers whose `eth0` and `eth1` make `bond0`, the management interface on the network LAN. */
function addBonds(pool: FakePool, hosts: number): void {
  pool.set('network', 'lan', { name_label: 'LAN', PIFs: Array.from({ length: hosts }, (_, h) => `bond${h}`) });
  for (let h = 0; h < hosts; h++) {
    const host = `host${h}`;
    const ports = [`eth0-${h}`, `eth1-${h}`];
    pool.set('Bond', `b${h}`, { master: `bond${h}`, slaves: ports, links_up: 2 });
    for (const [at, ref] of ports.entries()) {
      pool.set('PIF', ref, {
        host,
        device: `eth${at}`,
        physical: true,
        bond_slave_of: `b${h}`,
        currently_attached: true,
      });
    }
    pool.set('PIF', `bond${h}`, {
      ...{ host, device: 'bond0', network: 'lan', management: true, currently_attached: true },
      ...{ bond_master_of: [`b${h}`], IP: `10.0.0.${h + 1}`, netmask: '255.255.255.0' },
    });
  }
}

function addInterface(pool: FakePool, vm: string, network: string): void {
  pool.set('VIF', `vif-${vm}`, { VM: vm, network, device: '0', currently_attached: true });
  pool.set('VM', vm, { VIFs: [`vif-${vm}`] });
  pool.set('network', network, { VIFs: [...pool.get('network', network).VIFs, `vif-${vm}`] });
}

describe('when a server fails', () => {
  it('VMs on shared storage can restart elsewhere, those on its own cannot', () => {
    const pool = makePool({ hosts: 2, vms: 2 });
    addVm(pool, 2, 0, 'local0');
    const found = ask(pool, 'host', 'host0');
    expect(found.title).toBe('If server 1 fails: 2 VMs would stop');
    expect(found.text).toBe('1 can run on other servers, 1 cannot.');
    expect(found.fates).toEqual([
      ['vm 3', 'stopped', '', 'Its disk is on Local storage, which no server reaches any more.'],
      ['vm 1', 'restart', 'server 2', ''],
    ]);
    expect(found.group('storage')).toEqual([
      'Local storage: Lost for all servers, with 0 disks',
      'NFS store: Lost on server 1, still reached by 1 server',
    ]);
  });

  it('shared storage helps only where it is connected', () => {
    const pool = makePool({ hosts: 3, vms: 1 });
    pool.set('PBD', 'pbd-shared1', { currently_attached: false });
    expect(ask(pool, 'host', 'host0').fates).toEqual([['vm 1', 'restart', 'server 3', '']]);
    pool.set('PBD', 'pbd-shared2', { currently_attached: false });
    expect(ask(pool, 'host', 'host0').fates[0]?.[1]).toBe('stopped');
  });

  it('each VM takes the first server with room, until there is none', () => {
    const pool = makePool({ hosts: 3, vms: 0 });
    for (let h = 1; h < 3; h++) pool.set('host_metrics', `metrics-host${h}`, { memory_total: 10 * GIB });
    for (let v = 0; v < 4; v++) {
      const vm = addVm(pool, v, 0);
      pool.set('VM', vm, { memory_dynamic_min: 6 * GIB, memory_static_max: 8 * GIB, memory_overhead: GIB });
    }
    pool.set('VM', 'vm3', { order: -1 });
    const { fates } = ask(pool, 'host', 'host0');
    expect(fates.filter(([, outcome]) => outcome === 'restart').map(([name, , place]) => `${name} ${place}`)).toEqual([
      'vm 1 server 3',
      'vm 4 server 2',
    ]);
    expect(fates[0]).toEqual([
      ...['vm 2', 'stopped', ''],
      'It needs 7 GiB of memory; the most that is left is 3 GiB, on server 2.',
    ]);
  });

  it('servers that take no VMs are no place', () => {
    const pool = makePool({ hosts: 2, vms: 1 });
    pool.set('host', 'host1', { enabled: false });
    expect(ask(pool, 'host', 'host0').fates[0]?.[3]).toBe('No other server responds and takes VMs.');
  });

  it('a vGPU needs room on a GPU of its group', () => {
    const pool = makePool({ hosts: 2, vms: 2 });
    addGpus(pool);
    expect(ask(pool, 'host', 'host0').fates).toEqual([
      ['vm 1', 'stopped', '', 'No server that is left has a GPU of M60 group.'],
    ]);
    pool.set('PGPU', 'gpu1', { host: 'host1' });
    expect(ask(pool, 'host', 'host0').fates).toEqual([['vm 1', 'restart', 'server 2', '']]);
    pool.set('VGPU', 'other', { VM: 'vm1', GPU_group: 'm60', type: 'whole', resident_on: 'gpu1' });
    expect(ask(pool, 'host', 'host0').fates[0]?.[3]).toBe('No GPU that is left has room for its vGPU.');
  });

  it('networks, USB and PCI devices tie VMs to servers', () => {
    const pool = makePool({ hosts: 3, vms: 0 });
    for (let v = 0; v < 4; v++) addVm(pool, v, 0);
    pool.set('network', 'lab', { name_label: 'Lab', PIFs: ['p0'] });
    pool.set('PIF', 'p0', { host: 'host0', network: 'lab' });
    addInterface(pool, 'vm0', 'lab');
    pool.set('VUSB', 'stick', { VM: 'vm1', USB_group: 'sticks' });
    pool.set('USB_group', 'sticks', { PUSBs: ['port'] });
    pool.set('PUSB', 'port', { host: 'host0' });
    pool.set('VM', 'vm1', { VUSBs: ['stick'] });
    pool.set('VM', 'vm2', { other_config: { pci: '0/0000:04:00.0' } });
    expect(ask(pool, 'host', 'host0').fates).toEqual([
      ['vm 1', 'stopped', '', 'Its network Lab is on no other server.'],
      ['vm 2', 'stopped', '', 'Its USB device is plugged into another server.'],
      ['vm 3', 'stopped', '', 'Its PCI device is built into its server.'],
      ['vm 4', 'restart', 'server 2', ''],
    ]);
  });

  it('VMs of an internal network come together on one server', () => {
    const pool = makePool({ hosts: 3, vms: 0 });
    pool.set('network', 'inside', { name_label: 'Inside', managed: true });
    for (let v = 0; v < 2; v++) {
      addInterface(pool, addVm(pool, v, 0), 'inside');
      pool.set('VM', `vm${v}`, { memory_dynamic_min: 6 * GIB });
    }
    for (let h = 1; h < 3; h++) pool.set('host_metrics', `metrics-host${h}`, { memory_total: 10 * GIB });
    expect(ask(pool, 'host', 'host0').fates.map(([, outcome]) => outcome)).toEqual(['stopped', 'restart']);
  });

  it('says who starts what, and where it would rather not be', () => {
    const pool = makePool({ hosts: 3, vms: 0 });
    for (let v = 0; v < 3; v++) addVm(pool, v, 0);
    addVm(pool, 3, 1);
    pool.set('pool', 'pool', { ha_enabled: true });
    pool.set('VM', 'vm0', { ha_restart_priority: 'restart', affinity: 'host0' });
    pool.set('VM', 'vm1', { ha_restart_priority: 'best-effort', groups: ['apart'] });
    pool.set('VM', 'vm3', { groups: ['apart'] });
    pool.set('VM_group', 'apart', { placement: 'anti_affinity', VMs: ['vm1', 'vm3'] });
    const found = ask(pool, 'host', 'host0');
    expect(found.starters).toEqual(['High availability', 'High availability, if there is room', 'A person']);
    expect(found.fates.map(([, , , why]) => why)).toEqual([
      'Not its home server, server 1.',
      'Another VM of its anti-affinity group runs there.',
      '',
    ]);
  });

  it('names who may take over from the coordinator', () => {
    const pool = makePool({ hosts: 3, vms: 0 });
    pool.set('host_metrics', 'metrics-host2', { live: false });
    const found = ask(pool, 'coordinator', '');
    expect(found.title).toBe('If the coordinator server 1 fails: Work goes on');
    expect(found.group('takeOver')).toEqual(['server 2: Can become coordinator', 'server 3: Does not respond']);
    expect(found.notes[0]).toContain('Nobody takes over by itself.');
    pool.set('pool', 'pool', { ha_enabled: true });
    expect(ask(pool, 'host', 'host0').notes[0]).toContain('High availability makes another server coordinator');
    expect(ask(pool, 'host', 'host1').group('takeOver')).toEqual([]);
  });
});

describe('when a part fails', () => {
  it('the other members of a bond carry on with less', () => {
    const pool = makePool({ hosts: 2, vms: 2 });
    addBonds(pool, 2);
    addInterface(pool, 'vm0', 'lan');
    const found = ask(pool, 'pif', 'eth0-0');
    expect(found.title).toBe('If eth0 of server 1 fails: Work goes on');
    expect(found.notes).toEqual(['bond0 of server 1 carries on with 1 of 2 links, and with that much less bandwidth.']);
    expect(ask(pool, 'switch', 'eth0').notes).toHaveLength(2);
  });

  it('a member without a carrier carries nothing on', () => {
    const pool = makePool({ hosts: 2, vms: 2 });
    addBonds(pool, 2);
    addInterface(pool, 'vm0', 'lan');
    pool.set('PIF', 'eth1-0', { metrics: 'm' });
    pool.set('PIF_metrics', 'm', { carrier: false });
    expect(ask(pool, 'pif', 'eth0-0').fates).toEqual([['vm 1', 'limited', 'server 2', '']]);
    expect(ask(pool, 'pif', 'eth1-0').notes).toHaveLength(1);
  });

  it('a bond fails with its network, its management and the storage behind it', () => {
    const pool = makePool({ hosts: 2, vms: 2 });
    addBonds(pool, 2);
    addInterface(pool, 'vm0', 'lan');
    const found = ask(pool, 'pif', 'bond0');
    expect(found.fates).toEqual([['vm 1', 'limited', 'server 2', '']]);
    expect(found.group('networks')).toEqual(['LAN: Lost on server 1, still reached by 1 server']);
    expect(found.notes).toContain('The coordinator is out of reach: the pool cannot be managed until it is back.');
    pool.set('PBD', 'pbd-shared0', { device_config: { server: '10.0.0.77', serverpath: '/vol' } });
    expect(ask(pool, 'pif', 'bond0').fates).toEqual([['vm 1', 'restart', 'server 2', '']]);
    pool.set('PBD', 'pbd-shared0', { device_config: { server: '10.9.0.77', serverpath: '/vol' } });
    expect(ask(pool, 'pif', 'bond0').fates[0]?.[1], 'over the gateway of management').toBe('restart');
    pool.set('PIF', 'storage', { host: 'host0', IP: '10.9.0.1', netmask: '255.255.0.0', currently_attached: true });
    expect(ask(pool, 'pif', 'bond0').fates[0]?.[1], 'over a network of its own').toBe('limited');
  });

  it('HA stops a server that loses its management network', () => {
    const pool = makePool({ hosts: 2, vms: 2 });
    addBonds(pool, 2);
    pool.set('pool', 'pool', { ha_enabled: true });
    expect(ask(pool, 'pif', 'bond1').fates).toEqual([['vm 2', 'restart', 'server 1', '']]);
    expect(ask(pool, 'network', 'lan').fates, 'all of them see their state files').toEqual([]);
  });

  it('VLANs go with the port below them', () => {
    const pool = makePool({ hosts: 2, vms: 2 });
    pool.set('PIF', 'eth', { host: 'host0', device: 'eth0', physical: true, network: 'flat', VLAN_slave_of: ['v'] });
    pool.set('VLAN', 'v', { tagged_PIF: 'eth', untagged_PIF: 'tagged' });
    pool.set('PIF', 'tagged', { host: 'host0', device: 'eth0', network: 'seven', VLAN: 7 });
    pool.set('network', 'flat', { name_label: 'Flat', PIFs: ['eth'] });
    pool.set('network', 'seven', { name_label: 'Seven', PIFs: ['tagged'] });
    addInterface(pool, 'vm0', 'seven');
    expect(ask(pool, 'pif', 'eth').fates).toEqual([
      ['vm 1', 'limited', '', 'Its network Seven is on no other server.'],
    ]);
    expect(ask(pool, 'network', 'seven').group('networks')).toEqual([]);
    expect(ask(pool, 'network', 'flat').group('networks')).toEqual(['Seven: Gone']);
  });

  it('a path leaves the others, and the last one takes the storage with it', () => {
    const pool = makePool({ hosts: 2, vms: 2 });
    pool.set('PBD', 'pbd-shared0', { other_config: { multipathed: 'true', 'mpath-3600': '[2, 4]' } });
    const found = ask(pool, 'path', 'pbd-shared0');
    expect(found.fates).toEqual([]);
    expect(found.notes).toEqual(['server 1 still reaches NFS store over 1 path.']);
    pool.set('PBD', 'pbd-shared0', { other_config: { multipathed: 'true', 'mpath-3600': '[1, 4]' } });
    expect(ask(pool, 'path', 'pbd-shared0').fates).toEqual([['vm 1', 'restart', 'server 2', '']]);
    expect(ask(pool, 'path', 'pbd-shared0').notes[0]).toBe('It is the last path: server 1 loses NFS store.');
  });

  it('storage takes all of its VMs with it, also those that are off', () => {
    const pool = makePool({ hosts: 2, vms: 2 });
    pool.set('VM', 'vm1', { power_state: 'Halted', resident_on: 'OpaqueRef:NULL' });
    const found = ask(pool, 'sr', 'shared');
    expect(found.fates).toEqual([
      ['vm 1', 'stopped', '', 'Its disk is on NFS store, which no server reaches any more.'],
    ]);
    expect(found.group('off')).toEqual(['vm 2: NFS store']);
    expect(found.notes).toContain('New disks go to NFS store unless told otherwise: it is the default storage.');
  });

  it('an image takes those with it that are stored as their difference from it', () => {
    const pool = makePool({ hosts: 1, vms: 2 });
    pool.set('VDI', 'base', { name_label: 'base copy', SR: 'shared', uuid: 'base-uuid', managed: false });
    pool.set('VDI', 'vdi-vm0', { sm_config: { 'vhd-parent': 'base-uuid' } });
    const found = ask(pool, 'vdi', 'base');
    expect(found.fates).toEqual([['vm 1', 'stopped', '', 'Its disk vm0 root is gone.']]);
    expect(found.group('disks')).toEqual(['vm0 root: Stored as its difference from this one']);
    expect(ask(pool, 'vdi', 'vdi-vm0').below('disks')).toEqual([
      'base copy: It is stored as its difference from this one',
    ]);
  });

  it('a VM can start again where it was, and tells where else', () => {
    const pool = makePool({ hosts: 2, vms: 2 });
    pool.set('VM_appliance', 'shop', { name_label: 'Shop', VMs: ['vm0', 'vm1'] });
    pool.set('VM', 'vm0', { appliance: 'shop', order: 1 });
    pool.set('VM', 'vm1', { appliance: 'shop', order: 2 });
    const found = ask(pool, 'vm', 'vm0');
    expect(found.fates).toEqual([['vm 1', 'restart', 'server 1', '']]);
    expect(found.group('laterInVapp')).toEqual(['vm 2: Start order 2']);
    expect(found.below('couldRun')).toEqual(['server 1: Runs there.', 'server 2: Can run there.']);
  });
});
