import { isNullRef, type Ref } from '../../../xapi/datamodel/ref';
import type { Records } from '../../../xapi/datamodel/types.gen';
import { hashText } from '../../engine/hash';
import type { GpuWork, Workload } from '../../physics/workloads';
import type { World } from '../world';
import type { Axis } from './archives';
import { room, zeros } from './borrowed';
import { creditAlong, type Credit } from './credit-history';
import type { GpuLoads } from './gpu-loads';
import { memoryAlong, type GuestMemory } from './guest-memory';
import { pausesOf, runsOf, type Run } from './history';
import { Disk } from './guest-disk';
import { Nic } from './guest-nic';
import { stopsOf } from './motions';
import { limitAlong } from './network-links';
import { numaCost } from './numa-nodes';
import { fractionOf, subKey, weekOf, WEEKS, type Loads, type Week } from './noise';
import { addScaled, during, map, once, scaled, shareOf, valueAt, without, type Series, type Span } from './series';
import type { Surroundings } from './surroundings';
import { bootUsesOf, type BootUse } from './boots';
import { worksOf, type Work } from './workload-history';

/** Uses of a key, so that each load has its own noise. */
const CPU = 1;
const WORK = 4;
const SPREAD = 16;

/** What a guest was told to do, with the share of each row in which it was, and its load there from 0 to 1. */
export interface TimedWork extends Work {
  readonly share: Series;
  /** The same, also while the guest stood still. */
  readonly told: Series;
  readonly load: () => Series;
}

/** A VM along an axis. */
export class Guest {
  readonly ref: Ref<'VM'>;
  readonly vm: Records['VM'];
  readonly vcpus: number;
  readonly runs: readonly Run[];
  /** When it stood on a server with its memory, and did not run. */
  readonly pauses: readonly Run[];
  readonly disks: readonly Disk[];
  readonly nics: readonly Nic[];
  /** What somebody has told it to do. */
  readonly works: readonly TimedWork[];
  readonly key: number;
  /** Memory it has now, bytes, or had last. */
  readonly memoryBytes: number;
  /** Whether it has told how much of its memory is free. */
  readonly reports: boolean;
  readonly #world: World;
  readonly #axis: Axis;
  readonly #loads: Loads;
  readonly #around: Surroundings;
  readonly #week: Week;
  readonly #boots: readonly BootUse[];
  readonly #spread: Float64Array[] = [];
  #credit: Credit | undefined;
  #demand: Float64Array | undefined;
  #untold: Series | undefined;
  #freeShare: Float64Array | undefined;
  #pace: Float64Array | null | undefined;
  #gpus: ReturnType<GpuLoads['seenBy']> | undefined;
  #memory: GuestMemory | undefined;
  #numaCosts: readonly number[] | undefined;

