import { isNullRef, NULL_REF, type Ref } from '../../../xapi/datamodel/ref';
import type { Records } from '../../../xapi/datamodel/types.gen';
import { EMPTY_MAP } from '../../engine/defaults';
import { copyVbd } from '../vbd';
import { copyVif } from '../vif';
import { copyVtpm } from '../vtpm/vtpm';
import type { World } from '../world';
import { insertMetrics } from './create';

type Vm = Records['VM'];

/** A VM generation id, so that Windows notices that it was copied; an empty one stays empty (fresh_genid). */
export function freshGenerationId({ engine }: World, current: string): string {
  if (current === '') return '';
  const half = (): string => {
    const high = BigInt(engine.random.uint32('generation-id') & 0x7fffffff);
    return String(high * 4294967296n + BigInt(engine.random.uint32('generation-id')));
  };
  return `${half()}:${half()}`;
}

/** other_config of a copy: a seed of its own for MAC addresses, no marks of a template that came with the product. */
function copiedConfig(world: World, vm: Vm, isSnapshot: boolean): Vm['other_config'] {
  const { default_template: _default, xensource_internal: _internal, ...config } = vm.other_config;
  const seeded = isSnapshot ? config : { ...config, mac_seed: world.engine.newUuid('VM') };
  return vm.is_a_template && !('base_template_name' in seeded)
    ? { ...seeded, base_template_name: vm.name_label }
    : seeded;
}

/** A metrics row with the values of another VM's (xapi_vm_helpers.ml copy_metrics). */
export function copyMetrics(world: World, vm: Vm): Ref<'VM_metrics'> {
  return insertMetrics(world, world.db.get('VM_metrics', vm.metrics));
}

/** What a guest has reported, for a VM that continues from this moment (copy_guest_metrics). */
export function copyGuestMetrics({ db, engine }: World, vm: Vm): Ref<'VM_guest_metrics'> {
  const row = isNullRef(vm.guest_metrics) ? undefined : db.get('VM_guest_metrics', vm.guest_metrics);
  if (row === undefined) return NULL_REF;
  const ref = engine.newRef('VM_guest_metrics');
  db.insert('VM_guest_metrics', ref, { uuid: engine.newUuid('VM_guest_metrics') }, row);
  return ref;
}

export function copyVgpu({ db, engine }: World, vgpu: Ref<'VGPU'>, vm: Ref<'VM'>): Ref<'VGPU'> {
  const { GPU_group, device, other_config, type, extra_args } = db.row('VGPU', vgpu);
  const ref = engine.newRef('VGPU');
  db.insert('VGPU', ref, { uuid: engine.newUuid('VGPU'), VM: vm, GPU_group, device, other_config, type, extra_args });
  return ref;
}

/** Which disk of the copy stands for a disk of the original; null leaves the VBD out. */
export type DiskMap = (vbd: Records['VBD'], ref: Ref<'VBD'>) => Ref<'VDI'> | null;

/** xapi_globs.ml owner_key: the disk goes with the VM. */
const OWNER = 'owner';

/**
 * Copies the VBDs of a VM; a copy owns its disks whoever owned the originals (CA-58405).
 * @param staysPlugged as for `copyVbd`
 */
export function copyDisks(world: World, from: Vm, to: Ref<'VM'>, disk: DiskMap, staysPlugged: boolean): void {
  const { db } = world;
  for (const vbd of from.VBDs) {
    const row = db.row('VBD', vbd);
    const vdi = disk(row, vbd);
    if (vdi === null) continue;
    const copy = copyVbd(world, vbd, to, vdi, staysPlugged);
    const { other_config } = db.row('VBD', copy);
    if (row.type === 'Disk' && !(OWNER in other_config)) {
      db.update('VBD', copy, { other_config: { ...other_config, [OWNER]: '' } });
    }
  }
}

/**
 * A new VM with the configuration, VBDs, VIFs and vGPUs of another (xapi_vm_clone.ml copy_vm_record).
 * @param values what a clone, a copy, a snapshot and a checkpoint do not share
 */
export function copyVm(world: World, ref: Ref<'VM'>, values: Partial<Vm>, disk: DiskMap): Ref<'VM'> {
  const { db, engine } = world;
  const vm = db.row('VM', ref);
  const isSnapshot = values.is_a_snapshot === true;
  const copy = engine.newRef('VM');
  const own: Partial<Vm> = {
    uuid: engine.newUuid('VM'),
    power_state: 'Halted',
    current_operations: EMPTY_MAP,
    blocked_operations: EMPTY_MAP,
    is_default_template: false,
    is_a_snapshot: false,
    snapshot_of: NULL_REF,
    snapshot_time: '19700101T00:00:00Z',
    snapshot_info: EMPTY_MAP,
    snapshot_metadata: '',
    transportable_snapshot_id: '',
    parent: NULL_REF,
    suspend_VDI: NULL_REF,
    resident_on: NULL_REF,
    scheduled_to_be_resident_on: NULL_REF,
    domid: -1,
    other_config: copiedConfig(world, vm, isSnapshot),
    metrics: copyMetrics(world, vm),
    guest_metrics: copyGuestMetrics(world, vm),
    blobs: EMPTY_MAP,
    ha_always_run: false,
    protection_policy: NULL_REF,
    is_snapshot_from_vmpp: false,
    is_vmss_snapshot: false,
    snapshot_schedule: NULL_REF,
    appliance: NULL_REF,
    start_delay: 0,
    shutdown_delay: 0,
    order: 0,
    suspend_SR: NULL_REF,
    version: 0,
    generation_id: freshGenerationId(world, vm.generation_id),
    requires_reboot: false,
    pending_guidances: [],
    pending_guidances_recommended: [],
    pending_guidances_full: [],
    attached_PCIs: [],
    groups: [],
    ...values,
  };
  db.insert('VM', copy, own, vm);
  const isSuspended = values.power_state === 'Suspended';
  copyDisks(world, vm, copy, disk, isSuspended);
  for (const vif of vm.VIFs) copyVif(world, vif, copy, isSnapshot, isSuspended);
  for (const vgpu of vm.VGPUs) copyVgpu(world, vgpu, copy);
  for (const vtpm of vm.VTPMs) copyVtpm(world, vtpm, copy);
  return copy;
}
