import { NULL_REF, type Ref } from '../../xapi/datamodel/ref';
import type { Messages, Records } from '../../xapi/datamodel/types.gen';
import type { Database } from '../engine/database';

/** The classes whose `allowed_operations` are put to the test. */
export type TestedClass = 'VM' | 'VDI' | 'VBD' | 'VIF' | 'SR' | 'host' | 'pool' | 'VM_appliance';

export type TestedCall = readonly [message: keyof Messages, ...args: unknown[]];

/** How an operation of `allowed_operations` is tried. */
export interface Attempt<C extends TestedClass = TestedClass> {
  /** A call with arguments to which nothing is to be said; null when the world has none. */
  readonly call: (db: Database, ref: Ref<C>, row: Records[C]) => TestedCall | null;
  /** Codes with which the call may refuse although the operation is allowed: it looks at more than the object's state. */
  readonly besides?: RegExp;
  /** The call goes further than `allowed_operations` promises. */
  readonly lenient?: boolean;
}

type Attempts<C extends TestedClass> = Readonly<Record<string, Attempt<C>>>;

/** A message whose only parameter, or first with constants behind it, is the object. */
const plain = <C extends TestedClass>(message: keyof Messages, ...rest: readonly unknown[]): Attempt<C> => ({
  call: (_db, ref) => [message, ref, ...rest],
});

const PLACEMENT =
  /^(NO_HOSTS_AVAILABLE|HOST_NOT_ENOUGH_FREE_MEMORY|VM_REQUIRES_|VM_HOST_INCOMPATIBLE|HOST_DISABLED|HOST_NOT_LIVE|HOST_OFFLINE|VM_INCOMPATIBLE|MEMORY_CONSTRAINT|INVALID_VALUE|VALUE_NOT_SUPPORTED|VGPU_|NETWORK_SRIOV|VDI_IN_USE|VDI_READONLY|SR_|HA_|HOST_NOT_ENOUGH_PCPUS|VM_TOO_MANY_VCPUS|VM_HVM_REQUIRED|VUSB|OTHER_OPERATION|VDI_NOT_MANAGED|VDI_NOT_AVAILABLE|CANNOT_CONTACT_HOST|VM_HAS_)/;
/** Room for copies and images, and what the disks are busy with. */
const STORAGE =
  /^(NO_HOSTS_AVAILABLE|SR_|VDI_|VM_NO_SUSPEND_SR|LICENCE_RESTRICTION|VM_HAS_|OTHER_OPERATION|HOST_|CANNOT_CONTACT_HOST)/;

