import { isNullRef, NULL_REF, type Ref } from '../../../xapi/datamodel/ref';
import type { Records } from '../../../xapi/datamodel/types.gen';
import { EMPTY_MAP } from '../../engine/defaults';
import { removeConsoles, showConsole } from '../console';
import { withoutTask } from '../operations';
import { domainKind } from '../memory';
import { attachFunctions, detachFunctions } from '../network/sriov-functions';
import { WORKLOAD_KEY } from '../metrics/workload';
import { startProxies, stopProxies } from '../pvs/control';
import { tellReadCaching } from '../sr/read-cache';
import { assertReach, setVbdAttached } from '../vbd';
import { settleDisksOf } from '../vdi/growth';
import { need, toXapiDate, type World } from '../world';
import { updateGroupAlerts } from './anti-affinity';
import { assertDom0Copes } from './dom0-room';
import { planBoot } from './guest-boot';
import { attachGpus, attachNamedDevices, detachGpus, releaseDevices } from './gpus';
import { memoryShareBytes } from './balloons';
import { isTrue } from './vm-facts';

type Vm = Records['VM'];

/** Part of the notes: the last domain number of each server. */
const DOMIDS = 'last domids';

/** The next domain number of a server; numbers are not used twice while the server is up. */
function nextDomid({ db, engine }: World, host: Ref<'host'>): number {
  const last = engine.notes.get(DOMIDS, host) as number | undefined;
  const domid = (last ?? highestDomid(db, host)) + 1;
  engine.notes.set(DOMIDS, host, domid);
  return domid;
}

/** A server of a dump has counted already. */
function highestDomid(db: World['db'], host: Ref<'host'>): number {
  return db.row('host', host).resident_VMs.reduce((most, vm) => Math.max(most, db.row('VM', vm).domid), 0);
}

/** An empty drive is a device of an emulated machine only. */
function isPresent(vbd: Records['VBD'], vm: Vm): boolean {
  return !vbd.empty || domainKind(vm) === 'hvm';
}

/**
 * The devices that come with a domain. A start brings those that it has held from its beginning; later a VM keeps what
 * is attached, and what a client has added meanwhile waits for a plug or the next start (xapi_xenops.ml start,
 * create_metadata).
 */
function comesWith(starts: Ref<'task'> | undefined, device: Records['VBD'] | Records['VIF']): boolean {
  return starts === undefined ? device.currently_attached : device.current_operations[starts] !== undefined;
}

export interface Arrival {
  readonly host: Ref<'host'>;
  readonly power_state: 'Running' | 'Paused';
  /** The guest boots; otherwise it goes on where it was. */
  readonly boots: boolean;
  /** The task whose holds on the VM and its devices end with this; null when they go on. */
  readonly task: Ref<'task'>;
  /** The task that starts the VM, when one does. */
  readonly starts?: Ref<'task'>;
}

/**
 * Gives a VM its domain on a server: devices connected, console shown, metrics begun; a guest that boots will report
 * later. The reservations of the VM end here, in the same write that makes it resident, so that nobody counts it twice.
 */
export function enterDomain(world: World, ref: Ref<'VM'>, arrival: Arrival, values: Partial<Vm> = {}): void {
  const { db, engine } = world;
  const { host, power_state, task, starts } = arrival;
  const domid = nextDomid(world, host);
  const before = db.row('VM', ref);
  removeConsoles(world, before);
  const current_operations = withoutTask(before.current_operations, task);
  const here = { power_state, resident_on: host, scheduled_to_be_resident_on: NULL_REF, domid, current_operations };
  db.update('VM', ref, Object.assign(here, values));
  const vm = db.row('VM', ref);
  for (const vbd of vm.VBDs) {
    const row = db.row('VBD', vbd);
    if (!comesWith(starts, row) || !isPresent(row, vm)) continue;
    assertReach(world, row, host);
    setVbdAttached(world, vbd, true, task);
  }
  for (const vif of vm.VIFs) {
    const row = db.row('VIF', vif);
    if (!comesWith(starts, row)) continue;
    db.update('VIF', vif, { currently_attached: true, current_operations: withoutTask(row.current_operations, task) });
  }
  if (before.resident_on !== host) assertDom0Copes(world, ref, host);
  if (starts !== undefined) for (const vusb of vm.VUSBs) db.update('VUSB', vusb, { currently_attached: true });
  if (vm.VGPUs.length > 0) attachGpus(world, ref, vm);
  const { pci } = vm.other_config;
  if (pci !== undefined) attachNamedDevices(world, ref, host, pci);
  attachFunctions(world, ref, host);
  startProxies(world, vm);
  showConsole(world, ref, host);
  const kind = domainKind(vm);
  const now = toXapiDate(engine.nowMs);
  const metrics: Partial<Records['VM_metrics']> = {
    memory_actual: memoryShareBytes(world, host, vm),
    VCPUs_number: vm.VCPUs_at_startup,
    hvm: kind === 'hvm',
    current_domain_type: kind,
    nested_virt: isTrue(vm.platform['nested-virt']),
    nomigrate: isTrue(vm.platform['nomigrate']),
    last_updated: now,
  };
  patchMetrics(world, vm, arrival.boots ? { ...metrics, start_time: now } : metrics);
  updateGroupAlerts(world, vm.groups);
  // A guest that moved or was saved before it reported does so from its new domain.
  if (power_state === 'Running' && isNullRef(vm.guest_metrics)) planBoot(world, ref, !arrival.boots);
}

