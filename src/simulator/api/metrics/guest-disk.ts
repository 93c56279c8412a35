import { NULL_REF, type Ref } from '../../../xapi/datamodel/ref';
import type { Records } from '../../../xapi/datamodel/types.gen';
import type { Direction } from '../../physics/storage/device';
import { openLoopLatencyUs } from '../../physics/storage/latency';
import { isForTransfer } from '../transfer/control-domain';
import { diskName, diskNumber } from '../vm/device-names';
import type { World } from '../world';
import type { Axis } from './archives';
import { room, zeros } from './borrowed';
import { waysOf, type Way } from './disk-datapaths';
import { workOfTransfer } from './flows';
import type { Guest } from './guest';
import { fractionOf, subKey } from './noise';
import { map, shareOf, sum, valueAt, type Series, type Span } from './series';
import type { StorageView } from './storage-loads';
import { cached } from './storage-servers';
import type { Cut } from './storage-paths';
import type { ToldRates } from './told-disks';

/** The own work of a guest at which a disk would be at its end: it stretches latency a little as it comes and goes (assumption). */
const BUSY_BYTES_PER_S = 10e6;

/** Uses of the key of a disk. */
const READ = 1;
const WRITE = 2;

/** What a virtual disk does, row by row. */
export interface DiskWork {
  /** Bytes a second. */
  readonly read: Float64Array;
  readonly write: Float64Array;
  readonly moved: Float64Array;
  /** Requests a second. */
  readonly reads: Float64Array;
  readonly writes: Float64Array;
  readonly requests: Float64Array;
  /** Of one request, microseconds; 0 where there is none. */
  readonly readLatencyUs: Float64Array;
  readonly writeLatencyUs: Float64Array;
  readonly latencyUs: Float64Array;
  /** Requests under way: arrivals times latency (Little's law). */
  readonly inFlight: Float64Array;
}

/** A virtual disk along an axis. */
export class Disk {
  readonly vbd: Ref<'VBD'>;
  readonly device: string;
  readonly sr: Ref<'SR'>;
  /** The control domain holds it for an export or an import. */
  readonly isForTransfer: boolean;
  readonly #world: World;
  readonly #axis: Axis;
  readonly #storage: StorageView;
  readonly #guest: Guest;
  readonly #key: number;
  #ways: readonly Way[] | undefined;
  #does: DiskWork | undefined;
  #own: Pick<DiskWork, 'read' | 'write'> | undefined;

  constructor(
    world: World,
    axis: Axis,
    storage: StorageView,
    guest: Guest,
    ref: Ref<'VBD'>,
    vbd: Records['VBD'],
    sr: Ref<'SR'>,
  ) {
    const number = diskNumber(vbd.userdevice);
    this.#world = world;
    this.#axis = axis;
    this.#storage = storage;
    this.#guest = guest;
    this.#key = subKey(guest.key, 1000 + number);
    this.vbd = ref;
    this.device = vbd.device === '' ? diskName(number) : vbd.device;
    this.sr = sr;
    this.isForTransfer = guest.vm.is_control_domain && isForTransfer(vbd);
  }

