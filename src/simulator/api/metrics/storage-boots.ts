import type { Ref } from '../../../xapi/datamodel/ref';
import { BOOT_NEEDS, BOOT_REQUEST } from '../../physics/boot-storm';
import { guestBootMs, type GuestKind } from '../../physics/lifecycle';
import { requestTimePerByte, sustainedBytesPerUs, type StorageDevice } from '../../physics/storage/device';
import { diskRate } from '../../physics/storage/disk-rate';
import { closedLoopLatencyUs, openLoopLatencyUs } from '../../physics/storage/latency';
import { diskOfCache, type CacheDisk } from '../sr/local-cache';
import { bootDisk } from '../vm/boot-clock';
import { clockOf, type DoneBoot } from '../vm/boots';
import type { World } from '../world';
import type { Axis } from './archives';
import { zeros } from './borrowed';
import { bootsAlong, bootsOf, cachedShares, paceOf } from './boots';
import { backendOf, deviceOf, isOverEthernet } from './datapath';
import { conditionNow } from './host-conditions';
import { filesOn } from './disk-datapaths';
import type { Guest } from './guest';
import { addScaled, once } from './series';
import type { BootTaker } from './shared-storage';
import { cached } from './storage-servers';
import type { ToldRates } from './told-disks';

/** Where what guests take while they boot is added to. */
export interface BootSink {
  /** How full a repository is, 0 to 1. */
  readonly usageOf: (sr: Ref<'SR'>) => Float64Array;
  readonly dom0CoresOf: (host: Ref<'host'>) => Float64Array;
  readonly trafficOf: (host: Ref<'host'>) => Traffic;
  readonly cacheOf: (host: Ref<'host'>) => CacheUse;
}

/** Requests a second that a cache on a disk of a server answers, and that it has to pass on. */
export interface CacheUse {
  readonly hits: Float64Array;
  readonly misses: Float64Array;
}

/** Bytes a second between a server and repositories that it reaches over the network. */
export interface Traffic {
  readonly read: Float64Array;
  readonly written: Float64Array;
}

/** From here on a guest waits for others. */
const SLOWED = 0.9;

/**
 * What guests read and write along an axis while they boot. They share a repository as the clock of the boots says, so
 * their rates are known.
 */
export class BootLoads {
  readonly #world: World;
  readonly #axis: Axis;
  readonly #guestOf: (ref: Ref<'VM'>) => Guest;
  readonly #costs: Costs;
  readonly #clocks = new Map<Ref<'SR'>, (timeMs: number) => number>();
  readonly #boots = once(() => bootsAlong(this.#world, this.#axis).filter(({ vm }) => this.#world.db.has('VM', vm)));
  readonly #cachedShareOf = once(() => cachedShares(this.#world, this.#boots()));

  constructor(world: World, axis: Axis, guestOf: (ref: Ref<'VM'>) => Guest) {
    this.#world = world;
    this.#axis = axis;
    this.#guestOf = guestOf;
    this.#costs = new Costs(world);
  }

