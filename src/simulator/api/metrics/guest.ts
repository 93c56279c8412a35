import { isNullRef, type Ref } from '../../../xapi/datamodel/ref';
import type { Records } from '../../../xapi/datamodel/types.gen';
import { hashText } from '../../engine/hash';
import type { Direction } from '../../physics/storage/device';
import { openLoopLatencyUs } from '../../physics/storage/latency';
import type { GpuWork, Workload } from '../../physics/workloads';
import { diskName, diskNumber } from '../vm/device-names';
import type { World } from '../world';
import type { Axis } from './archives';
import { zeros } from './borrowed';
import { creditAlong, type Credit } from './credit-history';
import type { GpuLoads } from './gpu-loads';
import { waysOf, type Way } from './disk-datapaths';
import { runsOf, type Run } from './history';
import { nicOf, type Nic } from './guest-nic';
import { stopsOf } from './motions';
import { limitAlong } from './network-links';
import { numaCost } from './numa-nodes';
import { fractionOf, subKey, weekOf, WEEKS, type Loads, type Week } from './noise';
import { addScaled, map, once, scaled, shareOf, sum, valueAt, without, type Series } from './series';
import type { Surroundings } from './surroundings';
import type { StorageView } from './storage-loads';
import type { Cut } from './storage-paths';
import type { ToldRates } from './told-disks';
import { bootUsesOf, type BootUse } from './boots';
import { worksOf, type Work } from './workload-history';

/** The own work of a guest at which a disk would be at its end: it stretches latency a little as it comes and goes (assumption). */
const BUSY_BYTES_PER_S = 10e6;

/** Uses of a key, so that each load has its own noise. */
const CPU = 1;
const WORK = 4;
const SPREAD = 16;
const READ = 1;
const WRITE = 2;

/** What a virtual disk does. Rates in bytes a second. */
export interface Disk {
  readonly vbd: Ref<'VBD'>;
  readonly device: string;
  readonly sr: Ref<'SR'>;
  /** What its requests went through, oldest first. */
  readonly ways: () => readonly Way[];
  readonly read: () => Float64Array;
  readonly write: () => Float64Array;
  /** Requests a second. */
  readonly reads: () => Float64Array;
  readonly writes: () => Float64Array;
  /** Of one request, microseconds. */
  readonly readLatencyUs: () => Float64Array;
  readonly writeLatencyUs: () => Float64Array;
  /** Requests under way: arrivals times latency (Little's law). */
  readonly inFlight: () => Float64Array;
}

/** What a guest was told to do, with the share of each row in which it was, and its load there from 0 to 1. */
export interface TimedWork extends Work {
  readonly share: Series;
  /** The same, also while the guest stood still. */
  readonly told: Series;
  readonly load: () => Series;
}

/** A VM along an axis. */
export class Guest {
  readonly vm: Records['VM'];
  readonly vcpus: number;
  readonly runs: readonly Run[];
  readonly disks: readonly Disk[];
  readonly nics: readonly Nic[];
  /** What somebody has told it to do. */
  readonly works: readonly TimedWork[];
  readonly key: number;
  /** Memory it has, bytes. */
  readonly memoryBytes: number;
  /** Whether it has told how much of its memory is free. */
  readonly reports: boolean;
  /** What the scheduler was told of it. */
  readonly credit: () => Credit;
  readonly #axis: Axis;
  readonly #loads: Loads;
  readonly #around: Surroundings;
  readonly #ref: Ref<'VM'>;
  readonly #week: Week;
  readonly #boots: readonly BootUse[];
  /** What its work costs in each run because of where its memory is. */
  readonly #numaCosts: () => readonly number[];
  readonly #spread = new Map<number, Float64Array>();

