import type { DatapathName } from '../physics/storage/datapaths';
import type { LabDevice } from './overhead-world';
import type { Slice } from './overhead-xray';

export type LabPath = Exclude<DatapathName, 'tapdisk3-polling'>;

/** Sizes of requests: powers of two, and those that the publications name. */
export const SIZES = [
  '512',
  '1k',
  '2k',
  '4k',
  '8k',
  '16k',
  '32k',
  '44k',
  '48k',
  '64k',
  '116k',
  '128k',
  '256k',
  '512k',
  '1m',
  '2m',
  '4m',
] as const;
export type Size = (typeof SIZES)[number];
export const bytesOf = (size: Size): number =>
  Number.parseInt(size, 10) * (size.endsWith('m') ? 1024 ** 2 : size.endsWith('k') ? 1024 : 1);

/** What is measured with many guests, too. */
export const MANY_PATHS = ['blkback', 'blkback-persistent'] as const;
export type ManyPath = (typeof MANY_PATHS)[number];

/** One way to one device. */
export interface Curve {
  readonly device: LabDevice;
  readonly path: LabPath;
  /** MB/s by size of the requests. */
  readonly bySize: ReadonlyMap<Size, number>;
  readonly slices: readonly Slice[];
  /** What a request of the X-ray waits by the statistics, µs. */
  readonly waitedUs: number;
}

/** Requests a second of all guests on the RAM disk, by their number from 1. */
export interface Crowd {
  readonly path: ManyPath;
  readonly byGuests: readonly number[];
}
