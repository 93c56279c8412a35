import type { Ref } from '../../../xapi/datamodel/ref';
import type { DiskWork } from '../../physics/workloads';
import type { World } from '../world';
import type { Axis } from './archives';
import { zeros } from './borrowed';
import type { Way } from './disk-datapaths';
import type { Guest, TimedWork } from './guest';
import { map, shareOf, type Series, type Span } from './series';
import { cached } from './storage-servers';

/** What a disk does because its guest was told to; rates a second, and microseconds of waiting a second. */
export interface ToldRates {
  readonly read: Float64Array;
  readonly write: Float64Array;
  readonly reads: Float64Array;
  readonly writes: Float64Array;
  readonly readTimeUs: Float64Array;
  readonly writeTimeUs: Float64Array;
}

export interface ToldDisk {
  readonly work: DiskWork;
  readonly sr: Ref<'SR'>;
  readonly guest: Guest;
  readonly device: string;
  readonly way: string;
  /** What it would move, bytes/µs. */
  readonly wanted: Series;
  /** Share of each row in which the guest was told so. */
  readonly share: Series;
}

/** The disks of guests that were told what to do with them, once for each thing that they were told. */
export function toldDisks(
  world: World,
  axis: Axis,
  guestOf: (ref: Ref<'VM'>) => Guest,
  refs: readonly Ref<'VM'>[],
): readonly ToldDisk[] {
  return refs.flatMap((ref) => {
    if (!world.db.has('VM', ref)) return [];
    const guest = guestOf(ref);
    return guest.works.flatMap((told) => {
      const { disk: work } = told.workload;
      if (work === null || told.share === 0 || guest.runs.length === 0) return [];
      const wanted = wantedAlong(work, told.load());
      return guest.disks.flatMap((disk) => {
        const { sr, device } = disk;
        const known = { work, sr, guest, device, wanted };
        return waysDuring(axis, told, disk.ways()).map(({ way, share }): ToldDisk => ({ ...known, way, share }));
      });
    });
  });
}

/** What it would move by the pattern of the work, bytes/µs. */
function wantedAlong({ bytesPerS }: DiskWork, load: Series): Series {
  return typeof load === 'number' ? (bytesPerS * load) / 1e6 : map(load, (part) => (bytesPerS * part) / 1e6);
}

/** The ways that a disk's requests went while its guest was told something, with their shares of each row; each once. */
function waysDuring(
  axis: Axis,
  { fromS, toS, share }: TimedWork,
  ways: readonly Way[],
): readonly { readonly way: string; readonly share: Series }[] {
  const [only] = ways;
  if (only !== undefined && ways.length === 1) return [{ way: only.way, share }];
  const { lastS, stepS, rows } = axis;
  const spans = new Map<string, Span[]>();
  for (const other of ways) {
    const span = { fromS: Math.max(fromS, other.fromS), toS: Math.min(toS, other.toS) };
    const isSeen = span.toS > span.fromS && span.toS > lastS - rows * stepS && span.fromS < lastS;
    if (isSeen) cached(spans, other.way, (): Span[] => []).push(span);
  }
  return [...spans].map(([way, all]) => ({ way, share: shareOf(axis, all) }));
}

export function keyOf(guest: Guest, sr: Ref<'SR'>, device: string): string {
  return `${guest.vm.uuid} ${sr} ${device}`;
}

export function emptyRates(rows: number): ToldRates {
  return {
    read: zeros(rows),
    write: zeros(rows),
    reads: zeros(rows),
    writes: zeros(rows),
    readTimeUs: zeros(rows),
    writeTimeUs: zeros(rows),
  };
}
