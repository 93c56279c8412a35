import type { Ref } from '../../../xapi/datamodel/ref';
import type { Records } from '../../../xapi/datamodel/types.gen';
import type { Direction } from '../../physics/storage/device';
import { openLoopLatencyUs } from '../../physics/storage/latency';
import { diskName, diskNumber } from '../vm/device-names';
import type { World } from '../world';
import { room, zeros } from './borrowed';
import { waysOf, type Way } from './disk-datapaths';
import type { Guest } from './guest';
import { fractionOf, subKey } from './noise';
import { map, scaled, sum, valueAt } from './series';
import type { StorageView } from './storage-loads';
import type { Cut } from './storage-paths';
import type { ToldRates } from './told-disks';

/** The own work of a guest at which a disk would be at its end: it stretches latency a little as it comes and goes (assumption). */
const BUSY_BYTES_PER_S = 10e6;

/** Uses of the key of a disk. */
const READ = 1;
const WRITE = 2;

/** What a virtual disk does. */
export class Disk {
  readonly vbd: Ref<'VBD'>;
  readonly device: string;
  readonly sr: Ref<'SR'>;
  readonly #world: World;
  readonly #storage: StorageView;
  readonly #guest: Guest;
  readonly #key: number;
  readonly #requestBytes: number;
  #ways: readonly Way[] | undefined;
  #told: ToldRates | null | undefined;
  #ownRead: Float64Array | undefined;
  #ownWrite: Float64Array | undefined;
  #read: Float64Array | undefined;
  #write: Float64Array | undefined;
  #reads: Float64Array | undefined;
  #writes: Float64Array | undefined;
  #readLatencyUs: Float64Array | undefined;
  #writeLatencyUs: Float64Array | undefined;
  #inFlight: Float64Array | undefined;

  constructor(world: World, storage: StorageView, guest: Guest, ref: Ref<'VBD'>, vbd: Records['VBD'], sr: Ref<'SR'>) {
    const number = diskNumber(vbd.userdevice);
    this.#world = world;
    this.#storage = storage;
    this.#guest = guest;
    this.#key = subKey(guest.key, 1000 + number);
    this.#requestBytes = 4096 * 2 ** Math.floor(5 * fractionOf(this.#key, 2));
    this.vbd = ref;
    this.device = vbd.device === '' ? diskName(number) : vbd.device;
    this.sr = sr;
  }

