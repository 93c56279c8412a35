import { describe, expect, it } from 'vitest';
import { makePool } from '../fixtures/pools';
import type { FakePool } from '../fixtures/records';
import { connectionRows } from './connection-rows';
import { repositoryRows } from './repository-rows';
import { StoredDisks } from './sr-disk-rows';
import { storageFacts } from './storage-facts';

const GIB = 2 ** 30;

const disks = (pool: FakePool) => new StoredDisks('c', 'shared').read(pool.inventory());

function poolWithDisks(): FakePool {
  const pool = makePool({ hosts: 2, vms: 2 });
  pool.set('SR', 'shared', { VDIs: ['vdi-vm0', 'vdi-vm1', 'base', 'snap'] });
  pool.set('VDI', 'base', { uuid: 'u-base', SR: 'shared', managed: false, sm_config: { 'vhd-parent': 'u-root' } });
  pool.set('VDI', 'vdi-vm1', { type: 'user' });
  pool.set('VDI', 'vdi-vm0', { type: 'system', sm_config: { 'vhd-parent': 'u-base' } });
  pool.set('VDI', 'snap', {
    name_label: 'vm0 root',
    SR: 'shared',
    managed: true,
    is_a_snapshot: true,
    snapshot_of: 'vdi-vm0',
  });
  return pool;
}

describe('the disks of a repository', () => {
  it('are those of people, with their users and the images behind them', () => {
    const found = disks(poolWithDisks());
    expect(found.map(({ name, users, chain, kind }) => [name, users, chain, kind])).toEqual([
      ['vm0 root', 'vm 1 (xvda)', 2, 'System disk'],
      ['vm0 root', '', 0, 'Snapshot of vm0 root'],
      ['vm1 root', 'vm 2 (xvda)', 0, 'Disk'],
    ]);
  });

  it('stay the same objects while nothing in them changed, and in order when something did', () => {
    const pool = poolWithDisks();
    const stored = new StoredDisks('c', 'shared');
    const before = stored.read(pool.inventory());
    pool.set('VM', 'vm0', { memory_target: 1 });
    expect(stored.read(pool.inventory())).toBe(before);
    pool.set('VM', 'vm0', { name_label: 'renamed' });
    const renamed = stored.read(pool.inventory());
    expect(renamed.map((each) => each.users)).toEqual(['renamed (xvda)', '', 'vm 2 (xvda)']);
    expect(renamed[2]).toBe(before[2]);
    pool.set('VDI', 'vdi-vm1', { name_label: 'a first' });
    pool.remove('VDI', 'snap');
    expect(stored.read(pool.inventory()).map((each) => each.name)).toEqual(['a first', 'vm0 root']);
    pool.set('VDI', 'base', { sm_config: {} });
    expect(stored.read(pool.inventory())[1]?.chain).toBe(1);
  });

  it('end a chain that runs in a circle', () => {
    const pool = poolWithDisks();
    pool.set('VDI', 'base', { sm_config: { 'vhd-parent': 'u-base' } });
    expect(disks(pool)[0]?.chain).toBe(100);
  });
});

describe('the servers of a repository', () => {
  it('are those that are connected, and those that should be', () => {
    const pool = makePool({ hosts: 3, vms: 0 });
    pool.set('SR', 'shared', { PBDs: ['pbd-shared0', 'pbd-shared1'] });
    pool.set('PBD', 'pbd-shared0', {
      device_config: { server: '10.0.0.1', serverpath: '/vols', password: 'secret' },
      other_config: { multipathed: 'true', 'mpath-a': '[4, 4]', 'mpath-b': '(1, 4)', iscsi_sessions: '8' },
    });
    pool.set('PBD', 'pbd-shared1', { currently_attached: false });
    const found = connectionRows(pool.inventory(), 'c', 'shared');
    expect(
      found.map(({ name, state, paths, sessions, device }) => [name, state.label, paths.label, sessions, device]),
    ).toEqual([
      ['server 1', 'Connected', '1 of 4 active', '8', '10.0.0.1 /vols'],
      ['server 2', 'Disconnected', '', '', ''],
      ['server 3', 'Not set up on this server', '', '', ''],
    ]);
    expect(found[0]?.paths.tone).toBe('warning');
    expect(found[2]?.id.class).toBe('host');
  });
});

describe('the repositories', () => {
  it('of a pool stand shared first, with their usage and servers', () => {
    const pool = makePool({ hosts: 2, vms: 0 });
    pool.set('SR', 'shared', { physical_size: 100 * GIB, physical_utilisation: 96 * GIB });
    pool.set('SR', 'tools', { name_label: 'Tools', is_tools_sr: true });
    const found = repositoryRows(pool.inventory(), 'c', null);
    expect(found.map(({ name, state, connected, servers }) => [name, state.label, connected, servers])).toEqual([
      ['NFS store', 'Default storage', 2, 2],
      ['Local storage on server 1', 'Attached', 1, 1],
      ['Local storage on server 2', 'Attached', 1, 1],
    ]);
    expect(found[0]?.usage).toMatchObject({ tone: 'danger', text: '96 GiB of 100 GiB' });
    expect(found[1]?.usage).toBeNull();
  });

  it('of a server are its own, with the state of its own connection', () => {
    const pool = makePool({ hosts: 2, vms: 0 });
    pool.set('PBD', 'pbd-shared0', { currently_attached: false });
    const of = (host: string) =>
      repositoryRows(pool.inventory(), 'c', host).map(({ name, state }) => [name, state.label]);
    expect(of('host0')).toEqual([
      ['NFS store', 'Disconnected'],
      ['Local storage', 'Connected'],
    ]);
    expect(of('host1')).toEqual([
      ['NFS store', 'Connected'],
      ['Local storage', 'Connected'],
    ]);
  });
});

describe('what is known of a repository', () => {
  it('is its room, what a disk takes, and what its driver can do', () => {
    const pool = makePool({ hosts: 1, vms: 0 });
    pool.set('SR', 'shared', {
      physical_size: 10 * GIB,
      physical_utilisation: 4 * GIB,
      virtual_allocation: 15 * GIB,
      type: 'nfs',
    });
    pool.set('SM', 'nfs', { type: 'nfs', name_label: 'NFS VHD', version: '3.0', features: { VDI_MIRROR: 1, X: 1 } });
    expect(storageFacts(pool.inventory(), 'shared')?.facts).toEqual([
      { id: 'free', text: '6 GiB' },
      { id: 'allocated', text: '15 GiB, 150 % of its size' },
      { id: 'provisioning', text: 'what is written to it' },
      { id: 'driver', text: 'NFS VHD, version 3.0' },
      { id: 'can', text: 'live moves' },
    ]);
    pool.set('SR', 'shared', { type: 'udev' });
    expect(storageFacts(pool.inventory(), 'shared')).toMatchObject({ usage: null, facts: [] });
  });
});
