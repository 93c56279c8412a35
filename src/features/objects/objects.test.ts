import { describe, expect, it } from 'vitest';
import { NULL_REF } from '../../xapi/datamodel/ref';
import { makePool } from '../fixtures/pools';
import { makeRecord } from '../fixtures/records';
import {
  glyphOf,
  homeHost,
  isDefaultTemplate,
  kindOf,
  nameOf,
  nameOfRef,
  networkVisibility,
  srHost,
  srVisibility,
  statusOf,
  vdiVisibility,
  vmVisibility,
} from './index';
import type { ObjectKind } from './index';

const state = (pool: ReturnType<typeof makePool>, kind: ObjectKind, ref: string) =>
  statusOf(pool.inventory(), kind, ref)?.state;

describe('the name of an object', () => {
  it('turns nothing that stands behind it, and is there where all of it does', () => {
    const pool = makePool({ hosts: 1, vms: 1 });
    const named = (name: string) => {
      pool.set('VM', 'vm0', { name_label: name });
      return nameOf(pool.inventory(), 'VM', 'vm0');
    };
    expect(named('cod\u202egnp.exe')).toBe('codgnp.exe');
    expect(named('מסד נתונים')).toBe('מסד נתונים');
    expect(named('\u202e\u2066 ')).toBe(named(''));
  });
});

describe('what an object is taken for', () => {
  it('tells machines, templates and snapshots apart', () => {
    const pool = makePool({ hosts: 1, vms: 1 });
    pool.set('VM', 'template', { is_a_template: true });
    pool.set('VM', 'snap', { is_a_template: true, is_a_snapshot: true });
    const kinds = ['vm0', 'template', 'snap', 'gone'].map((ref) => kindOf(pool.inventory(), 'VM', ref));
    expect(kinds).toEqual(['vm', 'template', 'snapshot', null]);
    expect(kindOf(pool.inventory(), 'task', 'x')).toBeNull();
  });

  it('knows shipped templates of new and old pools', () => {
    expect(isDefaultTemplate(makeRecord('VM', { is_a_template: true, is_default_template: true }))).toBe(true);
    expect(
      isDefaultTemplate(makeRecord('VM', { is_a_template: true, other_config: { default_template: 'true' } })),
    ).toBe(true);
    expect(isDefaultTemplate(makeRecord('VM', { is_a_template: true }))).toBe(false);
  });

  it('names what has no name of its own', () => {
    const pool = makePool({ hosts: 1, vms: 1, name: '' });
    pool.set('VM', 'blank', { name_label: '  ' });
    expect(nameOf(pool.inventory(), 'pool', 'pool')).toBe('server 1');
    expect(nameOf(pool.inventory(), 'VM', 'blank')).toBe('(unnamed)');
    expect(nameOf(pool.inventory(), 'VM', 'gone')).toBeUndefined();
    expect(nameOfRef(pool.inventory(), 'shared')).toBe('NFS store');
  });
});

describe('states', () => {
  it('of machines follow the power state and what is in progress', () => {
    const pool = makePool({ hosts: 1, vms: 1 });
    for (const [power_state, expected] of [
      ['Running', 'running'],
      ['Halted', 'halted'],
      ['Suspended', 'suspended'],
      ['Paused', 'paused'],
    ] as const) {
      pool.set('VM', 'vm0', { power_state });
      expect(state(pool, 'vm', 'vm0')).toBe(expected);
    }
    pool.set('VM', 'vm0', { current_operations: { t: 'data_source_op' } });
    expect(state(pool, 'vm', 'vm0')).toBe('paused');
    pool.set('VM', 'vm0', { current_operations: { t: 'pool_migrate' } });
    expect(statusOf(pool.inventory(), 'vm', 'vm0')?.label).toBe('Migrating');
  });

  it('of snapshots tell memory and schedules', () => {
    const pool = makePool({ hosts: 1, vms: 0 });
    const snapshot = { is_a_snapshot: true, is_a_template: true };
    pool.set('VM', 'disk', snapshot);
    pool.set('VM', 'memory', { ...snapshot, power_state: 'Suspended' });
    pool.set('VM', 'scheduled', { ...snapshot, is_vmss_snapshot: true });
    expect(['disk', 'memory', 'scheduled'].map((ref) => state(pool, 'snapshot', ref))).toEqual([
      'disksOnly',
      'withMemory',
      'scheduled',
    ]);
  });

  it('of servers tell maintenance from silence', () => {
    const pool = makePool({ hosts: 1, vms: 0 });
    expect(state(pool, 'host', 'host0')).toBe('enabled');
    pool.set('host', 'host0', { enabled: false });
    expect(state(pool, 'host', 'host0')).toBe('disabled');
    pool.set('host', 'host0', { other_config: { MAINTENANCE_MODE: 'true' } });
    expect(state(pool, 'host', 'host0')).toBe('maintenance');
    pool.set('host_metrics', 'metrics-host0', { live: false });
    expect(state(pool, 'host', 'host0')).toBe('hostDown');
    pool.remove('host_metrics', 'metrics-host0');
    expect(state(pool, 'host', 'host0')).toBe('maintenance');
  });

  it('of storage follow its connections', () => {
    const pool = makePool({ hosts: 2, vms: 0 });
    expect(state(pool, 'sr', 'shared')).toBe('defaultStorage');
    expect(state(pool, 'sr', 'local0')).toBe('attached');
    pool.set('PBD', 'pbd-shared1', { currently_attached: false });
    expect(state(pool, 'sr', 'shared')).toBe('broken');
    pool.set('PBD', 'pbd-shared0', { currently_attached: false });
    expect(state(pool, 'sr', 'shared')).toBe('detached');
  });

  it('of a pool show servers of different versions', () => {
    const pool = makePool({ hosts: 2, vms: 0 });
    expect(state(pool, 'pool', 'pool')).toBe('connected');
    pool.set('host', 'host1', { software_version: { product_version: '9' } });
    expect(state(pool, 'pool', 'pool')).toBe('mixedVersions');
  });

  it('are spoken by the glyph and are the same object while they are the same', () => {
    const pool = makePool({ hosts: 2, vms: 2 });
    const glyph = (kind: ObjectKind, ref: string) => glyphOf(pool.inventory(), kind, ref);
    expect(glyph('host', 'host0')).toMatchObject({
      kind: 'server',
      mark: 'coordinator',
      label: 'Server, Enabled, coordinator',
    });
    expect(glyph('sr', 'shared')).toMatchObject({ kind: 'storage', mark: 'default' });
    expect(glyph('vm', 'vm0')).toBe(glyph('vm', 'vm1'));
    expect(glyph('vm', 'gone')).toBeUndefined();
  });
});