  constructor(world: World, axis: Axis, loads: Loads, around: Surroundings, ref: Ref<'VM'>) {
    const { db } = world;
    const vm = db.row('VM', ref);
    const metrics = db.get('VM_metrics', vm.metrics);
    const [hash] = hashText(vm.uuid);
    this.#axis = axis;
    this.#loads = loads;
    this.#around = around;
    this.#ref = ref;
    this.vm = vm;
    this.key = subKey(hash ^ world.engine.random.seed, 0);
    this.#week = weekOf(this.key);
    this.runs = runsOf(world, ref, vm);
    this.#boots = bootUsesOf(world, axis, ref, vm);
    const stops = stopsOf(world, ref);
    this.works = worksOf(world, ref).map((work) => ({
      ...work,
      share: stops.length === 0 ? shareOf(axis, [work]) : shareOf(axis, without(work, stops)),
      told: shareOf(axis, [work]),
      load: once(() => this.#working(work.workload)),
    }));
    const isUp = vm.power_state === 'Running' || vm.power_state === 'Paused';
    this.vcpus = Math.max(1, (isUp ? metrics?.VCPUs_number : 0) || vm.VCPUs_at_startup);
    this.credit = once(() => creditAlong(world, axis, ref, this.vcpus));
    const actual = metrics?.memory_actual ?? 0;
    this.memoryBytes = actual > 0 ? actual : vm.memory_dynamic_max;
    this.#numaCosts = once(() => this.runs.map((run) => numaCost(world, vm, this.memoryBytes, run)));
    this.reports = vm.is_control_domain || !isNullRef(vm.guest_metrics);
    this.disks = vm.VBDs.flatMap((vbd) => {
      const row = db.get('VBD', vbd);
      const sr = row === undefined || row.empty ? undefined : db.get('VDI', row.VDI)?.SR;
      const shows = row !== undefined && sr !== undefined && (row.currently_attached || !isUp);
      return shows
        ? [
            this.#disk(
              vbd,
              row,
              sr,
              around.storage,
              once(() => waysOf(world, vbd, vm.is_control_domain)),
            ),
          ]
        : [];
    });
    this.nics = vm.VIFs.flatMap((vif) => {
      const row = db.get('VIF', vif);
      return row !== undefined && (row.currently_attached || !isUp) ? [this.#nic(world, vif, row)] : [];
    });
  }

  /** Share of each row in which it ran, anywhere or on one server. */
  share(host?: Ref<'host'>): Series {
    return shareOf(this.#axis, host === undefined ? this.runs : this.runs.filter((run) => run.host === host));
  }

  /** Where it ran in a row, at its end or last before; null where it did not. */
  hostAt(at: number): Ref<'host'> | null {
    return this.runs[this.#runAt(at)]?.host ?? null;
  }

  /** The last run of which a row has anything; -1 where there is none. */
  #runAt(at: number): number {
    const endS = this.#axis.lastS - at * this.#axis.stepS;
    return this.runs.findLastIndex(({ fromS, toS }) => fromS < endS && toS > endS - this.#axis.stepS);
  }

  /** Whether it ran on one server all the time. */
  get isSteady(): boolean {
    const [only] = this.runs;
    const { lastS, stepS, rows } = this.#axis;
    return this.runs.length === 1 && only !== undefined && only.fromS <= lastS - rows * stepS && only.toS >= lastS;
  }

  /** How much of its virtual CPUs it would use, as a fraction of all of them; no more than its cap lets it. */
  readonly demand = once((): Float64Array => {
    const peak = this.vm.is_control_domain ? 0.08 : 0.04 + 0.4 * fractionOf(this.key, 11) ** 2;
    const demand = this.#ownLoad(subKey(this.key, CPU), peak);
    for (const { workload, share, load } of this.works) {
      const going = load();
      const frames = workload.gpu === null ? 0 : this.#framesCpu(workload.gpu);
      for (let at = 0; at < demand.length; at++) {
        const cpu = Math.min(1, workload.cpu + valueAt(frames, at));
        demand[at] = (demand[at] ?? 0) + cpu * valueAt(share, at) * valueAt(going, at);
      }
    }
    for (const { cpu } of this.#boots) addScaled(demand, cpu, 1);
    this.#scaleByRun(demand, this.#numaCosts());
    if (this.vm.is_control_domain) this.#addBackends(demand);
    const { most } = this.credit();
    return most === 1 && !this.vm.is_control_domain
      ? demand
      : map(demand, (value, at) => Math.min(value, valueAt(most, at)));
  });

  #scaleByRun(values: Float64Array, factors: readonly number[]): void {
    if (factors.every((factor) => factor === 1)) return;
    for (let at = 0; at < values.length; at++) values[at] = (values[at] ?? 0) * (factors[this.#runAt(at)] ?? 1);
  }

  /** A control domain works for the disks and the interfaces of the others. */
  #addBackends(demand: Float64Array): void {
    const { storage, network } = this.#around;
    for (const loads of [storage.loads, network]) {
      const cores = loads.dom0CoresOf(this.vm.resident_on);
      if (cores !== null) addScaled(demand, cores, 1 / this.vcpus);
    }
  }

  /** Share of each row in which nobody had told it anything, and it was up. */
  readonly #untold = once((): Series => {
    if (this.works.length === 0 && this.#boots.length === 0) return 1;
    if (this.works.some(({ told }) => told === 1)) return 0;
    const rest = zeros(this.#axis.rows).fill(1);
    for (const { told } of this.works) addScaled(rest, told, -1);
    for (const { share } of this.#boots) addScaled(rest, share, -1);
    return map(rest, (value) => Math.max(0, value));
  });

  readonly #pace = once((): Float64Array | null => this.#around.gpus.paceOf(this.#ref));

  /** What preparing frames takes of all its virtual CPUs: as many as its GPUs render. */
  #framesCpu({ program, sessions }: GpuWork): Series {
    const each = program.vcpus / this.vcpus;
    const pace = this.#pace();
    return pace === null ? each * sessions : scaled(pace, each);
  }

  /** Its GPUs as its own driver sees them; none of a guest that was never told to render. */
  readonly gpus = once((): ReturnType<GpuLoads['seenBy']> => {
    return this.works.some(({ workload }) => workload.gpu !== null) ? this.#around.gpus.seenBy(this.#ref) : [];
  });

  #working({ pattern }: Workload): Series {
    return pattern === 'constant' ? 1 : this.#loads.load(subKey(this.key, WORK), WEEKS[pattern]);
  }

  /**
   * The use of one virtual CPU, when all together have the mean `usage`: neighbours differ by as much as they may, in
   * opposite directions.
   */
  vcpu(number: number, usage: Float64Array): Float64Array {
    return spreadOver(number, this.vcpus, usage, (pair) => this.#pair(pair));
  }

  /** What the guest has left of its memory, as a share. */
  readonly freeShare = once((): Float64Array => {
    const used = 0.45 + 0.3 * fractionOf(this.key, 12);
    return map(this.#load(subKey(this.key, 3)), (load) => 1 - used - 0.2 * load);
  });

  #load(key: number): Float64Array {
    return this.#loads.load(key, this.#week);
  }

  /** What it does while nobody tells it anything. */
  #ownLoad(key: number, peak: number): Float64Array {
    const untold = this.#untold();
    if (untold === 0) return zeros(this.#axis.rows);
    const load = this.#load(key);
    for (let at = 0; at < load.length; at++) load[at] = (load[at] ?? 0) * peak * valueAt(untold, at);
    return load;
  }

  #pair(pair: number): Float64Array {
    let noise = this.#spread.get(pair);
    if (noise === undefined) this.#spread.set(pair, (noise = this.#loads.noise(subKey(this.key, SPREAD + pair))));
    return noise;
  }

  #disk(ref: Ref<'VBD'>, vbd: Records['VBD'], sr: Ref<'SR'>, storage: StorageView, ways: () => readonly Way[]): Disk {
    const number = diskNumber(vbd.userdevice);
    const key = subKey(this.key, 1000 + number);
    const device = vbd.device === '' ? diskName(number) : vbd.device;
    // Some guests move kilobytes a second, some megabytes.
    const scale = 20_000 * 40 ** fractionOf(key, 1);
    const requestBytes = 4096 * 2 ** Math.floor(5 * fractionOf(key, 2));
    const isQuiet = this.works.length === 0 && this.#boots.length === 0;
    const told = once(() => (isQuiet ? null : storage.loads.ratesOf(this, sr, device)));
    const cuts = once(() => storage.loads.cutsOf(sr));
    const ownRead = once(() => this.#arriving(this.#ownLoad(subKey(key, READ), scale), cuts()));
    const ownWrite = once(() => this.#arriving(this.#ownLoad(subKey(key, WRITE), scale * 0.8), cuts()));
    const withTold = (values: Float64Array, of: (rates: ToldRates) => Float64Array): Float64Array => {
      const rates = told();
      return rates === null ? values : sum(values, of(rates));
    };
    const read = once(() => withTold(ownRead(), (rates) => rates.read));
    const write = once(() => withTold(ownWrite(), (rates) => rates.write));
    const reads = once(() => withTold(scaled(ownRead(), 1 / requestBytes), (rates) => rates.reads));
    const writes = once(() => withTold(scaled(ownWrite(), 1 / requestBytes), (rates) => rates.writes));
    const latency = (direction: Direction, rate: () => Float64Array, requests: () => Float64Array): Float64Array => {
      const way = ways().at(-1)?.way ?? '';
      const alone = storage.requestUs(this, sr, way, requestBytes, direction);
      const usage = storage.loads.usageOf(sr);
      const waits = map(rate(), (bytes, at) => openLoopLatencyUs(alone, (usage?.[at] ?? 0) + bytes / BUSY_BYTES_PER_S));
      const rates = told();
      if (rates === null) return waits;
      const toldTimeUs = direction === 'read' ? rates.readTimeUs : rates.writeTimeUs;
      const all = requests();
      return map(waits, (waitUs, at) => {
        const count = all[at] ?? 0;
        return count > 0 ? ((waitUs * (rate()[at] ?? 0)) / requestBytes + (toldTimeUs[at] ?? 0)) / count : waitUs;
      });
    };
    const readLatencyUs = once(() => latency('read', ownRead, reads));
    const writeLatencyUs = once(() => latency('write', ownWrite, writes));
    const inFlight = once(() => {
      const served = sum(queue(reads(), readLatencyUs()), queue(writes(), writeLatencyUs()));
      return cuts().size === 0 ? served : sum(served, this.#waiting(cuts()));
    });
    return { vbd: ref, device, sr, ways, read, write, reads, writes, readLatencyUs, writeLatencyUs, inFlight };
  }

  /** Without a path nothing arrives, however little it is. */
  #arriving(rates: Float64Array, cuts: ReadonlyMap<Ref<'host'>, Cut>): Float64Array {
    if (cuts.size === 0) return rates;
    return map(rates, (rate, at) => {
      const cut = this.#cutAt(cuts, at);
      return cut === undefined ? rate : rate * Math.max(0, 1 - valueAt(cut.waiting, at) - valueAt(cut.failing, at));
    });
  }

  /** Requests that wait for a path: as many as the guest keeps in flight, until they fail. */
  #waiting(cuts: ReadonlyMap<Ref<'host'>, Cut>): Float64Array {
    return map(zeros(this.#axis.rows), (_, at) => {
      const cut = this.#cutAt(cuts, at);
      if (cut === undefined) return 0;
      const depth = this.works.reduce(
        (most, { workload, share }) => Math.max(most, valueAt(share, at) * (workload.disk?.queueDepth ?? 0)),
        1,
      );
      return depth * valueAt(cut.waiting, at);
    });
  }

  #cutAt(cuts: ReadonlyMap<Ref<'host'>, Cut>, at: number): Cut | undefined {
    const host = this.hostAt(at);
    return host === null ? undefined : cuts.get(host);
  }

  #nic(world: World, ref: Ref<'VIF'>, vif: Records['VIF']): Nic {
    return nicOf(
      vif,
      subKey(this.key, 2000 + Number(vif.device)),
      limitAlong(world, this.#axis, ref),
      (key, peak) => this.#ownLoad(key, peak),
      (nic) => (this.works.length === 0 ? null : this.#around.network.ratesOf(this, nic)),
    );
  }
}

function queue(perSecond: Float64Array, latencyUs: Float64Array): Float64Array {
  return map(perSecond, (value, at) => (value * (latencyUs[at] ?? 0)) / 1e6);
}

/** One of several processors whose mean is `usage`; the last of an odd number has just that. */
export function spreadOver(
  number: number,
  count: number,
  usage: Float64Array,
  pairNoise: (pair: number) => Float64Array,
): Float64Array {
  if (number === count - 1 && count % 2 === 1) return usage;
  const sign = number % 2 === 0 ? 0.6 : -0.6;
  const noise = pairNoise(number >> 1);
  const spread = zeros(noise.length);
  for (let at = 0; at < spread.length; at++) {
    const mean = usage[at] ?? 0;
    spread[at] = mean + sign * (noise[at] ?? 0) * Math.min(mean, 1 - mean);
  }
  return spread;
}