  /** What its requests went through, oldest first. */
  ways(): readonly Way[] {
    return (this.#ways ??= waysOf(this.#world, this.#axis, this.vbd, this.#guest.vm.is_control_domain));
  }

  /** A request that is alone, µs, by the way that it went in each row, on the server where the guest was. */
  #requestUs(bytes: number, direction: Direction): Series {
    const { requestUs, conditions } = this.#storage;
    const { runs } = this.#guest;
    const ways = this.ways();
    const last = runs.at(-1)?.host ?? NULL_REF;
    const isOnOne = runs.every(({ host }) => host === last);
    const condition = isOnOne ? conditions.of(last) : undefined;
    const usOn = (host: Ref<'host'>, way: string | undefined, is: string): number =>
      requestUs(host, this.sr, way ?? '', bytes, direction, is);
    // Most were always on one server, through as many files.
    if (typeof condition === 'string' && ways.length <= 1) return usOn(last, ways[0]?.way, condition);
    const shares = sharesOf(this.#axis, ways);
    return map(zeros(this.#axis.rows), (_, at) => {
      const host = isOnOne ? last : (this.#guest.hostAt(at) ?? last);
      const is = conditions.at(host, at);
      let [sum, whole] = [0, 0];
      for (const [way, share] of shares) {
        const part = valueAt(share, at);
        if (part === 0) continue;
        sum += part * usOn(host, way, is);
        whole += part;
      }
      return whole > 0 ? sum / whole : usOn(host, ways.at(-1)?.way, is);
    });
  }

  get does(): DiskWork {
    return (this.#does ??= this.#workOut());
  }

  #workOut(): DiskWork {
    if (this.isForTransfer) return workOfTransfer(this.#world, this.#axis, this.vbd);
    const guest = this.#guest;
    const { loads } = this.#storage;
    const own = this.own();
    const requestBytes = 4096 * 2 ** Math.floor(5 * fractionOf(this.#key, 2));
    const work = workOf(
      this.#granted(own.read),
      this.#granted(own.write),
      requestBytes,
      this.#requestUs(requestBytes, 'read'),
      this.#requestUs(requestBytes, 'write'),
      loads.usageOf(this.sr),
      guest.isQuiet ? null : loads.ratesOf(guest, this.sr, this.device),
    );
    if (this.#cuts().size === 0) return work;
    return { ...work, inFlight: sum(work.inFlight, this.#waiting(work.inFlight.length)) };
  }

  /** What it would do while nobody tells its guest anything, bytes a second. */
  own(): Pick<DiskWork, 'read' | 'write'> {
    if (this.#own === undefined) {
      const guest = this.#guest;
      // Some guests move kilobytes a second, some megabytes.
      const scale = 20_000 * 40 ** fractionOf(this.#key, 1);
      this.#own = {
        read: this.#arriving(guest.ownLoad(subKey(this.#key, READ), scale)),
        write: this.#arriving(guest.ownLoad(subKey(this.#key, WRITE), scale * 0.8)),
      };
    }
    return this.#own;
  }

  /** What it gets of that where others leave no more. */
  #granted(rates: Float64Array): Float64Array {
    const grants = this.#storage.loads.grantsOf(this.sr);
    if (grants === null) return rates;
    return map(rates, (rate, at) => rate * (grants.get(this.#guest.hostAt(at) ?? NULL_REF)?.[at] ?? 1));
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
}

/** The share of each row in which requests went each way. */
function sharesOf(axis: Axis, ways: readonly Way[]): readonly (readonly [way: string, share: Series])[] {
  const spans = new Map<string, Span[]>();
  for (const { way, ...span } of ways) cached(spans, way, (): Span[] => []).push(span);
  return [...spans].map(([way, all]) => [way, shareOf(axis, all)] as const);
}

/**
 * All of it at once, because all of it is asked for.
 * @param ownRead what it does while nobody tells the guest anything, bytes a second
 * @param readUs a request that is alone
 * @param usage how full the repository is
 * @param told what it does because the guest was told to
 */
function workOf(
  ownRead: Float64Array,
  ownWrite: Float64Array,
  requestBytes: number,
  readUs: Series,
  writeUs: Series,
  usage: Float64Array | null,
  told: ToldRates | null,
): DiskWork {
  const rows = ownRead.length;
  const perRequest = 1 / requestBytes;
  const [read, write] = told === null ? [ownRead, ownWrite] : [sum(ownRead, told.read), sum(ownWrite, told.write)];
  const [moved, reads, writes, requests] = [room(rows), room(rows), room(rows), room(rows)];
  const [readLatencyUs, writeLatencyUs, latencyUs] = [room(rows), room(rows), room(rows)];
  const inFlight = room(rows);
  for (let at = 0; at < rows; at++) {
    const own = ownRead[at] ?? 0;
    const written = ownWrite[at] ?? 0;
    const used = usage === null ? 0 : (usage[at] ?? 0);
    let readings = own * perRequest;
    let writings = written * perRequest;
    let readWait = openLoopLatencyUs(valueAt(readUs, at), used + own / BUSY_BYTES_PER_S);
    let writeWait = openLoopLatencyUs(valueAt(writeUs, at), used + written / BUSY_BYTES_PER_S);
    if (told !== null) {
      readings += told.reads[at] ?? 0;
      writings += told.writes[at] ?? 0;
      if (readings > 0) readWait = ((readWait * own) / requestBytes + (told.readTimeUs[at] ?? 0)) / readings;
      if (writings > 0) writeWait = ((writeWait * written) / requestBytes + (told.writeTimeUs[at] ?? 0)) / writings;
    }
    moved[at] = (read[at] ?? 0) + (write[at] ?? 0);
    reads[at] = readings;
    writes[at] = writings;
    requests[at] = readings + writings;
    readLatencyUs[at] = readWait;
    writeLatencyUs[at] = writeWait;
    latencyUs[at] = readings + writings > 0 ? (readings * readWait + writings * writeWait) / (readings + writings) : 0;
    inFlight[at] = (readings * readWait) / 1e6 + (writings * writeWait) / 1e6;
  }
  return { read, write, moved, reads, writes, requests, readLatencyUs, writeLatencyUs, latencyUs, inFlight };
}
