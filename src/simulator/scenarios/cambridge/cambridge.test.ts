import { beforeAll, describe, expect, test } from 'vitest';
import type { Records } from '../../../xapi/datamodel/types.gen';
import { Simulator } from '../../simulator';
import { buildWorld, scenarioStart } from '../registry';
import { GUESTS } from './guests/all';
import { ERP } from './guests/planning-system';
import { problemsOf } from '../testing/invariants';
import { namesOf } from './population';

let simulator: Simulator;
let vms: readonly Records['VM'][];

beforeAll(async () => {
  simulator = new Simulator({ seed: 1, ...scenarioStart('cambridge') });
  await buildWorld(simulator, 'cambridge');
  vms = Object.values(await simulator.call('VM.get_all_records'));
});

const db = () => simulator.world.db;
const all = <C extends keyof Records>(cls: C): Records[C][] => [...db().all(cls)].map(([, row]) => row as Records[C]);
const guests = () => vms.filter((vm) => !vm.is_a_template && !vm.is_control_domain && !vm.is_a_snapshot);
const named = (name: string): Records['VM'] => {
  const found = guests().find((vm) => vm.name_label === name);
  if (found === undefined) throw new Error(`There is no ${name}`);
  return found;
};

// Where guests of the isolated network were placed by chance, no other server could take them or had room for them.
test.each([4, 5, 49])('the world is whole with the seed %i', async (seed) => {
  const other = new Simulator({ seed, ...scenarioStart('cambridge') });
  await buildWorld(other, 'cambridge');
  expect(problemsOf(other.world)).toEqual([]);
});

