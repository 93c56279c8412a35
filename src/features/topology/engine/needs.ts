import { isNullRef } from '../../../xapi/datamodel/ref';
import type { Ref } from '../../../xapi/datamodel/ref';
import type { Records } from '../../../xapi/datamodel/types.gen';
import { row, rows } from '../../objects';
import type { Inventory } from '../../objects';

type Vm = Records['VM'];

/** A disk of a VM, or its memory image, and where it is. */
interface Disk {
  readonly vdi: Ref<'VDI'>;
  readonly sr: Ref<'SR'>;
  readonly isDisc: boolean;
}

/** What a VM needs at hand to have its domain. */
interface Needs {
  readonly disks: readonly Disk[];
  readonly networks: readonly Ref<'network'>[];
}

const TABLES = ['VBD', 'VDI', 'VIF'] as const;

interface Known {
  readonly tables: readonly unknown[];
  readonly byVm: WeakMap<Vm, Needs>;
}

/** By the drives of a pool: while nothing in them changes, nobody asks ten thousand VMs again. */
const known = new WeakMap<object, Known>();

function needsOf(inventory: Inventory, vm: Vm): Needs {
  const key = rows(inventory, 'VBD');
  let state = known.get(key);
  if (!state || state.tables.some((table, at) => table !== rows(inventory, TABLES[at] ?? 'VBD'))) {
    known.set(key, (state = { tables: TABLES.map((cls) => rows(inventory, cls)), byVm: new WeakMap() }));
  }
  let needs = state.byVm.get(vm);
  if (!needs) state.byVm.set(vm, (needs = read(inventory, vm)));
  return needs;
}

function read(inventory: Inventory, vm: Vm): Needs {
  const disks: Disk[] = [];
  for (const ref of vm.VBDs) {
    const vbd = row(inventory, 'VBD', ref);
    const vdi = vbd && !vbd.empty && !isNullRef(vbd.VDI) ? row(inventory, 'VDI', vbd.VDI) : undefined;
    if (vbd && vdi) disks.push({ vdi: vbd.VDI, sr: vdi.SR, isDisc: vbd.type === 'CD' });
  }
  const image = vm.power_state === 'Suspended' ? row(inventory, 'VDI', vm.suspend_VDI) : undefined;
  if (image) disks.push({ vdi: vm.suspend_VDI, sr: image.SR, isDisc: false });
  const networks = vm.VIFs.flatMap((ref) => row(inventory, 'VIF', ref)?.network ?? []);
  return { disks, networks: [...new Set(networks)] };
}

export const disksOf = (inventory: Inventory, vm: Vm): readonly Disk[] => needsOf(inventory, vm).disks;

export const networksOf = (inventory: Inventory, vm: Vm): readonly Ref<'network'>[] => needsOf(inventory, vm).networks;

export function isMachine(vm: Vm): boolean {
  return !vm.is_a_template && !vm.is_a_snapshot && !vm.is_control_domain;
}

export function isUp(vm: Vm): boolean {
  return vm.power_state === 'Running' || vm.power_state === 'Paused';
}

/**
 * What a VM must find to start: balloons make it start at its dynamic minimum, except PVH guests
 * (xapi: memory_check.ml).
 */
export function startBytes(vm: Vm): number {
  const isBallooned = vm.domain_type !== 'pvh' && vm.domain_type !== 'pv_in_pvh';
  return (isBallooned ? vm.memory_dynamic_min : vm.memory_static_max) + vm.memory_overhead;
}

/** What is on a server, or on its way there. */
interface Load {
  readonly vms: (readonly [Ref<'VM'>, Vm])[];
  bytes: number;
}

const loads = new WeakMap<object, ReadonlyMap<Ref<'host'>, Load>>();

/** The VMs on each server, and what they take together; for one state of the VMs. */
export function loadsOf(inventory: Inventory): ReadonlyMap<Ref<'host'>, Load> {
  const vms = rows(inventory, 'VM');
  const before = loads.get(vms);
  if (before) return before;
  const found = new Map<Ref<'host'>, Load>();
  const add = (host: Ref<'host'>, ref: Ref<'VM'>, vm: Vm): void => {
    let load = found.get(host);
    if (!load) found.set(host, (load = { vms: [], bytes: 0 }));
    load.vms.push([ref, vm]);
    load.bytes += startBytes(vm);
  };
  for (const [ref, vm] of vms) {
    const { resident_on: here, scheduled_to_be_resident_on: next } = vm;
    if (!isNullRef(here)) add(here, ref, vm);
    if (!isNullRef(next) && next !== here) add(next, ref, vm);
  }
  loads.set(vms, found);
  return found;
}
