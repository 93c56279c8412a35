import { NULL_REF, type Ref } from '../../xapi/datamodel/ref';
import type { Records } from '../../xapi/datamodel/types.gen';
import { Simulator, type SimulatorOptions } from '../simulator';
import { MIB_BYTES } from '../physics/units';

const GIB_BYTES = 1024 * MIB_BYTES;

export interface TestPool {
  readonly sim: Simulator;
  /** The first is the coordinator. */
  readonly hosts: readonly Ref<'host'>[];
  /** Shared by all servers, NFS. */
  readonly sr: Ref<'SR'>;
  /** On a PIF of every server. */
  readonly network: Ref<'network'>;
}

export interface TestPoolOptions extends SimulatorOptions {
  readonly hosts?: number;
  readonly memoryGib?: number;
}

/** A small pool made of bare rows: servers, one shared repository, one network. */
export function testPool(options: TestPoolOptions = {}): TestPool {
  const sim = new Simulator(options);
  const { db, engine } = sim.world;
  const count = options.hosts ?? 2;
  return db.transaction(() => {
    const sr = engine.newRef('SR');
    const network = engine.newRef('network');
    db.insert('SR', sr, {
      uuid: engine.newUuid('SR'),
      name_label: 'Shared disks',
      type: 'nfs',
      content_type: 'user',
      shared: true,
      physical_size: 4096 * GIB_BYTES,
    });
    db.insert('network', network, { uuid: engine.newUuid('network'), name_label: 'Pool network', managed: true });
    const hosts = Array.from({ length: count }, (_, at) => testHost(sim, at, sr, network, options.memoryGib ?? 64));
    db.insert('pool', engine.newRef('pool'), {
      uuid: engine.newUuid('pool'),
      name_label: 'Test pool',
      master: hosts[0] ?? NULL_REF,
      default_SR: sr,
      suspend_image_SR: sr,
    });
    return { sim, hosts, sr, network };
  });
}

function testHost(sim: Simulator, at: number, sr: Ref<'SR'>, network: Ref<'network'>, memoryGib: number): Ref<'host'> {
  const { db, engine } = sim.world;
  const host = engine.newRef('host');
  const metrics = engine.newRef('host_metrics');
  db.insert('host_metrics', metrics, {
    uuid: engine.newUuid('host_metrics'),
    memory_total: memoryGib * GIB_BYTES,
    live: true,
  });
  db.insert('host', host, {
    uuid: engine.newUuid('host'),
    name_label: `server-${at + 1}`,
    address: `10.0.0.${at + 1}`,
    enabled: true,
    metrics,
    capabilities: ['hvm-3.0-x86_64'],
    cpu_info: { cpu_count: '16', vendor: 'GenuineIntel', features_hvm: 'ffffffff', features_pv: 'ffffffff' },
    virtual_hardware_platform_versions: [0, 1, 2],
    suspend_image_sr: sr,
  });
  db.insert('PBD', engine.newRef('PBD'), { uuid: engine.newUuid('PBD'), host, SR: sr, currently_attached: true });
  db.insert('PIF', engine.newRef('PIF'), { uuid: engine.newUuid('PIF'), host, network, device: 'eth0', VLAN: -1 });
  return host;
}

/** Everything that the constructor of a VM asks for, as a plain HVM machine of 2 GiB and two vCPUs. */
export function vmRecord(values: Partial<Records['VM']> = {}): Records['VM'] {
  const bytes = 2 * GIB_BYTES;
  const record: Partial<Records['VM']> = {
    name_label: 'web-1',
    user_version: 1,
    is_a_template: false,
    affinity: NULL_REF,
    memory_static_max: bytes,
    memory_dynamic_max: bytes,
    memory_dynamic_min: bytes,
    memory_static_min: bytes / 2,
    VCPUs_params: {},
    VCPUs_max: 2,
    VCPUs_at_startup: 2,
    actions_after_shutdown: 'destroy',
    actions_after_reboot: 'restart',
    actions_after_crash: 'restart',
    PV_bootloader: '',
    PV_kernel: '',
    PV_ramdisk: '',
    PV_args: '',
    PV_bootloader_args: '',
    PV_legacy_args: '',
    HVM_boot_policy: 'BIOS order',
    HVM_boot_params: { order: 'cd' },
    platform: {},
    PCI_bus: '',
    other_config: {},
    recommendations: '',
    has_vendor_device: false,
    ...values,
  };
  return record as Records['VM'];
}

/** Everything that the constructor of a VBD asks for, as a disk that can be written. */
export function driveRecord(
  vm: Ref<'VM'>,
  vdi: Ref<'VDI'>,
  userdevice: string,
  values: Partial<Records['VBD']> = {},
): Records['VBD'] {
  const record: Partial<Records['VBD']> = {
    VM: vm,
    VDI: vdi,
    userdevice,
    bootable: false,
    mode: 'RW',
    type: 'Disk',
    unpluggable: true,
    empty: false,
    other_config: {},
    qos_algorithm_type: '',
    qos_algorithm_params: {},
    ...values,
  };
  return record as Records['VBD'];
}

/** A halted VM with one 8 GiB disk, an empty CD drive and one network interface. */
export async function testVm(pool: TestPool, values: Partial<Records['VM']> = {}): Promise<Ref<'VM'>> {
  const { sim, sr, network } = pool;
  const vm = await sim.call('VM.create', vmRecord(values));
  const { db, engine } = sim.world;
  const vdi = engine.newRef('VDI');
  db.transaction(() => {
    db.insert('VDI', vdi, {
      uuid: engine.newUuid('VDI'),
      name_label: `${values.name_label ?? 'web-1'} disk`,
      SR: sr,
      type: 'user',
      virtual_size: 8 * GIB_BYTES,
      managed: true,
    });
  });
  await sim.call('VBD.create', driveRecord(vm, vdi, '0', { bootable: true }));
  await sim.call('VBD.create', driveRecord(vm, NULL_REF, '3', { mode: 'RO', type: 'CD', empty: true }));
  const vif = {
    device: '0',
    network,
    VM: vm,
    MAC: '',
    MTU: 1500,
    other_config: {},
    qos_algorithm_type: '',
    qos_algorithm_params: {},
  };
  await sim.call('VIF.create', vif as unknown as Records['VIF']);
  return vm;
}