const VM: Attempts<'VM'> = {
  changing_VCPUs_live: {
    ...plain<'VM'>('VM.set_VCPUs_number_live', 1),
    besides: /^(INVALID_VALUE|OPERATION_NOT_ALLOWED)/,
  },
  changing_static_range: {
    call: (_db, ref, vm) => ['VM.set_memory_static_range', ref, vm.memory_static_min, vm.memory_static_max],
    besides: /^(MEMORY_CONSTRAINT|HA_)/,
  },
  changing_dynamic_range: {
    call: (_db, ref, vm) => ['VM.set_memory_dynamic_range', ref, vm.memory_dynamic_min, vm.memory_dynamic_max],
    besides: /^(MEMORY_CONSTRAINT|HA_|LICENCE|HOST_NOT_ENOUGH)/,
  },
  changing_shadow_memory: { ...plain<'VM'>('VM.set_HVM_shadow_multiplier', 1), besides: /^HA_/ },
  changing_NVRAM: plain('VM.set_NVRAM', {}),
  make_into_template: plain('VM.set_is_a_template', true),
  create_vtpm: { ...plain<'VM'>('VTPM.create', false), besides: /^(VM_|OPERATION_NOT_ALLOWED|HA_|NOT_IMPLEMENTED)/ },
  start: { ...plain<'VM'>('VM.start', false, false), besides: PLACEMENT },
  unpause: plain('VM.unpause'),
  resume: { ...plain<'VM'>('VM.resume', false, false), besides: PLACEMENT },
  pause: plain('VM.pause'),
  suspend: { ...plain<'VM'>('VM.suspend'), besides: STORAGE },
  clean_shutdown: { ...plain<'VM'>('VM.clean_shutdown'), lenient: true },
  clean_reboot: { ...plain<'VM'>('VM.clean_reboot'), lenient: true, besides: PLACEMENT },
  // The memory image of a suspended guest is removed by a server that sees it (message_forwarding.ml hard_shutdown).
  hard_shutdown: { ...plain<'VM'>('VM.hard_shutdown'), besides: /^NO_HOSTS_AVAILABLE/ },
  hard_reboot: { ...plain<'VM'>('VM.hard_reboot'), besides: PLACEMENT },
  pool_migrate: {
    call: (_db, ref, vm) => ['VM.pool_migrate', ref, vm.resident_on, { live: 'true' }],
    besides: PLACEMENT,
  },
  snapshot: { ...plain<'VM'>('VM.snapshot', 'copy', []), besides: STORAGE },
  checkpoint: { ...plain<'VM'>('VM.checkpoint', 'copy'), besides: STORAGE },
  clone: { ...plain<'VM'>('VM.clone', 'copy'), besides: STORAGE },
  copy: { ...plain<'VM'>('VM.copy', 'copy', NULL_REF), besides: STORAGE },
  // Goes to a server that sees the disks, and is an operation of the VM too, which may block it
  // (message_forwarding.ml revert, forward_to_access_srs).
  revert: {
    ...plain<'VM'>('VM.revert'),
    besides: /^(SR_|VDI_|VM_REVERT_FAILED|OTHER_OPERATION|OPERATION_BLOCKED|VM_|NO_HOSTS_AVAILABLE)/,
  },
  provision: {
    ...plain<'VM'>('VM.provision'),
    besides: /^UUID_INVALID|^(NO_HOSTS_AVAILABLE|SR_|VDI_|HOST_|CANNOT|LICENCE|OTHER)/,
  },
  destroy: { ...plain<'VM'>('VM.destroy'), besides: /^(HA_|OTHER_OPERATION)/ },
  migrate_send: plain('VM.assert_operation_valid', 'migrate_send'),
  export: plain('VM.assert_operation_valid', 'export'),
  metadata_export: plain('VM.assert_operation_valid', 'metadata_export'),
};

/** Whatever a repository is busy with, calls on its disks wait for. */
const QUEUE = /^(HOST_|OTHER_OPERATION)/;

const VDI: Attempts<'VDI'> = {
  snapshot: { ...plain<'VDI'>('VDI.snapshot', {}), besides: /^(SR_|VDI_|HOST_|OTHER_OPERATION)/ },
  clone: { ...plain<'VDI'>('VDI.clone', {}), besides: /^(SR_|VDI_|HOST_|OTHER_OPERATION)/ },
  copy: {
    call: (_db, ref, vdi) => ['VDI.copy', ref, vdi.SR, NULL_REF, NULL_REF],
    besides: /^(SR_|VDI_|HOST_|OTHER_OPERATION)/,
  },
  resize: {
    call: (_db, ref, vdi) => ['VDI.resize', ref, vdi.virtual_size],
    besides: /^(SR_BACKEND|SR_FULL|HOST_|OTHER_OPERATION)/,
  },
  update: { ...plain<'VDI'>('VDI.update'), besides: QUEUE },
  enable_cbt: { ...plain<'VDI'>('VDI.enable_cbt'), besides: QUEUE },
  disable_cbt: { ...plain<'VDI'>('VDI.disable_cbt'), besides: QUEUE },
  data_destroy: { ...plain<'VDI'>('VDI.data_destroy'), besides: QUEUE },
  set_on_boot: { ...plain<'VDI'>('VDI.set_on_boot', 'persist'), besides: QUEUE },
  forget: plain('VDI.forget'),
  destroy: { ...plain<'VDI'>('VDI.destroy'), besides: QUEUE },
};

