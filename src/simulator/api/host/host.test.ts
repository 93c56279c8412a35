import { beforeEach, describe, expect, test } from 'vitest';
import { isNullRef, type Ref } from '../../../xapi/datamodel/ref';
import type { Simulator } from '../../simulator';
import { problemsOf } from '../../scenarios/testing/invariants';
import { GIB, nfs, refusalOf, twoServers } from '../../scenarios/testing/pool';
import { commonFeatures } from './cpus';

let simulator: Simulator;
let alder: Ref<'host'>;
let birch: Ref<'host'>;

beforeEach(() => {
  ({ simulator, alder, birch } = twoServers());
});

const db = () => simulator.world.db;

describe('a pool of two servers', () => {
  test('is whole: relations agree, nothing dangles, memory and storage add up', () => {
    expect(problemsOf(simulator.world)).toEqual([]);
  });

  test('is the same for the same seed and another for another', () => {
    expect(twoServers(1).simulator.hash()).toBe(simulator.hash());
    expect(twoServers(2).simulator.hash()).not.toBe(simulator.hash());
  });

  test('has what a first boot leaves: templates, roles, plug-ins, drives, a control domain for each server', async () => {
    const templates = [...db().all('VM')].filter(([, vm]) => vm.is_default_template);
    expect(templates.length).toBeGreaterThanOrEqual(25);
    for (const [, vm] of templates) expect(vm.recommendations).toMatch(/^<restrictions>.*<\/restrictions>$/);
    expect(await simulator.call('role.get_by_name_label', 'pool-admin')).toHaveLength(1);
    expect(await simulator.call('SR.get_supported_types')).toEqual(
      expect.arrayContaining(['nfs', 'lvmoiscsi', 'iso', 'ext']),
    );
    for (const host of [alder, birch]) {
      const { control_domain, PIFs, host_CPUs, certificates } = db().row('host', host);
      expect(db().row('VM', control_domain)).toMatchObject({ is_control_domain: true, resident_on: host, domid: 0 });
      expect(PIFs).toHaveLength(4);
      expect(host_CPUs).toHaveLength(host === alder ? 64 : 128);
      expect(certificates).toHaveLength(2);
    }
  });

  test('shares networks by bridge and the least common processor', () => {
    expect(db().count('network')).toBe(5);
    const pool = [...db().all('pool')][0]?.[1];
    expect(pool?.cpu_info['cpu_count']).toBe('192');
    expect(pool?.cpu_info['features_hvm']).toBe(db().row('host', alder).cpu_info['features_hvm']);
    expect(commonFeatures('ffff0000-0000000f', '0ff00000')).toBe('0ff00000-00000000');
  });

  test('keeps some of a server’s memory for Xen and for the control domain', async () => {
    const { metrics } = db().row('host', alder);
    const free = await simulator.call('host_metrics.get_memory_free', metrics);
    expect(free).toBe(await simulator.call('host.compute_free_memory', alder));
    expect(free).toBeGreaterThan(118 * GIB);
    expect(free).toBeLessThan(128 * GIB);
    expect(await simulator.call('host.compute_memory_overhead', alder)).toBeGreaterThan(GIB);
  });
});

describe('a server', () => {
  test('leaves and comes back to service', async () => {
    expect(await simulator.call('host.get_allowed_operations', alder)).toEqual(
      expect.arrayContaining(['provision', 'vm_start', 'evacuate']),
    );
    await simulator.call('host.disable', alder);
    const allowed = await simulator.call('host.get_allowed_operations', alder);
    expect(allowed).toEqual(expect.arrayContaining(['reboot', 'shutdown', 'enable']));
    expect(allowed).not.toContain('vm_start');
    await simulator.call('host.enable', alder);
    expect(db().row('host', alder).enabled).toBe(true);
  });

  test('stays out of service while it must be updated', async () => {
    await simulator.call('host.disable', alder);
    db().transaction(() => db().update('host', alder, { pending_guidances: ['reboot_host'] }));
    expect(await refusalOf(simulator, 'host.enable', alder)).toEqual([
      'HOST_PENDING_MANDATORY_GUIDANCE_NOT_EMPTY',
      alder,
    ]);
  });

  test('that is down answers nothing', async () => {
    db().transaction(() => db().update('host_metrics', db().row('host', birch).metrics, { live: false }));
    expect(await refusalOf(simulator, 'host.disable', birch)).toEqual(['HOST_OFFLINE', birch]);
    expect(
      await refusalOf(simulator, 'SR.create', birch, { server: 's', serverpath: '/p' }, 0, '', '', 'nfs', '', true),
    ).toEqual(['HOST_OFFLINE', birch]);
    expect(await simulator.call('host.get_allowed_operations', birch)).toEqual([]);
    await simulator.call('host.set_power_on_mode', birch, 'wake-on-lan', {});
    expect(await simulator.call('host.get_allowed_operations', birch)).toEqual(['power_on']);
    const sr = await nfs(simulator, alder);
    const pbd =
      db()
        .row('SR', sr)
        .PBDs.find((each) => db().row('PBD', each).host === birch) ?? '';
    expect(db().row('PBD', pbd).currently_attached).toBe(false);
    expect(await refusalOf(simulator, 'PBD.plug', pbd)).toEqual(['HOST_OFFLINE', birch]);
  });

  test('is named as a host may be named', async () => {
    await simulator.call('host.set_hostname_live', alder, 'alder-2.example');
    expect(await refusalOf(simulator, 'host.set_hostname_live', alder, '')).toEqual([
      'HOST_NAME_INVALID',
      'hostname empty',
    ]);
    expect((await refusalOf(simulator, 'host.set_hostname_live', alder, 'a_b'))[0]).toBe('HOST_NAME_INVALID');
  });

  test('tells the time of the simulated world', async () => {
    simulator.advance(90_000);
    expect(await simulator.call('host.get_servertime', alder)).toBe('20260105T08:01:30Z');
    expect(await refusalOf(simulator, 'host.get_servertime', 'OpaqueRef:x')).toEqual([
      'HANDLE_INVALID',
      'host',
      'OpaqueRef:x',
    ]);
  });
});

describe('the pool', () => {
  test('has a default repository, or none', async () => {
    const [pool = ''] = db().refs('pool');
    const sr = await nfs(simulator, alder);
    await simulator.call('pool.set_default_SR', pool, sr);
    expect(db().row('pool', pool).default_SR).toBe(sr);
    expect(await refusalOf(simulator, 'pool.set_default_SR', pool, 'OpaqueRef:x')).toEqual([
      'HANDLE_INVALID',
      'SR',
      'OpaqueRef:x',
    ]);
    await simulator.call('pool.set_default_SR', pool, 'OpaqueRef:NULL');
    expect(isNullRef(db().row('pool', pool).default_SR)).toBe(true);
  });

  test('knows its coordinator', async () => {
    expect(await simulator.call('pool.is_slave', alder)).toBe(false);
  });

  test('allows what its state allows', async () => {
    const [pool = ''] = db().refs('pool');
    expect(await simulator.call('pool.get_allowed_operations', pool)).toContain('ha_enable');
    expect(await simulator.call('pool.get_allowed_operations', pool)).not.toContain('ha_disable');
  });
});
