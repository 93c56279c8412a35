import { isNullRef, type Ref } from '../../xapi/datamodel/ref';
import type { Records } from '../../xapi/datamodel/types.gen';
import type { Database } from '../engine/database';
import type { Dom0Load } from '../physics/density/dom0-use';
import {
  balloonOpening,
  footprintBytes,
  memoryOverheadBytes,
  type DomainKind,
  type GuestMemory,
} from '../physics/memory';
import type { World } from './world';

type Vm = Records['VM'];

/**
 * What the guests of a host need together, bytes; guests in the act of arriving count as if they were there. What they
 * take of the control domain is counted as if all their drives were full and all their devices plugged.
 */
export interface GuestSums extends Dom0Load {
  /** With every balloon at its smallest, overheads included: what admission counts with. */
  readonly footprint: number;
  readonly overhead: number;
  readonly dynamicMin: number;
  readonly dynamicMax: number;
  readonly staticMax: number;
}

/**
 * The kind of domain a VM has or would have. Old clients and databases say it with the boot policy only
 * (xapi: xapi_vm_helpers.ml derive_domain_type).
 */
export function domainKind(vm: Vm): DomainKind {
  if (vm.domain_type !== 'unspecified') return vm.domain_type;
  return vm.HVM_boot_policy === '' ? 'pv' : 'hvm';
}

function guestMemory(vm: Vm): GuestMemory {
  return {
    kind: domainKind(vm),
    staticMaxBytes: vm.memory_static_max,
    vcpusMax: vm.VCPUs_max,
    shadowMultiplier: vm.HVM_shadow_multiplier,
  };
}

/** The overhead of a VM as it is configured now, bytes. */
export function overheadOf(vm: Vm): number {
  return memoryOverheadBytes(guestMemory(vm));
}

/**
 * Host memory that a VM must find to start, bytes. Balloons make it start at its dynamic minimum, except control
 * domains and PVH guests (memory_check.ml, policies Dynamic_min and Static_max).
 */
export function startMemoryBytes(vm: Vm): number {
  const ballooned = !vm.is_control_domain && vm.domain_type !== 'pv_in_pvh' && vm.domain_type !== 'pvh';
  return footprintBytes(guestMemory(vm), ballooned ? leastBytes(vm) : vm.memory_static_max);
}

/**
 * Between which sizes the balloon of a VM moves, bytes: its dynamic limits, brought within the static ones, as nobody
 * looks at them when a VM is made (vm_memory_constraints.ml transform).
 */
export function balloonRange(vm: Vm): readonly [least: number, most: number] {
  return [leastBytes(vm), mostBytes(vm)];
}

/** The smaller end of `balloonRange`, bytes. */
export function leastBytes(vm: Vm): number {
  return Math.min(vm.memory_static_max, Math.max(vm.memory_static_min, vm.memory_dynamic_min));
}