const VBD: Attempts<'VBD'> = {
  plug: { ...plain<'VBD'>('VBD.plug'), besides: /^(VDI_|SR_|HOST_|DEVICE_ATTACH|VM_|OTHER_OPERATION)/ },
  unplug: plain('VBD.unplug'),
  unplug_force: plain('VBD.unplug_force'),
  pause: plain('VBD.pause'),
  eject: { ...plain<'VBD'>('VBD.eject'), besides: /^HOST_/ },
  insert: {
    call: (db, ref) => {
      const iso = [...db.all('VDI')].find(([, vdi]) => vdi.read_only && vdi.managed);
      return iso === undefined ? null : ['VBD.insert', ref, iso[0]];
    },
    besides: /^(VDI_|SR_|HOST_|VM_REQUIRES)/,
  },
};

const VIF: Attempts<'VIF'> = {
  plug: { ...plain<'VIF'>('VIF.plug'), besides: /^(VM_REQUIRES|HOST_|CANNOT|NETWORK_)/ },
  unplug: plain('VIF.unplug'),
};

const SR: Attempts<'SR'> = {
  scan: { ...plain<'SR'>('SR.scan'), besides: /^HOST_/ },
  destroy: { ...plain<'SR'>('SR.destroy'), besides: /^(HOST_|SR_BACKEND)/ },
  forget: plain('SR.forget'),
  update: { ...plain<'SR'>('SR.update'), besides: /^HOST_/ },
  vdi_create: {
    call: (_db, SR) => [
      'VDI.create',
      {
        SR,
        name_label: 'disk',
        name_description: '',
        virtual_size: 2 ** 22,
        type: 'user',
        sharable: false,
        read_only: false,
        other_config: {},
        xenstore_data: {},
        sm_config: {},
        tags: [],
      },
    ],
    besides: /^(SR_FULL|SR_BACKEND|HOST_)/,
  },
};

const host: Attempts<'host'> = {
  evacuate: { ...plain<'host'>('host.evacuate', NULL_REF, 0), besides: /./ },
  reboot: { ...plain<'host'>('host.reboot'), besides: /^(HOST_IN_USE|HA_|HOST_HAS|CANNOT)/ },
  shutdown: { ...plain<'host'>('host.shutdown'), besides: /^(HOST_IN_USE|HA_|HOST_HAS|CANNOT)/ },
  power_on: { ...plain<'host'>('host.power_on'), besides: /^(HOST_POWER_ON|XENAPI_PLUGIN_FAILURE|WOL)/ },
  enable: plain('host.enable'),
};

const member = (db: Database): Ref<'host'> | undefined => {
  const master = db.row('pool', db.first('pool') ?? '').master;
  return db.refs('host').find((ref) => ref !== master);
};

const pool: Attempts<'pool'> = {
  designate_new_master: {
    call: (db) => {
      const next = member(db);
      return next === undefined ? null : ['pool.designate_new_master', next];
    },
    besides: /^(HOST_|CANNOT_CONTACT|POOL_)/,
  },
  configure_repositories: plain('pool.set_repositories', []),
  sync_updates: {
    ...plain<'pool'>('pool.sync_updates', false, '', '', '', ''),
    besides: /^(NO_REPOSITORY|REPOSITORY|HOST|CAN_NOT_SYNC)/,
  },
  tls_verification_enable: { call: () => ['pool.enable_tls_verification'], besides: /^(HOST_|CANNOT)/ },
};

const VM_appliance: Attempts<'VM_appliance'> = {
  start: plain('VM_appliance.start', false),
  clean_shutdown: plain('VM_appliance.clean_shutdown'),
  hard_shutdown: plain('VM_appliance.hard_shutdown'),
  shutdown: plain('VM_appliance.shutdown'),
};

const TABLE = { VM, VDI, VBD, VIF, SR, host, pool, VM_appliance };

export const TESTED_CLASSES = Object.keys(TABLE) as readonly TestedClass[];

/** The operations of a class that can be tried, with how. */
export function attemptsOf(cls: TestedClass): readonly (readonly [operation: string, attempt: Attempt])[] {
  return Object.entries(TABLE[cls]) as unknown as (readonly [string, Attempt])[];
}