describe('Cambridge has', () => {
  test('six servers of two generations, one of them in maintenance', () => {
    const hosts = all('host');
    expect(hosts.map((host) => host.name_label)).toEqual([
      'granta-1',
      'granta-2',
      'granta-3',
      'ouse-1',
      'ouse-2',
      'ouse-3',
    ]);
    expect(new Set(hosts.map((host) => host.cpu_info['modelname'])).size).toBe(2);
    const away = hosts.filter((host) => !host.enabled);
    expect(away.map((host) => [host.name_label, host.other_config['MAINTENANCE_MODE']])).toEqual([
      ['granta-1', 'true'],
    ]);
    expect(away[0]?.resident_VMs).toHaveLength(1);
  });

  test('about eighty VMs, Windows and Linux, most of them running', () => {
    expect(guests()).toHaveLength([...GUESTS, ...ERP].flatMap(namesOf).length);
    const in_ = (state: string): number => guests().filter((vm) => vm.power_state === state).length;
    expect(guests().length).toBeGreaterThanOrEqual(78);
    expect(in_('Running')).toBeGreaterThan(60);
    expect(in_('Suspended')).toBe(3);
    expect(in_('Halted')).toBeGreaterThan(4);
    const systems = all('VM_guest_metrics').map((metrics) => metrics.os_version['distro']);
    expect(new Set(systems).size).toBeGreaterThanOrEqual(5);
    expect(systems).toContain('windows');
  });

  test('guests that report an address for each network', () => {
    for (const vm of guests().filter(({ power_state }) => power_state === 'Running')) {
      const { networks } = db().row('VM_guest_metrics', vm.guest_metrics);
      for (const vif of vm.VIFs) expect(networks[`${db().row('VIF', vif).device}/ip`]).toMatch(/^\d+\.\d+\.\d+\.\d+$/);
    }
  });

  test('local, NFS and iSCSI storage, an ISO library with images, and one server that lost a repository', () => {
    const shared = all('SR').filter((sr) => sr.shared && !sr.is_tools_sr);
    expect(shared.map((sr) => [sr.name_label, sr.type])).toEqual([
      ['Fast NFS', 'nfs'],
      ['Archive NFS', 'nfs'],
      ['Databases iSCSI', 'lvmoiscsi'],
      ['ISO library', 'iso'],
    ]);
    expect(all('SR').filter((sr) => sr.name_label === 'Local storage')).toHaveLength(6);
    expect(shared[3]?.VDIs.length).toBeGreaterThan(8);
    const broken = all('PBD').filter((pbd) => !pbd.currently_attached);
    expect(broken.map((pbd) => [db().row('SR', pbd.SR).name_label, db().row('host', pbd.host).name_label])).toEqual([
      ['Archive NFS', 'granta-1'],
    ]);
  });

  test('networks on VLANs of a bond', () => {
    expect(all('Bond')).toHaveLength(6);
    const vlans = all('PIF').filter((pif) => pif.VLAN >= 0 && db().row('host', pif.host).name_label === 'ouse-1');
    expect(vlans.map((pif) => [db().row('network', pif.network).name_label, pif.VLAN, pif.device])).toEqual([
      ['Office', 20, 'bond0'],
      ['Servers', 30, 'bond0'],
      ['DMZ', 40, 'bond0'],
    ]);
  });

  test('graphics of two kinds, with vGPUs in use', () => {
    const groups = all('GPU_group');
    expect(groups.map((group) => group.GPU_types)).toEqual([['10de/13f2'], ['10de/25b6']]);
    for (const group of groups) {
      const running = group.VGPUs.map((vgpu) => db().row('VGPU', vgpu)).filter((vgpu) => vgpu.currently_attached);
      expect(running.length).toBeGreaterThanOrEqual(4);
    }
  });

  test('templates of its own, snapshots and checkpoints', () => {
    const own = vms.filter((vm) => vm.is_a_template && !vm.is_default_template && !vm.is_a_snapshot);
    expect(own.map((vm) => vm.name_label)).toEqual(['Web node', 'Build runner', 'Windows 11 desktop']);
    expect(vms.filter((vm) => vm.is_a_template && vm.domid !== -1)).toEqual([]);
    const snapshots = vms.filter((vm) => vm.is_a_snapshot);
    expect(snapshots.length).toBeGreaterThanOrEqual(8);
    expect(snapshots.filter((vm) => vm.power_state === 'Suspended')).toHaveLength(2);
    expect(named('win10-test').snapshots).toHaveLength(3);
  });

  test('folders, tags and custom fields as XenCenter keeps them', () => {
    const [pool] = all('pool');
    expect(pool?.gui_config['XenCenter.CustomFields']).toContain('<CustomFieldDefinition name="Owner" type="String"');
    expect(pool?.other_config['EMPTY_FOLDERS']).toBe('/Business/Archive;/Engineering/Trials');
    for (const vm of guests()) {
      expect(vm.other_config['folder']).toMatch(/^\/[A-Z]/);
      expect(vm.other_config['XenCenter.CustomFields.Owner']).toBeTruthy();
      expect(vm.other_config['XenCenter.CustomFields.Review date']).toMatch(
        /^2026\d{4}T00:00:00Z$|^2027\d{4}T00:00:00Z$/,
      );
    }
    expect(new Set(guests().flatMap((vm) => vm.tags)).size).toBeGreaterThanOrEqual(8);
  });

  test('a vApp that starts in order', () => {
    const [appliance] = all('VM_appliance');
    const members = (appliance?.VMs ?? []).map((vm) => db().row('VM', vm));
    expect(members.map((vm) => [vm.name_label, vm.order, vm.start_delay])).toEqual([
      ['erp-db', 0, 30],
      ['erp-app-1', 1, 20],
      ['erp-app-2', 1, 20],
      ['erp-web', 2, 0],
    ]);
  });

  test('alerts of several severities about objects that exist', () => {
    const messages = all('message');
    expect(new Set(messages.map((message) => message.priority)).size).toBeGreaterThanOrEqual(4);
    expect(messages.length).toBeLessThan(40);
    for (const { cls, obj_uuid } of messages) {
      const table = cls === 'Host' ? 'host' : cls === 'Pool' ? 'pool' : 'VM';
      expect(db().byUuid(table, obj_uuid)).toBeDefined();
    }
  });

  test('a past: servers up for weeks, VMs started on different days', () => {
    const days = guests()
      .filter((vm) => vm.power_state === 'Running')
      .map((vm) => db().row('VM_metrics', vm.metrics).start_time.slice(0, 8));
    expect(new Set(days).size).toBeGreaterThan(12);
    for (const host of all('host'))
      expect(Number(host.other_config['boot_time'])).toBeLessThan(simulator.nowMs / 1000 - 50 * 86_400);
  });

  test('names in natural order and no name twice', () => {
    const names = guests().map((vm) => vm.name_label);
    expect(new Set(names).size).toBe(names.length);
    expect(names).toEqual(expect.arrayContaining(['web-1', 'web-6', 'runner-8', 'desktop-8', 'dc-2']));
  });
});

describe('an administrator of Cambridge', () => {
  test('starts a halted VM and brings a suspended one back', async () => {
    const world = simulator.fork({ clockMode: 'instant' });
    const ref = (name: string) => world.world.db.byUuid('VM', named(name).uuid) ?? '';
    await world.call('VM.start', ref('test-web-1'), false, false);
    await world.call('VM.resume', ref('staging-2'), false, false);
    expect(world.world.db.row('VM', ref('test-web-1')).power_state).toBe('Running');
    expect(world.world.db.row('VM', ref('staging-2')).power_state).toBe('Running');
  });

  test('brings the server back from maintenance and mends its storage', async () => {
    const world = simulator.fork({ clockMode: 'instant' });
    const broken = [...world.world.db.all('PBD')].find(([, pbd]) => !pbd.currently_attached);
    await world.call('PBD.plug', broken?.[0] ?? '');
    await world.call('host.enable', broken?.[1].host ?? '');
    const allowed = await world.call('host.get_allowed_operations', broken?.[1].host ?? '');
    expect(allowed).toContain('vm_start');
  });
});