/** The larger end of `balloonRange`, bytes. */
export function mostBytes(vm: Vm): number {
  return Math.min(vm.memory_static_max, Math.max(vm.memory_static_min, vm.memory_dynamic_max));
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

interface Sums extends Mutable<GuestSums> {
  /** VMs that are about to have a domain there: scheduled_to_be_resident_on has no other end in the datamodel. */
  readonly scheduled: Set<Ref<'VM'>>;
  /** VMs there whose balloons move. */
  readonly elastic: Set<Ref<'VM'>>;
}

const NOTHING: GuestSums = {
  footprint: 0,
  overhead: 0,
  dynamicMin: 0,
  dynamicMax: 0,
  staticMax: 0,
  vms: 0,
  pvVms: 0,
  vcpus: 0,
  vbds: 0,
  vifs: 0,
};

/** The sums of all hosts of one database, kept true as VM rows change. */
class HostMemory {
  readonly #db: Database;
  readonly #hosts = new Map<Ref<'host'>, Sums>();
  #moved = new Map<Ref<'host'>, number | null>();

  constructor(db: Database) {
    this.#db = db;
    db.observe('VM', {
      fields: MEMORY_FIELDS,
      replace: (ref, before, after) => {
        if (before !== undefined && after !== undefined && sameMemory(before, after)) return;
        if (before !== undefined) this.#count(ref, before, -1);
        if (after !== undefined) this.#count(ref, after, 1);
      },
      reset: () => this.#readAll(),
    });
    this.#readAll();
  }

  sums(host: Ref<'host'>): Sums | undefined {
    return this.#hosts.get(host);
  }

  takeMoved(): ReadonlyMap<Ref<'host'>, number | null> {
    const moved = this.#moved;
    if (moved.size > 0) this.#moved = new Map();
    return moved;
  }

  #readAll(): void {
    this.#hosts.clear();
    for (const [ref, vm] of this.#db.all('VM')) this.#count(ref, vm, 1);
    // These are as their rows say.
    this.#moved = new Map();
  }

  #count(ref: Ref<'VM'>, vm: Vm, sign: 1 | -1): void {
    const range = balloonRange(vm);
    const [least, most] = range;
    const isElastic = least < most;
    if (!isNullRef(vm.resident_on)) {
      this.#noteBefore(vm.resident_on, isElastic);
      const { elastic } = this.#add(vm.resident_on, vm, range, sign);
      if (isElastic) {
        if (sign === 1) elastic.add(ref);
        else elastic.delete(ref);
      }
    }
    if (isNullRef(vm.scheduled_to_be_resident_on)) return;
    this.#noteBefore(vm.scheduled_to_be_resident_on, false);
    const sums = this.#add(vm.scheduled_to_be_resident_on, vm, range, sign);
    if (sign === 1) sums.scheduled.add(ref);
    else sums.scheduled.delete(ref);
  }

  /** Balloons of a server are about to move; most servers have none. */
  #noteBefore(host: Ref<'host'>, isElastic: boolean): void {
    const sums = this.#hosts.get(host);
    const isOpen = sums !== undefined && sums.elastic.size > 0;
    if ((!isOpen && !isElastic) || this.#moved.has(host)) return;
    this.#moved.set(host, isOpen ? openingAt(this.#db, host, sums) : null);
  }

  #add(host: Ref<'host'>, vm: Vm, [least, most]: readonly [number, number], sign: 1 | -1): Sums {
    let sums = this.#hosts.get(host);
    if (sums === undefined) {
      sums = { ...NOTHING, scheduled: new Set(), elastic: new Set() };
      this.#hosts.set(host, sums);
    }
    sums.footprint += sign * startMemoryBytes(vm);
    sums.overhead += sign * vm.memory_overhead;
    sums.dynamicMin += sign * least;
    sums.dynamicMax += sign * most;
    sums.staticMax += sign * vm.memory_static_max;
    if (!vm.is_control_domain) addDevices(sums, vm, vm.VBDs.length, vm.VIFs.length, sign);
    return sums;
  }
}

/** Counts what a guest with so many drives and interfaces takes of the control domain. */
export function addDevices(load: Mutable<Dom0Load>, vm: Vm, vbds: number, vifs: number, sign: 1 | -1): void {
  load.vms += sign;
  if (domainKind(vm) === 'hvm') load.vcpus += sign * vm.VCPUs_max;
  else load.pvVms += sign;
  load.vbds += sign * vbds;
  load.vifs += sign * vifs;
}

/** What `sameMemory` reads. */
const MEMORY_FIELDS = [
  'resident_on',
  'scheduled_to_be_resident_on',
  'memory_dynamic_min',
  'memory_dynamic_max',
  'memory_static_max',
  'memory_static_min',
  'memory_overhead',
  'VCPUs_max',
  'VBDs',
  'VIFs',
  'HVM_shadow_multiplier',
  'domain_type',
  'HVM_boot_policy',
  'is_control_domain',
] as const;

