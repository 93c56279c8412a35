import type { Ref } from '../../../xapi/datamodel/ref';
import type { Records } from '../../../xapi/datamodel/types.gen';
import { hashText } from '../../engine/hash';
import { fairLevel } from '../../physics/fair-share';
import { TRANSFER_REQUEST_BYTES } from '../../physics/transfer/export';
import { totalMemoryBytes } from '../memory';
import { coordinator, thePool, type World } from '../world';
import type { Axis } from './archives';
import { cacheBytes } from './boots';
import { room, zeros } from './borrowed';
import { dom0Memory } from './dom0-memory';
import type { GpuReadings } from './gpu-loads';
import { spreadOver, type Guest } from './guest';
import type { GuestMemory } from './guest-memory';
import type { DiskWork } from './guest-disk';
import type { Along } from './guests-along';
import type { FlowRates } from './flows';
import { guestsOf, upSinceS } from './history';
import { managementTraffic } from './management-traffic';
import { fractionOf, subKey, weekOf, type Loads } from './noise';
import { portsOf, type Port } from './server-ports';
import { addScaled, map, once, scaled, shareOf, valueAt, type Series } from './series';
import type { CacheUse } from './storage-boots';
import type { Surroundings } from './surroundings';

/** What a server's share of a repository does; rates in bytes and requests a second. */
export interface ServerSr {
  readonly uuid: string;
  readonly read: Float64Array;
  readonly write: Float64Array;
  readonly reads: Float64Array;
  readonly writes: Float64Array;
  readonly inFlight: Float64Array;
  /** Sums of latency by request, for the means. */
  readonly readTime: Float64Array;
  readonly writeTime: Float64Array;
}

export interface Gpu {
  readonly address: string;
  readonly readings: GpuReadings;
}

/** The most that guests get of a server's processors; Xen and the control domain's own work have the rest. */
const MOST = 0.95;
const PAIR = 500;

/** A server along an axis, with everything that ran on it. */
export class Server {
  readonly host: Records['host'];
  readonly cpus: number;
  readonly isCoordinator: boolean;
  readonly key: number;
  readonly #world: World;
  readonly #axis: Axis;
  readonly #loads: Loads;
  readonly #ref: Ref<'host'>;
  readonly #guestOf: (ref: Ref<'VM'>) => Guest;
  readonly #around: Surroundings;
  readonly #cpus: Float64Array[] = [];
  readonly #pairs: Float64Array[] = [];

  constructor(world: World, axis: Axis, ref: Ref<'host'>, { loads, guestOf, around }: Along) {
    this.#around = around;
    this.#world = world;
    this.#axis = axis;
    this.#loads = loads;
    this.#ref = ref;
    this.#guestOf = guestOf;
    this.host = world.db.row('host', ref);
    this.cpus = Math.max(1, Number(this.host.cpu_info['cpu_count'] ?? this.host.host_CPUs.length) || 1);
    this.isCoordinator = coordinator(world.db) === ref;
    this.key = subKey(hashText(this.host.uuid)[0] ^ world.engine.random.seed, 0);
  }

