import { isNullRef } from '../../../xapi/datamodel/ref';
import type { Ref } from '../../../xapi/datamodel/ref';
import type { Records } from '../../../xapi/datamodel/types.gen';
import { rows } from '../../objects';
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

/** A VM with what it needs. */
export interface Guest {
  readonly ref: Ref<'VM'>;
  readonly vm: Vm;
  readonly needs: Needs;
}

/** The VMs that run on one server, and those of them that use a repository or a network. */
interface Guests {
  readonly all: readonly Guest[];
  readonly bySr: ReadonlyMap<Ref<'SR'>, readonly Guest[]>;
  readonly byNetwork: ReadonlyMap<Ref<'network'>, readonly Guest[]>;
}

interface Known {
  readonly tables: readonly unknown[];
  readonly byVm: WeakMap<Vm, Needs>;
  readonly byHost: WeakMap<Loads, Map<Ref<'host'>, Guests>>;
  readonly atRest: WeakMap<Loads, readonly Guest[]>;
}

/** By the drives of a pool: while nothing in them changes, nobody asks ten thousand VMs again. */
const known = new WeakMap<object, Known>();

function knownOf(inventory: Inventory): Known {
  const key = rows(inventory, 'VBD');
  let state = known.get(key);
  if (!state || state.tables.some((table, at) => table !== rows(inventory, TABLES[at] ?? 'VBD'))) {
    const tables = TABLES.map((cls) => rows(inventory, cls));
    known.set(key, (state = { tables, byVm: new WeakMap(), byHost: new WeakMap(), atRest: new WeakMap() }));
  }
  return state;
}

/** What VMs need; asked for one VM after another, in one state of a pool. */
export function needsIn(inventory: Inventory): (vm: Vm) => Needs {
  const { byVm } = knownOf(inventory);
  const [vbds, vdis, vifs] = [rows(inventory, 'VBD'), rows(inventory, 'VDI'), rows(inventory, 'VIF')];
  const read = (vm: Vm): Needs => {
    const disks: Disk[] = [];
    for (const ref of vm.VBDs) {
      const vbd = vbds.get(ref);
      const vdi = vbd && !vbd.empty ? vdis.get(vbd.VDI) : undefined;
      if (vbd && vdi) disks.push({ vdi: vbd.VDI, sr: vdi.SR, isDisc: vbd.type === 'CD' });
    }
    const image = vm.power_state === 'Suspended' ? vdis.get(vm.suspend_VDI) : undefined;
    if (image) disks.push({ vdi: vm.suspend_VDI, sr: image.SR, isDisc: false });
    const networks: Ref<'network'>[] = [];
    for (const ref of vm.VIFs) {
      const network = vifs.get(ref)?.network;
      if (network !== undefined && !networks.includes(network)) networks.push(network);
    }
    return { disks, networks };
  };
  return (vm) => {
    let needs = byVm.get(vm);
    if (!needs) byVm.set(vm, (needs = read(vm)));
    return needs;
  };
}

export const disksOf = (inventory: Inventory, vm: Vm): readonly Disk[] => needsIn(inventory)(vm).disks;

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

/** Where a VM takes room: on its server, and on the one that it is on its way to. */
export function hostsOf({ resident_on: here, scheduled_to_be_resident_on: next }: Vm): readonly Ref<'host'>[] {
  return [here, ...(next === here ? [] : [next])].filter((host) => !isNullRef(host));
}

/** What is on a server, or on its way there. */
interface Load {
  readonly vms: (readonly [Ref<'VM'>, Vm])[];
  bytes: number;
}

type Loads = ReadonlyMap<Ref<'host'>, Load>;

const loads = new WeakMap<object, Loads>();

/** The VMs on each server, and what they take together; for one state of the VMs. */
export function loadsOf(inventory: Inventory): Loads {
  const vms = rows(inventory, 'VM');
  const before = loads.get(vms);
  if (before) return before;
  const found = new Map<Ref<'host'>, Load>();
  const put = (host: Ref<'host'>, ref: Ref<'VM'>, vm: Vm): void => {
    let load = found.get(host);
    if (!load) found.set(host, (load = { vms: [], bytes: 0 }));
    load.vms.push([ref, vm]);
    load.bytes += startBytes(vm);
  };
  for (const [ref, vm] of vms) {
    for (const host of hostsOf(vm)) put(host, ref, vm);
  }
  loads.set(vms, found);
  return found;
}

/** The VMs that are off or suspended; looked up once for one state of them. */
export function guestsAtRest(inventory: Inventory): readonly Guest[] {
  const { atRest } = knownOf(inventory);
  const all = loadsOf(inventory);
  let found = atRest.get(all);
  if (!found) {
    const needsOf = needsIn(inventory);
    const resting = [...rows(inventory, 'VM')].filter(
      ([, vm]) => isMachine(vm) && (vm.power_state === 'Halted' || vm.power_state === 'Suspended'),
    );
    atRest.set(all, (found = resting.map(([ref, vm]) => ({ ref, vm, needs: needsOf(vm) }))));
  }
  return found;
}

/** The VMs that run on a server; sorted once for one state of them. */
export function guestsOn(inventory: Inventory, host: Ref<'host'>): Guests {
  const { byHost } = knownOf(inventory);
  const all = loadsOf(inventory);
  let hosts = byHost.get(all);
  if (!hosts) byHost.set(all, (hosts = new Map()));
  let guests = hosts.get(host);
  if (!guests) hosts.set(host, (guests = findGuests(inventory, host)));
  return guests;
}

function findGuests(inventory: Inventory, host: Ref<'host'>): Guests {
  const needsOf = needsIn(inventory);
  const all: Guest[] = [];
  const bySr = new Map<Ref<'SR'>, Guest[]>();
  const byNetwork = new Map<Ref<'network'>, Guest[]>();
  for (const [ref, vm] of loadsOf(inventory).get(host)?.vms ?? []) {
    if (vm.resident_on !== host || !isMachine(vm) || !isUp(vm)) continue;
    const guest = { ref, vm, needs: needsOf(vm) };
    all.push(guest);
    for (const { sr } of guest.needs.disks) add(bySr, sr, guest);
    for (const network of guest.needs.networks) add(byNetwork, network, guest);
  }
  return { all, bySr, byNetwork };
}

/** Once, however many disks it has there. */
function add<K>(lists: Map<K, Guest[]>, key: K, guest: Guest): void {
  const list = lists.get(key);
  if (!list) lists.set(key, [guest]);
  else if (list.at(-1) !== guest) list.push(guest);
}