function patchMetrics({ db }: World, vm: Vm, values: Partial<Records['VM_metrics']>): void {
  if (db.has('VM_metrics', vm.metrics)) db.update('VM_metrics', vm.metrics, values);
}

/** What a VM is still told to do when some of it is done (xapi_vm_lifecycle.ml remove_pending_guidance). */
export function withoutGuidance(vm: Vm, ...done: Vm['pending_guidances']): Partial<Vm> {
  const rest = (set: Vm['pending_guidances']): Vm['pending_guidances'] =>
    set.length === 0 ? set : set.filter((guidance) => !done.includes(guidance));
  return {
    pending_guidances: rest(vm.pending_guidances),
    pending_guidances_recommended: rest(vm.pending_guidances_recommended),
    pending_guidances_full: rest(vm.pending_guidances_full),
  };
}

const DETACHED = { currently_attached: false, reserved: false, current_operations: EMPTY_MAP } as const;

/** Takes the domain of a VM away for good: everything that only a domain has goes with it (force_state_reset). */
export function haltDomain(world: World, ref: Ref<'VM'>, task: Ref<'task'>, values: Partial<Vm> = {}): void {
  const { db } = world;
  const vm = db.row('VM', ref);
  if (vm.other_config[WORKLOAD_KEY] !== undefined) settleDisksOf(world, ref);
  for (const vbd of vm.VBDs) {
    const { VDI: vdi, currently_attached } = db.row('VBD', vbd);
    if (currently_attached) tellReadCaching(world, vdi, null);
    db.update('VBD', vbd, DETACHED);
  }
  for (const vif of vm.VIFs) db.update('VIF', vif, DETACHED);
  for (const vusb of vm.VUSBs) db.update('VUSB', vusb, { currently_attached: false, current_operations: EMPTY_MAP });
  detachFunctions(world, vm);
  stopProxies(world, vm);
  if (vm.VGPUs.length > 0 || vm.attached_PCIs.length > 0) detachGpus(world, ref, db.row('VM', ref));
  removeConsoles(world, vm);
  const patch: Partial<Vm> = {
    power_state: 'Halted',
    resident_on: NULL_REF,
    scheduled_to_be_resident_on: NULL_REF,
    domid: -1,
    requires_reboot: false,
    current_operations: withoutTask(vm.current_operations, task),
  };
  // Spreads of several objects into one are slow, and every power cycle comes here.
  db.update('VM', ref, Object.assign(patch, withoutGuidance(vm, 'restart_device_model', 'restart_vm'), values));
  patchMetrics(world, vm, { memory_actual: 0, last_updated: toXapiDate(world.engine.nowMs) });
  updateGroupAlerts(world, vm.groups);
}

const NOWHERE = { resident_on: NULL_REF, scheduled_to_be_resident_on: NULL_REF, domid: -1 } as const;

/**
 * Takes the domain of a VM away and keeps its memory in an image; its devices come back with it.
 * @param stays it resumes at once on the same server, as after a checkpoint, and gives nothing back meanwhile
 */
export function suspendDomain(world: World, ref: Ref<'VM'>, image: Ref<'VDI'>, stays = false): void {
  const { db } = world;
  const vm = db.row('VM', ref);
  need(db, 'VDI', image);
  removeConsoles(world, vm);
  if (!stays && (vm.VGPUs.length > 0 || vm.attached_PCIs.length > 0)) releaseDevices(world, ref, vm);
  db.update('VM', ref, {
    ...withoutGuidance(vm, 'restart_device_model'),
    power_state: 'Suspended',
    suspend_VDI: image,
    ...(stays ? undefined : NOWHERE),
  });
  updateGroupAlerts(world, vm.groups);
}

/** A VM that should have gone on where it was saved, and cannot, is suspended like any other. */
export function leaveSuspended({ db }: World, ref: Ref<'VM'>): void {
  const vm = db.get('VM', ref);
  if (vm?.power_state === 'Suspended' && !isNullRef(vm.resident_on)) db.update('VM', ref, NOWHERE);
}