  /** Share of each row in which it was up. */
  readonly share = once((): Series => {
    const fromS = upSinceS(this.#world, this.host);
    return fromS === null ? 0 : shareOf(this.#axis, [{ fromS, toS: Infinity }]);
  });

  /** Everything that ran here in the time of the axis, with its share of each row. */
  readonly guests = once((): readonly { readonly guest: Guest; readonly share: Series }[] => {
    return guestsOf(this.#world, this.#ref).flatMap((ref) => {
      const guest = this.#guestOf(ref);
      const share = guest.share(this.#ref);
      return guest.runs.length === 0 ? [] : [{ guest, share }];
    });
  });

  /** What a guest gets of what it asks for, as a share; null: all of it, as the processors are never all busy. */
  grantOf(guest: Guest): Float64Array | null {
    return this.#grants()?.get(guest) ?? null;
  }

  /** Where more is asked for than there is, weights decide: the rule of physics/cpu/credit.ts, row by row. */
  readonly #grants = once((): ReadonlyMap<Guest, Float64Array> | null => {
    const asked = this.#asked();
    const capacity = MOST * this.cpus;
    if (asked.every((cores) => cores <= capacity)) return null;
    const guests = this.guests();
    const grants = guests.map(() => room(this.#axis.rows).fill(1));
    const wanted = guests.map(({ guest, share }) => wantedCores(guest, share));
    const weights = guests.map(({ guest }) => guest.credit().weight);
    addGrants(grants, asked, capacity, wanted, weights);
    return new Map(guests.map(({ guest }, index) => [guest, grants[index] ?? this.#zeros()]));
  });

  /** Use of the processors, as a fraction of all of them. */
  readonly usage = once((): Float64Array => map(this.#asked(), (value) => Math.min(MOST, value / this.cpus)));

  readonly #asked = once((): Float64Array => this.#total((guest) => scaled(guest.demand(), guest.vcpus)));

  cpu(number: number): Float64Array {
    return (this.#cpus[number] ??= spreadOver(number, this.cpus, this.usage(), (pair) => {
      return (this.#pairs[pair] ??= this.#noise(PAIR + pair));
    }));
  }

  readonly runningGuests = once((): Float64Array => this.#total(() => 1));
  readonly runningVcpus = once((): Float64Array => this.#asked());

  /** Memory that Xen and all guests have, bytes; guests include their overheads. */
  readonly usedMemoryBytes = once((): Float64Array => {
    const used = this.#memory('bytes');
    addScaled(used, this.#memory('overhead'), 1);
    return map(used, (bytes) => bytes + this.host.memory_overhead);
  });

  get speedMhz(): number {
    return Number.parseFloat(this.host.cpu_info['speed'] ?? '') || 2400;
  }

  get totalMemoryBytes(): number {
    return totalMemoryBytes(this.#world.db, this.#ref);
  }

  readonly dom0Memory = once(() => dom0Memory(this.#world, this.#axis, this.host, this.guests()));

  /** What all balloons could still give back, bytes. */
  readonly reclaimableBytes = once((): Float64Array => this.#memory('reclaimable'));
  readonly reclaimedBytes = once((): Float64Array => this.#memory('reclaimed'));

  /** Repositories that are attached here, without those that hold no disks. */
  readonly repositories = once((): readonly ServerSr[] => {
    const { db } = this.#world;
    const found = new Map<Ref<'SR'>, ServerSr>();
    for (const ref of this.host.PBDs) {
      const pbd = db.get('PBD', ref);
      const sr = pbd?.currently_attached === true ? db.get('SR', pbd.SR) : undefined;
      if (pbd === undefined || sr === undefined || sr.content_type === 'iso' || sr.type === 'udev') continue;
      found.set(pbd.SR, this.#emptySr(sr.uuid));
    }
    for (const { guest, share } of this.guests()) {
      for (const disk of guest.disks) {
        const sr = found.get(disk.sr);
        if (sr === undefined || disk.isForTransfer) continue;
        addWork(sr, disk.does, share);
      }
    }
    for (const flow of this.#flows()) {
      const sr = found.get(flow.sr);
      if (sr !== undefined) addFlow(sr, flow);
    }
    return [...found.values()];
  });

  readonly ports = once((): readonly Port[] => {
    const nics = this.guests().flatMap(({ guest, share }) => guest.nics.map((nic) => ({ nic, share })));
    const management = this.host.PIFs.map((ref) => this.#world.db.row('PIF', ref)).find((pif) => pif.management);
    const told = this.#around.network.linksOf(this.#ref);
    return portsOf(this.#world, this.#axis, this.host, nics, told, (device) =>
      device === management?.device ? this.#managementPort(device) : null,
    );
  });

  /** The sum over ports; a bond is its members. */
  readonly network = once((): { readonly received: Float64Array; readonly sent: Float64Array } => {
    const received = this.#zeros();
    const sent = this.#zeros();
    for (const port of this.ports()) {
      if (port.device.startsWith('bond')) continue;
      addScaled(received, port.received, 1);
      addScaled(sent, port.sent, 1);
    }
    return { received, sent };
  });

  readonly gpus = once((): readonly Gpu[] => {
    const { db } = this.#world;
    return this.host.PGPUs.flatMap((ref) => {
      const readings = this.#around.gpus.readingsOf(ref);
      const address = db.get('PCI', db.row('PGPU', ref).PCI)?.pci_id ?? '';
      // A colon would end the owner's part of a legend.
      return readings === null ? [] : [{ address: address.replaceAll(':', '/'), readings }];
    });
  });

  get isHaOn(): boolean {
    return thePool(this.#world.db)[1].ha_enabled;
  }

  /** Uuids of the repositories that hold HA's state files. */
  statefileSrs(): readonly string[] {
    const { db } = this.#world;
    if (!this.isHaOn) return [];
    const srs = thePool(db)[1].ha_statefiles.flatMap((vdi) => db.get('VDI', vdi as Ref<'VDI'>)?.SR ?? []);
    return [...new Set(srs)].flatMap((sr) => db.get('SR', sr)?.uuid ?? []);
  }

  get localCacheUuid(): string | undefined {
    return this.#world.db.get('SR', this.host.local_cache_sr)?.uuid;
  }

  /** What that does, requests a second; null while nothing. */
  readonly localCache = once((): CacheUse | null => this.#around.storage.loads.cacheOf(this.#ref));

  /** What that holds, bytes. */
  readonly localCacheBytes = once((): Series => cacheBytes(this.#world, this.#axis, this.#ref));

  /** A load of the server itself, from 0 to 1. */
  load(use: number): Float64Array {
    return this.#loads.load(subKey(this.key, use), weekOf(this.key));
  }

  /** Exports and imports that go through it. */
  readonly #flows = once(() => this.#around.storage.loads.flows().filter(({ host }) => host === this.#ref));

  #noise(use: number): Float64Array {
    return this.#loads.noise(subKey(this.key, use));
  }

  /** What the control domain says and hears, itself and for others. */
  #managementPort(device: string): Omit<Port, 'device'> {
    const number = 100 + Number(/\d+$/.exec(device)?.[0] ?? 0);
    const received = scaled(this.load(number), 6_000 + 20_000 * fractionOf(this.key, number));
    const sent = scaled(this.load(number + 50), 9_000 + 30_000 * fractionOf(this.key, number));
    const other = managementTraffic(this.#world, this.#axis, this.#ref, this.#around.storage.loads);
    addScaled(received, other.received, 1);
    addScaled(sent, other.sent, 1);
    return { received, sent };
  }

  #emptySr(uuid: string): ServerSr {
    const [read, write, reads, writes, inFlight, readTime, writeTime] = Array.from({ length: 7 }, () => this.#zeros());
    return {
      uuid,
      read: read ?? this.#zeros(),
      write: write ?? this.#zeros(),
      reads: reads ?? this.#zeros(),
      writes: writes ?? this.#zeros(),
      inFlight: inFlight ?? this.#zeros(),
      readTime: readTime ?? this.#zeros(),
      writeTime: writeTime ?? this.#zeros(),
    };
  }

  #zeros(): Float64Array {
    return zeros(this.#axis.rows);
  }

  /** The sum over all guests that have memory here, whether or not they run. */
  #memory(part: keyof GuestMemory): Float64Array {
    const total = this.#zeros();
    for (const ref of guestsOf(this.#world, this.#ref)) {
      const guest = this.#guestOf(ref);
      if (guest.runs.length + guest.pauses.length > 0) addScaled(total, guest.memory()[part], guest.stay(this.#ref));
    }
    return total;
  }

  #total(of: (guest: Guest) => Series): Float64Array {
    const total = this.#zeros();
    for (const { guest, share } of this.guests()) addScaled(total, of(guest), share);
    return total;
  }
}

/** Processors that a guest asks for. */
function wantedCores(guest: Guest, share: Series): Float64Array {
  const demand = guest.demand();
  const wanted = room(demand.length);
  for (let at = 0; at < wanted.length; at++) wanted[at] = valueAt(share, at) * (demand[at] ?? 0) * guest.vcpus;
  return wanted;
}

/** Writes which share of what they ask for guests get where together they ask for more than there is. */
function addGrants(
  grants: readonly Float64Array[],
  asked: Float64Array,
  capacity: number,
  wanted: readonly Float64Array[],
  weightOf: readonly Series[],
): void {
  const guests = grants.length;
  const weights = zeros(guests);
  const demands = zeros(guests);
  for (let at = 0; at < asked.length; at++) {
    if ((asked[at] ?? 0) <= capacity) continue;
    for (let guest = 0; guest < guests; guest++) {
      const weight = weightOf[guest] ?? 0;
      weights[guest] = typeof weight === 'number' ? weight : (weight[at] ?? 0);
      const cores = wanted[guest];
      demands[guest] = cores === undefined ? 0 : (cores[at] ?? 0);
    }
    const level = fairLevel(demands, weights, capacity);
    for (let guest = 0; guest < guests; guest++) {
      const demand = demands[guest] ?? 0;
      const grant = grants[guest];
      if (demand > 0 && grant !== undefined) grant[at] = Math.min(1, (level * (weights[guest] ?? 0)) / demand);
    }
  }
}

/** Adds what an export or an import does: one request after the other. */
function addFlow(sr: ServerSr, { direction, bytesPerS, transfers }: FlowRates): void {
  const [bytes, requests, time] =
    direction === 'read' ? [sr.read, sr.reads, sr.readTime] : [sr.write, sr.writes, sr.writeTime];
  addScaled(bytes, bytesPerS, 1);
  addScaled(requests, bytesPerS, 1 / TRANSFER_REQUEST_BYTES);
  addScaled(time, transfers, 1e6);
  addScaled(sr.inFlight, transfers, 1);
}

/** Adds what a disk does, in its share of each row. */
function addWork(sr: ServerSr, work: DiskWork, share: Series): void {
  for (let at = 0; at < sr.read.length; at++) {
    const part = typeof share === 'number' ? share : (share[at] ?? 0);
    const reads = work.reads[at] ?? 0;
    const writes = work.writes[at] ?? 0;
    sr.read[at] = (sr.read[at] ?? 0) + (work.read[at] ?? 0) * part;
    sr.write[at] = (sr.write[at] ?? 0) + (work.write[at] ?? 0) * part;
    sr.reads[at] = (sr.reads[at] ?? 0) + reads * part;
    sr.writes[at] = (sr.writes[at] ?? 0) + writes * part;
    sr.inFlight[at] = (sr.inFlight[at] ?? 0) + (work.inFlight[at] ?? 0) * part;
    sr.readTime[at] = (sr.readTime[at] ?? 0) + reads * (work.readLatencyUs[at] ?? 0) * part;
    sr.writeTime[at] = (sr.writeTime[at] ?? 0) + writes * (work.writeLatencyUs[at] ?? 0) * part;
  }
}