  /** What its requests went through, oldest first. */
  ways(): readonly Way[] {
    return (this.#ways ??= waysOf(this.#world, this.vbd, this.#guest.vm.is_control_domain));
  }

  /** Bytes a second. */
  read(): Float64Array {
    return (this.#read ??= this.#withTold(this.#readByItself(), 'read'));
  }

  write(): Float64Array {
    return (this.#write ??= this.#withTold(this.#writtenByItself(), 'write'));
  }

  /** Requests a second. */
  reads(): Float64Array {
    return (this.#reads ??= this.#withTold(scaled(this.#readByItself(), 1 / this.#requestBytes), 'reads'));
  }

  writes(): Float64Array {
    return (this.#writes ??= this.#withTold(scaled(this.#writtenByItself(), 1 / this.#requestBytes), 'writes'));
  }

  /** Of one request, microseconds. */
  readLatencyUs(): Float64Array {
    return (this.#readLatencyUs ??= this.#latencyUs('read', this.#readByItself(), 'readTimeUs'));
  }

  writeLatencyUs(): Float64Array {
    return (this.#writeLatencyUs ??= this.#latencyUs('write', this.#writtenByItself(), 'writeTimeUs'));
  }

  /** Requests under way: arrivals times latency (Little's law). */
  inFlight(): Float64Array {
    return (this.#inFlight ??= this.#requestsUnderWay());
  }

  /** What it does while nobody tells the guest anything. Some guests move kilobytes a second, some megabytes. */
  #readByItself(): Float64Array {
    return (this.#ownRead ??= this.#arriving(this.#guest.ownLoad(subKey(this.#key, READ), this.#scale)));
  }

  #writtenByItself(): Float64Array {
    return (this.#ownWrite ??= this.#arriving(this.#guest.ownLoad(subKey(this.#key, WRITE), this.#scale * 0.8)));
  }

  get #scale(): number {
    return 20_000 * 40 ** fractionOf(this.#key, 1);
  }

  /** Without a path nothing arrives, however little it is. */
  #arriving(rates: Float64Array): Float64Array {
    if (this.#cuts().size === 0) return rates;
    return map(rates, (rate, at) => {
      const cut = this.#cutAt(at);
      return cut === undefined ? rate : rate * Math.max(0, 1 - valueAt(cut.waiting, at) - valueAt(cut.failing, at));
    });
  }

  /** Requests that wait for a path: as many as the guest keeps in flight, until they fail. */
  #waiting(rows: number): Float64Array {
    return map(zeros(rows), (_, at) => {
      const cut = this.#cutAt(at);
      if (cut === undefined) return 0;
      const depth = this.#guest.works.reduce(
        (most, { workload, share }) => Math.max(most, valueAt(share, at) * (workload.disk?.queueDepth ?? 0)),
        1,
      );
      return depth * valueAt(cut.waiting, at);
    });
  }

  #cuts(): ReadonlyMap<Ref<'host'>, Cut> {
    return this.#storage.loads.cutsOf(this.sr);
  }

  #cutAt(at: number): Cut | undefined {
    const host = this.#guest.hostAt(at);
    return host === null ? undefined : this.#cuts().get(host);
  }

  #toldRates(): ToldRates | null {
    if (this.#told === undefined) {
      this.#told = this.#guest.isQuiet ? null : this.#storage.loads.ratesOf(this.#guest, this.sr, this.device);
    }
    return this.#told;
  }

  #withTold(values: Float64Array, rate: keyof ToldRates): Float64Array {
    const told = this.#toldRates();
    return told === null ? values : sum(values, told[rate]);
  }

  #latencyUs(direction: Direction, own: Float64Array, toldTime: 'readTimeUs' | 'writeTimeUs'): Float64Array {
    const bytes = this.#requestBytes;
    const way = this.ways().at(-1)?.way ?? '';
    const alone = this.#storage.requestUs(this.#guest, this.sr, way, bytes, direction);
    const waits = waitsOf(own, this.#storage.loads.usageOf(this.sr), alone);
    const told = this.#toldRates();
    if (told === null) return waits;
    return meanWaits(waits, own, bytes, told[toldTime], direction === 'read' ? this.reads() : this.writes());
  }

  #requestsUnderWay(): Float64Array {
    const under = requestsUnderWay(this.reads(), this.readLatencyUs(), this.writes(), this.writeLatencyUs());
    return this.#cuts().size === 0 ? under : sum(under, this.#waiting(under.length));
  }
}

/** How long requests wait that come when they come, µs. */
function waitsOf(own: Float64Array, usage: Float64Array | null, alone: number): Float64Array {
  const waits = room(own.length);
  for (let at = 0; at < waits.length; at++) {
    const used = usage === null ? 0 : (usage[at] ?? 0);
    waits[at] = openLoopLatencyUs(alone, used + (own[at] ?? 0) / BUSY_BYTES_PER_S);
  }
  return waits;
}

/** The mean over these and what the guest was told to do. */
function meanWaits(
  waits: Float64Array,
  own: Float64Array,
  requestBytes: number,
  toldTimeUs: Float64Array,
  requests: Float64Array,
): Float64Array {
  const mean = room(waits.length);
  for (let at = 0; at < mean.length; at++) {
    const wait = waits[at] ?? 0;
    const count = requests[at] ?? 0;
    mean[at] = count > 0 ? ((wait * (own[at] ?? 0)) / requestBytes + (toldTimeUs[at] ?? 0)) / count : wait;
  }
  return mean;
}

function requestsUnderWay(
  reads: Float64Array,
  readUs: Float64Array,
  writes: Float64Array,
  writeUs: Float64Array,
): Float64Array {
  const under = room(reads.length);
  for (let at = 0; at < under.length; at++) {
    under[at] = ((reads[at] ?? 0) * (readUs[at] ?? 0)) / 1e6 + ((writes[at] ?? 0) * (writeUs[at] ?? 0)) / 1e6;
  }
  return under;
}