function sameMemory(a: Vm, b: Vm): boolean {
  return (
    a.resident_on === b.resident_on &&
    a.scheduled_to_be_resident_on === b.scheduled_to_be_resident_on &&
    ((isNullRef(a.resident_on) && isNullRef(a.scheduled_to_be_resident_on)) ||
      (a.memory_dynamic_min === b.memory_dynamic_min &&
        a.memory_dynamic_max === b.memory_dynamic_max &&
        a.memory_static_max === b.memory_static_max &&
        a.memory_static_min === b.memory_static_min &&
        a.memory_overhead === b.memory_overhead &&
        a.VCPUs_max === b.VCPUs_max &&
        a.VBDs.length === b.VBDs.length &&
        a.VIFs.length === b.VIFs.length &&
        a.HVM_shadow_multiplier === b.HVM_shadow_multiplier &&
        a.domain_type === b.domain_type &&
        a.HVM_boot_policy === b.HVM_boot_policy &&
        a.is_control_domain === b.is_control_domain))
  );
}

const memories = new WeakMap<Database, HostMemory>();

function memoryOf(db: Database): HostMemory {
  let memory = memories.get(db);
  if (memory === undefined) {
    memory = new HostMemory(db);
    memories.set(db, memory);
  }
  return memory;
}

/** What the guests of a host need together, bytes. */
export function guestSums(db: Database, host: Ref<'host'>): GuestSums {
  return memoryOf(db).sums(host) ?? NOTHING;
}

/** The same for one host after the other. */
export function guestSumsOf(db: Database): (host: Ref<'host'>) => GuestSums {
  const memory = memoryOf(db);
  return (host) => memory.sums(host) ?? NOTHING;
}

const NO_VMS: ReadonlySet<Ref<'VM'>> = new Set();

/** VMs for which a host keeps memory and devices, because they start, resume or migrate there just now. */
export function scheduledVms(db: Database, host: Ref<'host'>): ReadonlySet<Ref<'VM'>> {
  return memoryOf(db).sums(host)?.scheduled ?? NO_VMS;
}

/** VMs of a host whose balloons move. */
export function elasticVms(db: Database, host: Ref<'host'>): ReadonlySet<Ref<'VM'>> {
  return memoryOf(db).sums(host)?.elastic ?? NO_VMS;
}

/**
 * Hosts with balloons on which guests need another sum than when this was last asked, and how far the balloons were open
 * then; null where there were none, or nobody knows.
 */
export function takeMovedHosts(db: Database): ReadonlyMap<Ref<'host'>, number | null> {
  return memoryOf(db).takeMoved();
}

function openingAt(db: Database, host: Ref<'host'>, { footprint, dynamicMin, dynamicMax }: GuestSums): number {
  const spare = totalMemoryBytes(db, host) - (db.get('host', host)?.memory_overhead ?? 0) - footprint;
  return balloonOpening(spare, dynamicMax - dynamicMin);
}

/** How far the balloons of a host are open, from 0 to 1: the same for everybody there (squeezed). */
export function openingOn(db: Database, host: Ref<'host'>): number {
  return openingAt(db, host, guestSums(db, host));
}

/** Total memory of a host, bytes; 0 for a host without metrics. */
export function totalMemoryBytes(db: Database, host: Ref<'host'>): number {
  const row = db.get('host', host);
  return row === undefined ? 0 : (db.get('host_metrics', row.metrics)?.memory_total ?? 0);
}

/**
 * Memory of a host that another guest could have, bytes, if every balloon gave what it can; never negative.
 * Source: memory_check.ml host_compute_free_memory_with_maximum_compression.
 * @param except a VM whose own reservation does not count against it
 */
export function freeMemoryBytes({ db }: World, host: Ref<'host'>, except?: Ref<'VM'>): number {
  const row = db.get('host', host);
  if (row === undefined) return 0;
  let free = totalMemoryBytes(db, host) - row.memory_overhead - guestSums(db, host).footprint;
  const vm = except === undefined ? undefined : db.get('VM', except);
  if (vm?.scheduled_to_be_resident_on === host) free += startMemoryBytes(vm);
  return Math.max(0, free);
}
