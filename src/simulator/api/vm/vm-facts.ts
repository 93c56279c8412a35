import { isNullRef, type Ref } from '../../../xapi/datamodel/ref';
import type { Records } from '../../../xapi/datamodel/types.gen';
import type { Database } from '../../engine/database';
import { domainKind } from '../memory';
import type { VmOperation } from './operation-table';

type Vm = Records['VM'];
type GuestMetrics = Records['VM_guest_metrics'];

/** Everything that decides which operations a VM allows. Not to be kept: other rows may change. */
export interface VmFacts {
  readonly ref: Ref<'VM'>;
  readonly vm: Vm;
  readonly current: readonly VmOperation[];
  readonly isDefaultTemplate: boolean;
  /** The pool lets suspended VMs be cloned, or this is a snapshot. */
  readonly copiesSuspended: boolean;
  readonly upgrading: boolean;
  readonly features: GuestFeatures;
  readonly isImmobile: boolean;
  readonly hasNestedVirt: boolean;
  /** A disk forgets its changes at every boot; and one that also caches reads on the host. */
  readonly hasResetDisk: boolean;
  readonly hasCachedResetDisk: boolean;
}

/** What a guest says it can do, as `Features` bits. */
export type GuestFeatures = number;

export const Features = {
  /** A PV guest, or one with PV drivers: it can do everything. */
  all: 1,
  shutdown: 2,
  reboot: 4,
  suspend: 8,
  vcpuHotplug: 16,
  /** `data-cant-suspend-reason` is there. */
  cannotSuspend: 32,
} as const;

/** Whether the drivers of a guest are known (xapi: xapi_pv_driver_version.ml has_pv_drivers). */
export function hasPvDrivers(metrics: GuestMetrics | undefined): boolean {
  if (metrics === undefined) return false;
  const { major, minor } = metrics.PV_drivers_version;
  return metrics.PV_drivers_detected || (major !== undefined && minor !== undefined);
}

/** Whether a VM that runs has certainly booted without hardware emulation; unknown counts as not. */
function bootedPv(vm: Vm, metrics: Records['VM_metrics'] | undefined): boolean {
  if (metrics === undefined) return false;
  const kind = metrics.current_domain_type === 'unspecified' ? domainKind(vm) : metrics.current_domain_type;
  return kind !== 'hvm';
}

function guestFeatures(
  vm: Vm,
  metrics: Records['VM_metrics'] | undefined,
  guest: GuestMetrics | undefined,
): GuestFeatures {
  let features = bootedPv(vm, metrics) || hasPvDrivers(guest) ? Features.all : 0;
  if (guest === undefined) return features;
  const { other } = guest;
  if (other['feature-shutdown'] === '1') features |= Features.shutdown | Features.reboot;
  if (other['feature-poweroff'] === '1') features |= Features.shutdown;
  if (other['feature-reboot'] === '1') features |= Features.reboot;
  if (other['feature-suspend'] === '1') features |= Features.suspend;
  if (other['feature-vcpu-hotplug'] === '1') features |= Features.vcpuHotplug;
  if ('data-cant-suspend-reason' in other) features |= Features.cannotSuspend;
  return features;
}

/** `true` as platform and other_config maps say it (xapi: vm_platform.ml is_true). */
export function isTrue(value: string | undefined): boolean {
  return value === '1' || value === 'true' || (value !== undefined && value.toLowerCase() === 'true');
}

const NO_OPERATIONS: readonly VmOperation[] = [];

function currentOperations(vm: Vm): readonly VmOperation[] {
  for (const _ in vm.current_operations) return Object.values(vm.current_operations);
  return NO_OPERATIONS;
}

/** What the guest and its metrics say, and whether the VM may move. */
interface GuestFacts {
  readonly features: GuestFeatures;
  readonly isImmobile: boolean;
  readonly hasNestedVirt: boolean;
}

interface DiskFacts {
  readonly hasResetDisk: boolean;
  readonly hasCachedResetDisk: boolean;
}

/** Other rows are looked at when somebody asks for what they say: most checks end before that. */
class Facts implements VmFacts {
  readonly ref: Ref<'VM'>;
  readonly vm: Vm;
  readonly current: readonly VmOperation[];
  readonly isDefaultTemplate: boolean;
  readonly copiesSuspended: boolean;
  readonly upgrading: boolean;
  readonly #db: Database;
  #guest: GuestFacts | null = null;
  #disks: DiskFacts | null = null;

  constructor(db: Database, ref: Ref<'VM'>, vm: Vm) {
    const poolConfig = poolOtherConfig(db);
    this.#db = db;
    this.ref = ref;
    this.vm = vm;
    this.current = currentOperations(vm);
    this.isDefaultTemplate = vm.is_default_template || isTrue(vm.other_config['default_template']);
    this.copiesSuspended = vm.is_a_snapshot || isTrue(poolConfig?.['allow_clone_suspended_vm']);
    this.upgrading = poolConfig !== undefined && 'rolling_upgrade_in_progress' in poolConfig;
  }

  get features(): GuestFeatures {
    return (this.#guest ??= guestFacts(this.#db, this.vm)).features;
  }
  get isImmobile(): boolean {
    return (this.#guest ??= guestFacts(this.#db, this.vm)).isImmobile;
  }
  get hasNestedVirt(): boolean {
    return (this.#guest ??= guestFacts(this.#db, this.vm)).hasNestedVirt;
  }
  get hasResetDisk(): boolean {
    return (this.#disks ??= diskFacts(this.#db, this.vm)).hasResetDisk;
  }
  get hasCachedResetDisk(): boolean {
    return (this.#disks ??= diskFacts(this.#db, this.vm)).hasCachedResetDisk;
  }
}

function guestFacts(db: Database, vm: Vm): GuestFacts {
  const metrics = isNullRef(vm.metrics) ? undefined : db.get('VM_metrics', vm.metrics);
  const guest = isNullRef(vm.guest_metrics) ? undefined : db.get('VM_guest_metrics', vm.guest_metrics);
  const isLive = metrics !== undefined && (vm.power_state === 'Running' || vm.power_state === 'Paused');
  const nested = isLive ? metrics.nested_virt : isTrue(vm.platform['nested-virt']);
  const nomigrate = isLive ? metrics.nomigrate : isTrue(vm.platform['nomigrate']);
  return { features: guestFeatures(vm, metrics, guest), isImmobile: nested || nomigrate, hasNestedVirt: nested };
}

function diskFacts(db: Database, vm: Vm): DiskFacts {
  let hasResetDisk = false;
  let hasCachedResetDisk = false;
  for (const vbd of vm.VBDs) {
    const vdi = db.get('VBD', vbd)?.VDI;
    const disk = vdi === undefined || isNullRef(vdi) ? undefined : db.get('VDI', vdi);
    if (disk === undefined || (disk.on_boot !== 'reset' && disk.sm_config['on_boot'] !== 'reset')) continue;
    hasResetDisk = true;
    hasCachedResetDisk ||= disk.allow_caching || isTrue(disk.sm_config['caching']);
  }
  return { hasResetDisk, hasCachedResetDisk };
}

/** The facts of a VM at this moment; cheap enough to be asked for at every read of a record. */
export function vmFacts(db: Database, ref: Ref<'VM'>, vm: Vm): VmFacts {
  return new Facts(db, ref, vm);
}

function poolOtherConfig(db: Database): Readonly<Record<string, string>> | undefined {
  const pool = db.first('pool');
  return pool === undefined ? undefined : db.row('pool', pool).other_config;
}