describe('home of a machine', () => {
  it('is where it runs, else where its local disk is, else its living home server', () => {
    const pool = makePool({ hosts: 2, vms: 1 });
    const home = () => homeHost(pool.inventory(), pool.get('VM', 'vm0'));
    expect(home()).toBe('host0');
    pool.set('VM', 'vm0', { resident_on: NULL_REF, affinity: 'host1' });
    expect(home()).toBe('host1');
    pool.set('host_metrics', 'metrics-host1', { live: false });
    expect(home()).toBeNull();
    pool.set('host_metrics', 'metrics-host1', { live: true });
    pool.set('VDI', 'vdi-vm0', { SR: 'local0' });
    expect(home()).toBe('host0');
    pool.set('VDI', 'vdi-vm0', { missing: true });
    expect(home()).toBe('host1');
  });

  it('of a snapshot is that of its machine; templates have none', () => {
    const pool = makePool({ hosts: 2, vms: 1 });
    const home = (ref: string) => homeHost(pool.inventory(), pool.get('VM', ref));
    pool.set('VM', 'snap', { is_a_template: true, is_a_snapshot: true, snapshot_of: 'vm0', resident_on: NULL_REF });
    expect(home('snap')).toBe('host0');
    pool.set('VM', 'snap', { snapshot_of: 'gone' });
    expect(home('snap')).toBeNull();
    pool.set('VM', 'gold', { is_a_template: true, affinity: 'host1', resident_on: NULL_REF, VBDs: ['vbd-vm0'] });
    pool.set('VDI', 'vdi-vm0', { SR: 'local0' });
    expect(home('gold')).toBeNull();
  });

  it('of local storage is its one server; shared storage has none', () => {
    const pool = makePool({ hosts: 2, vms: 0 });
    expect(srHost(pool.inventory(), pool.get('SR', 'local1'))).toBe('host1');
    expect(srHost(pool.inventory(), pool.get('SR', 'shared'))).toBeNull();
  });
});

describe('what is shown', () => {
  it('hides what is marked, internal or unfinished', () => {
    const pool = makePool({ hosts: 1, vms: 0 });
    const marked = { other_config: { HideFromXenCenter: 'true' } };
    expect(vmVisibility(makeRecord('VM', marked))).toBe('hidden');
    expect(vmVisibility(makeRecord('VM', { is_control_domain: true }))).toBe('never');
    expect(vmVisibility(makeRecord('VM', { name_label: '__gui__new' }))).toBe('never');
    const own = { is_a_template: true, other_config: { xensource_internal: 'true' } };
    expect(vmVisibility(makeRecord('VM', own))).toBe('never');
    expect(srVisibility(makeRecord('SR', { other_config: { xenserver_tools_sr: 'true' } }))).toBe('hidden');
    expect(vdiVisibility(pool.inventory(), makeRecord('VDI', { managed: true, type: 'user' }))).toBe('shown');
    expect(vdiVisibility(pool.inventory(), makeRecord('VDI', { managed: true, type: 'redo_log' }))).toBe('hidden');
    const installer = { is_guest_installer_network: 'true' };
    expect(networkVisibility(pool.inventory(), makeRecord('network', { other_config: installer }))).toBe('hidden');
    pool.set('PIF', 'member', { bond_slave_of: 'bond' });
    expect(networkVisibility(pool.inventory(), makeRecord('network', { PIFs: ['member'] }))).toBe('hidden');
    expect(networkVisibility(pool.inventory(), makeRecord('network', {}))).toBe('shown');
  });
});