  /** Of all guests. */
  readonly all = once((): readonly BootLoad[] => this.#boots().flatMap((boot) => this.#loadOf(boot) ?? []));

  of(vm: Ref<'VM'>): readonly BootLoad[] {
    return bootsOf(this.#world, this.#axis, vm).flatMap((boot) => this.#loadOf(boot) ?? []);
  }

  #loadOf(boot: DoneBoot): BootLoad | null {
    const clock = cached(this.#clocks, boot.sr, () => clockOf(this.#world, boot.sr));
    const cachedShare = this.#cachedShareOf()(boot);
    return loadOf(this.#world, this.#axis, this.#guestOf(boot.vm), boot, cachedShare, this.#costs, clock);
  }
}

/** Adds what they take of repositories, control domains and links. */
export function addBootUses(world: World, axis: Axis, loads: readonly BootLoad[], sink: BootSink): void {
  for (const { sr, host, pace, usage, dom0Cores, readPerS, sharedWritePerS, missShare, local } of loads) {
    const full = sink.usageOf(sr);
    for (let at = 0; at < axis.rows; at++) full[at] = Math.min(1, (full[at] ?? 0) + (pace[at] ?? 0) * usage);
    addScaled(sink.dom0CoresOf(host), pace, dom0Cores);
    if (local !== null) {
      const { hits, misses } = sink.cacheOf(host);
      addScaled(hits, pace, (readPerS * (1 - missShare)) / BOOT_REQUEST.bytes);
      addScaled(misses, pace, (readPerS * missShare) / BOOT_REQUEST.bytes);
    }
    if (!isOverEthernet(world.db.row('SR', sr))) continue;
    const { read, written } = sink.trafficOf(host);
    addScaled(read, pace, readPerS * missShare);
    addScaled(written, pace, sharedWritePerS);
  }
}

/** Those that take alike, with how many of them there are in each row, each counted by its speed. */
export interface PacedTaker extends BootTaker {
  readonly pace: Float64Array;
}

/** What they take of what others share. */
export function takersOf(axis: Axis, loads: readonly BootLoad[]): readonly PacedTaker[] {
  const takers = new Map<string, PacedTaker>();
  for (const { sr, host, readPerS, sharedWritePerS, missShare, dom0Cores, requestTime: time, pace } of loads) {
    const taker = cached(takers, `${sr} ${host} ${readPerS} ${sharedWritePerS} ${missShare} ${dom0Cores}`, () => {
      const rates = { readBytesPerUs: (readPerS * missShare) / 1e6, writeBytesPerUs: sharedWritePerS / 1e6 };
      return { sr, ...rates, time, hosts: [{ host, ...rates, dom0Cores }], pace: zeros(axis.rows) };
    });
    addScaled(taker.pace, pace, 1);
  }
  return [...takers.values()];
}

/** Adds what a disk does, and how long its requests wait. */
export function addBootRates(
  axis: Axis,
  loads: readonly BootLoad[],
  usage: Float64Array | null,
  rates: ToldRates,
): void {
  for (const { guest, pace: ofRows, clock, readPerS, writePerS, requestUs } of loads) {
    const pace = guest.whileUp(ofRows);
    const { bytes, queueDepth } = BOOT_REQUEST;
    addScaled(rates.read, pace, readPerS);
    addScaled(rates.write, pace, writePerS);
    addScaled(rates.reads, pace, readPerS / bytes);
    addScaled(rates.writes, pace, writePerS / bytes);
    for (let at = 0; at < axis.rows; at++) {
      const own = pace[at] ?? 0;
      if (own === 0) continue;
      const endMs = 1000 * (axis.lastS - at * axis.stepS);
      const stepMs = 1000 * axis.stepS;
      const speed = (clock(endMs) - clock(endMs - stepMs)) / stepMs;
      const closedUs =
        speed < SLOWED
          ? closedLoopLatencyUs(queueDepth, bytes, (Math.max(speed, own) * (readPerS + writePerS)) / 1e6)
          : 0;
      const waitUs = own * Math.max(closedUs, openLoopLatencyUs(requestUs, usage?.[at] ?? 0));
      rates.readTimeUs[at] = (rates.readTimeUs[at] ?? 0) + (waitUs * readPerS) / bytes;
      rates.writeTimeUs[at] = (rates.writeTimeUs[at] ?? 0) + (waitUs * writePerS) / bytes;
    }
  }
}

/** What a guest does to a disk while it boots. */
export interface BootLoad {
  readonly guest: Guest;
  readonly host: Ref<'host'>;
  readonly sr: Ref<'SR'>;
  readonly device: string;
  /** How fast it boots in each row; the rates are of full speed. */
  readonly pace: Float64Array;
  readonly readPerS: number;
  readonly writePerS: number;
  readonly missShare: number;
  /** What of its writes gets to the repository. */
  readonly sharedWritePerS: number;
  /** The disk of its server that answers what others have read. */
  readonly local: CacheDisk | null;
  readonly clock: (timeMs: number) => number;
  readonly requestUs: number;
  /** Part of the repository and of the time that it has for requests, and processors of the control domain. */
  readonly usage: number;
  readonly requestTime: number;
  readonly dom0Cores: number;
}

/** What a boot takes at full speed: the same for all guests of a kind, on a server, from a repository. */
type Cost = Pick<BootLoad, 'requestUs' | 'usage' | 'requestTime' | 'dom0Cores'>;

/** Looks up once what many boots have in common. */
class Costs {
  readonly #world: World;
  readonly #devices = new Map<Ref<'SR'>, StorageDevice>();
  readonly #known = new Map<string, Cost>();

  constructor(world: World) {
    this.#world = world;
  }

  of(
    kind: GuestKind,
    host: Ref<'host'>,
    sr: Ref<'SR'>,
    way: string,
    cachedShare: number,
    disk: CacheDisk | null,
  ): Cost {
    return cached(this.#known, `${kind} ${host} ${sr} ${way} ${cachedShare} ${disk?.sr} ${disk?.writes}`, () => {
      const { readBytes, writeBytes } = BOOT_NEEDS[kind];
      const { db } = this.#world;
      const device = cached(this.#devices, sr, () => deviceOf(this.#world, db.row('SR', sr)));
      const perUs = 1 / (guestBootMs(kind) * 1000);
      const read = readBytes * perUs * (1 - cachedShare);
      const written = disk?.writes === 'all' ? 0 : writeBytes * perUs;
      const writeShare = writeBytes / (readBytes + writeBytes);
      const streams = { ...BOOT_REQUEST, isRandom: false, streams: 2 };
      const backend = backendOf(db.row('host', host), way, conditionNow(this.#world, host));
      const chainDepth = filesOn(way);
      const rate = diskRate(backend, device, { ...BOOT_REQUEST, writeShare, cachedShare, chainDepth });
      const localUs =
        disk !== null && db.has('SR', disk.sr)
          ? diskRate(backend, deviceOf(this.#world, db.row('SR', disk.sr)), { ...BOOT_REQUEST, writeShare, chainDepth })
              .requestUs
          : 0;
      const requestTime = (read + written) * requestTimePerByte(device, { ...BOOT_REQUEST, writeShare });
      return {
        // What a disk answers instead of memory takes that disk's time.
        requestUs: Math.max(rate.requestUs, localUs),
        requestTime,
        usage: Math.max(
          read / sustainedBytesPerUs(device, 'read', streams),
          written / sustainedBytesPerUs(device, 'write', streams),
          requestTime,
        ),
        dom0Cores: (readBytes + writeBytes) * perUs * rate.coresPerByte,
      };
    });
  }
}

function loadOf(
  world: World,
  axis: Axis,
  guest: Guest,
  boot: DoneBoot,
  cachedShare: number,
  costs: Costs,
  clock: (timeMs: number) => number,
): BootLoad | null {
  const vbd = bootDisk(world, guest.vm);
  const disk = guest.disks.find((each) => each.vbd === vbd);
  const host = guest.runs.findLast(({ fromS, toS }) => fromS <= boot.fromS && toS >= boot.fromS)?.host;
  if (disk === undefined || host === undefined || !world.db.has('host', host)) return null;
  const { device, sr } = disk;
  const { readBytes, writeBytes } = BOOT_NEEDS[boot.kind];
  const perS = 1000 / guestBootMs(boot.kind);
  const way = disk.ways().findLast(({ fromS }) => fromS <= boot.fromS)?.way ?? '';
  const local = diskOfCache(boot.cache);
  const cost = costs.of(boot.kind, host, sr, way, cachedShare, local);
  const pace = paceOf(clock, axis, boot);
  return {
    guest,
    host,
    sr,
    device,
    pace,
    clock,
    readPerS: readBytes * perS,
    writePerS: writeBytes * perS,
    missShare: 1 - cachedShare,
    sharedWritePerS: local?.writes === 'all' ? 0 : writeBytes * perS,
    local,
    ...cost,
  };
}