  constructor(world: World, axis: Axis, loads: Loads, around: Surroundings, ref: Ref<'VM'>) {
    const { db } = world;
    const vm = db.row('VM', ref);
    const metrics = db.get('VM_metrics', vm.metrics);
    const [hash] = hashText(vm.uuid);
    this.#world = world;
    this.#axis = axis;
    this.#loads = loads;
    this.#around = around;
    this.ref = ref;
    this.vm = vm;
    this.key = subKey(hash ^ world.engine.random.seed, 0);
    this.#week = weekOf(this.key);
    this.runs = runsOf(world, ref, vm);
    this.pauses = pausesOf(world, ref, vm);
    this.#boots = bootUsesOf(world, axis, ref, vm).map(({ share, cpu }) => ({
      share: this.whileUp(share),
      cpu: this.whileUp(cpu),
    }));
    this.works = this.#timed(worksOf(world, ref), stopsOf(world, ref));
    const isUp = vm.power_state === 'Running' || vm.power_state === 'Paused';
    this.vcpus = Math.max(1, (isUp ? metrics?.VCPUs_number : 0) || vm.VCPUs_at_startup);
    const actual = metrics?.memory_actual ?? 0;
    this.memoryBytes = actual > 0 ? actual : vm.memory_dynamic_max;
    this.reports = vm.is_control_domain || !isNullRef(vm.guest_metrics);
    const disks: Disk[] = [];
    for (const vbd of vm.VBDs) {
      const row = db.get('VBD', vbd);
      if (row === undefined || row.empty || !(row.currently_attached || !isUp)) continue;
      const sr = db.get('VDI', row.VDI)?.SR;
      if (sr !== undefined) disks.push(new Disk(world, axis, around.storage, this, vbd, row, sr));
    }
    this.disks = disks;
    const nics: Nic[] = [];
    for (const vif of vm.VIFs) {
      const row = db.get('VIF', vif);
      if (row === undefined || !(row.currently_attached || !isUp)) continue;
      nics.push(new Nic(around.network, this, row, limitAlong(world, axis, vif)));
    }
    this.nics = nics;
  }

  #timed(works: readonly Work[], stops: readonly Span[]): readonly TimedWork[] {
    const timed: TimedWork[] = [];
    for (const work of works) {
      // Of the time in which it ran, as all that is read of a guest.
      const times = this.share() === 1 ? [work] : during(work, this.runs);
      const told = this.whileUp(shareOf(this.#axis, times));
      const still = (): Series =>
        this.whileUp(
          shareOf(
            this.#axis,
            times.flatMap((time) => without(time, stops)),
          ),
        );
      const share = stops.length === 0 ? told : still();
      timed.push({ ...work, share, told, load: once(() => this.#working(work.workload)) });
    }
    return timed;
  }

  /** Whether nobody has told it anything, and it has not booted. */
  get isQuiet(): boolean {
    return this.works.length === 0 && this.#boots.length === 0;
  }

  /** Whether somebody has told it something all the time. */
  get isToldAlways(): boolean {
    return this.works.some(({ told }) => told === 1);
  }

  /** Share of each row in which it ran, anywhere or on one server. */
  share(host?: Ref<'host'>): Series {
    return shareOf(this.#axis, host === undefined ? this.runs : this.runs.filter((run) => run.host === host));
  }

  /**
   * Means over whole rows as means of the time in which it ran: that is what is read of a guest, and whoever adds up guests
   * takes as much of each as it ran.
   */
  whileUp<T extends Series>(means: T): T | Float64Array {
    const share = this.share();
    if (share === 1) return means;
    return map(room(this.#axis.rows), (_, at) => {
      const part = valueAt(share, at);
      return part > 0 ? valueAt(means, at) / part : 0;
    });
  }

  /** Where it ran in a row, at its end or last before; null where it did not. */
  hostAt(at: number): Ref<'host'> | null {
    return this.runs[this.runAt(at)]?.host ?? null;
  }

  /** The last run of which a row has anything; -1 where there is none. */
  runAt(at: number): number {
    const endS = this.#axis.lastS - at * this.#axis.stepS;
    return this.runs.findLastIndex(({ fromS, toS }) => fromS < endS && toS > endS - this.#axis.stepS);
  }

  /** Whether it ran on one server all the time. */
  get isSteady(): boolean {
    const [only] = this.runs;
    const { lastS, stepS, rows } = this.#axis;
    return this.runs.length === 1 && only !== undefined && only.fromS <= lastS - rows * stepS && only.toS >= lastS;
  }

  /** Share of each row in which it had memory of a server, whether or not it ran. */
  stay(host: Ref<'host'>): Series {
    if (this.pauses.length === 0) return this.share(host);
    return shareOf(
      this.#axis,
      [...this.runs, ...this.pauses].filter((run) => run.host === host),
    );
  }

  memory(): GuestMemory {
    const stays = this.pauses.length === 0 ? this.runs : [...this.runs, ...this.pauses];
    return (this.#memory ??= memoryAlong(this.#world, this.#axis, this.ref, this.vm, stays, this.memoryBytes));
  }

  /** What the scheduler was told of it. */
  credit(): Credit {
    return (this.#credit ??= creditAlong(this.#world, this.#axis, this.ref, this.vcpus));
  }

  /** How much of its virtual CPUs it would use, as a fraction of all of them; no more than its cap lets it. */
  demand(): Float64Array {
    return (this.#demand ??= this.#wantedCpu());
  }

  #wantedCpu(): Float64Array {
    const peak = this.vm.is_control_domain ? 0.08 : 0.04 + 0.4 * fractionOf(this.key, 11) ** 2;
    const demand = this.ownLoad(subKey(this.key, CPU), peak);
    for (const { workload, share, load } of this.works) {
      const going = load();
      const frames = workload.gpu === null ? 0 : this.#framesCpu(workload.gpu);
      for (let at = 0; at < demand.length; at++) {
        const cpu = Math.min(1, workload.cpu + valueAt(frames, at));
        demand[at] = (demand[at] ?? 0) + cpu * valueAt(share, at) * valueAt(going, at);
      }
    }
    for (const { cpu } of this.#boots) addScaled(demand, cpu, 1);
    this.#numaCosts ??= this.runs.map((run) => numaCost(this.#world, this.vm, this.memoryBytes, run));
    this.#scaleByRun(demand, this.#numaCosts);
    if (this.vm.is_control_domain) this.#addBackends(demand);
    const { most } = this.credit();
    return most === 1 && !this.vm.is_control_domain
      ? demand
      : map(demand, (value, at) => Math.min(value, valueAt(most, at)));
  }

  #scaleByRun(values: Float64Array, factors: readonly number[]): void {
    if (factors.every((factor) => factor === 1)) return;
    for (let at = 0; at < values.length; at++) values[at] = (values[at] ?? 0) * (factors[this.runAt(at)] ?? 1);
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
  #untoldShare(): Series {
    if (this.isQuiet) return 1;
    if (this.isToldAlways) return 0;
    const rest = zeros(this.#axis.rows).fill(1);
    for (const { told } of this.works) addScaled(rest, told, -1);
    for (const { share } of this.#boots) addScaled(rest, share, -1);
    return map(rest, (value) => Math.max(0, value));
  }

  /** What preparing frames takes of all its virtual CPUs: as many as its GPUs render. */
  #framesCpu({ program, sessions }: GpuWork): Series {
    const each = program.vcpus / this.vcpus;
    if (this.#pace === undefined) this.#pace = this.#around.gpus.paceOf(this.ref);
    return this.#pace === null ? each * sessions : scaled(this.#pace, each);
  }

  /** Its GPUs as its own driver sees them; none of a guest that was never told to render. */
  gpus(): ReturnType<GpuLoads['seenBy']> {
    const renders = this.works.some(({ workload }) => workload.gpu !== null);
    return (this.#gpus ??= renders ? this.#around.gpus.seenBy(this.ref) : []);
  }

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
  freeShare(): Float64Array {
    if (this.#freeShare !== undefined) return this.#freeShare;
    const used = 0.45 + 0.3 * fractionOf(this.key, 12);
    const free = this.#loads.load(subKey(this.key, 3), this.#week, 0.2);
    for (let at = 0; at < free.length; at++) free[at] = 1 - used - (free[at] ?? 0);
    return (this.#freeShare = free);
  }

  /** What it does while nobody tells it anything. */
  ownLoad(key: number, peak: number): Float64Array {
    const untold = (this.#untold ??= this.#untoldShare());
    if (untold === 0) return zeros(this.#axis.rows);
    const load = this.#loads.load(key, this.#week, peak);
    if (untold !== 1) for (let at = 0; at < load.length; at++) load[at] = (load[at] ?? 0) * valueAt(untold, at);
    return load;
  }

  #pair(pair: number): Float64Array {
    return (this.#spread[pair] ??= this.#loads.noise(subKey(this.key, SPREAD + pair)));
  }
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
  const spread = room(noise.length);
  for (let at = 0; at < spread.length; at++) {
    const mean = usage[at] ?? 0;
    spread[at] = mean + sign * (noise[at] ?? 0) * Math.min(mean, 1 - mean);
  }
  return spread;
}
