import { isNullRef, NULL_REF, type Ref } from '../../../xapi/datamodel/ref';
import type { Records } from '../../../xapi/datamodel/types.gen';
import { copyRow, defaultRow, EMPTY_MAP } from '../../engine/defaults';
import { Fault } from '../fault';
import { assertNamesExist, constructorValues } from '../generic';
import { domainKind, overheadOf } from '../memory';
import { define } from '../registry';
import { coordinator, need, type Call, type World } from '../world';
import { bootPolicyFor } from './domain-type';
import { badPowerState } from './operation-check';

type Vm = Records['VM'];

/** Virtual hardware that offers the vendor device (xapi_globs.ml has_vendor_device). */
const VENDOR_DEVICE_PLATFORM = 2;

/**
 * The virtual hardware version that a VM needs at least. Servers that do not know the vendor device, as in an old
 * pool's database, cannot be asked for it.
 */
export function platformVersionFor(
  world: World,
  vm: Pick<Vm, 'has_vendor_device' | 'hardware_platform_version'>,
): number {
  const { hardware_platform_version: version } = vm;
  if (!vm.has_vendor_device || version >= VENDOR_DEVICE_PLATFORM) return version;
  const versions = world.db.get('host', coordinator(world.db))?.virtual_hardware_platform_versions ?? [];
  return versions.includes(VENDOR_DEVICE_PLATFORM) ? VENDOR_DEVICE_PLATFORM : version;
}

/** The seed of a VM's automatic MAC addresses, kept in its other_config (xapi_globs.ml mac_seed). */
function withMacSeed(world: World, other_config: Vm['other_config']): Vm['other_config'] {
  return 'mac_seed' in other_config ? other_config : { ...other_config, mac_seed: world.engine.newUuid('VM') };
}

const EMPTY_METRICS: Records['VM_metrics'] = Object.assign(copyRow('VM_metrics', defaultRow('VM_metrics')), {
  VCPUs_utilisation: { '0': 0 },
});

/** Adds a metrics row of its own for a VM; VM.metrics has no other end. */
export function insertMetrics(world: World, values = EMPTY_METRICS): Ref<'VM_metrics'> {
  const ref = world.engine.newRef('VM_metrics');
  world.db.insert('VM_metrics', ref, { uuid: world.engine.newUuid('VM_metrics') }, values);
  return ref;
}

/**
 * Adds a VM that has never run. The values are taken as they are: xapi looks at vCPUs and memory only when the VM
 * starts (xapi_vm.ml create).
 */
export function insertVm(world: World, values: Partial<Vm>): Ref<'VM'> {
  const { db, engine } = world;
  const ref = engine.newRef('VM');
  const row: Vm = Object.assign(copyRow('VM', defaultRow('VM')), values);
  const kind = domainKind(row);
  const derived: Partial<Vm> = {
    uuid: engine.newUuid('VM'),
    metrics: insertMetrics(world),
    domid: -1,
    domain_type: kind,
    HVM_boot_policy: row.HVM_boot_policy === '' ? bootPolicyFor(kind) : row.HVM_boot_policy,
    memory_overhead: overheadOf(row),
    hardware_platform_version: platformVersionFor(world, row),
    other_config: withMacSeed(world, row.other_config),
  };
  db.insert('VM', ref, derived, row);
  return ref;
}

/** What xapi's constructor does not take from the client, or only for a suspended VM that is imported. */
function settle(values: Partial<Vm>): Partial<Vm> {
  const suspended = values.power_state === 'Suspended';
  const image: Partial<Vm> = {
    power_state: 'Halted',
    suspend_VDI: NULL_REF,
    last_boot_CPU_flags: EMPTY_MAP,
    last_booted_record: '',
  };
  const fixed: Partial<Vm> = {
    blocked_operations: EMPTY_MAP,
    protection_policy: NULL_REF,
    snapshot_schedule: NULL_REF,
    is_snapshot_from_vmpp: false,
    is_vmss_snapshot: false,
  };
  return Object.assign(values, fixed, suspended ? undefined : image);
}

/** A suspended VM has an image, and what it booted with (xapi_vm.ml create). */
function isWhole({ suspend_VDI = NULL_REF, last_boot_CPU_flags = {}, last_booted_record = '' }: Partial<Vm>): boolean {
  return !isNullRef(suspend_VDI) && last_booted_record !== '' && Object.keys(last_boot_CPU_flags).length > 0;
}

function create(call: Call, args: unknown): Ref<'VM'> {
  const given = constructorValues('VM', args);
  assertNamesExist(call.db, 'VM', given);
  const values: Partial<Vm> = given;
  const { appliance } = values;
  if (appliance !== undefined && !isNullRef(appliance)) need(call.db, 'VM_appliance', appliance);
  return call.db.transaction(() => {
    const ref = insertVm(call.world, settle(values));
    const { power_state } = values;
    if (power_state === 'Suspended' && !isWhole(values))
      throw new Fault(...badPowerState(ref, ['Halted'], power_state));
    return ref;
  });
}

define({ 'VM.create': create });
