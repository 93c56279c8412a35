import { RELEASES } from '../releases';
import { backendOn, type Backend } from '../storage/backend';
import { shareHost } from '../storage/contention';
import { DATAPATHS, type DatapathName } from '../storage/datapaths';
import { DEVICES, type DeviceName } from '../storage/devices';
import { diskRate, iops } from '../storage/disk-rate';
import { r720Run } from '../storage/test-bed';
import { KIB_BYTES, MIB_BYTES } from '../units';

/** Sizes of requests that the measurements went through, and the ones their texts name. */
export const REQUEST_SIZES: readonly number[] = [
  ...Array.from({ length: 14 }, (_, power) => 512 * 2 ** power),
  44 * KIB_BYTES,
  48 * KIB_BYTES,
  116 * KIB_BYTES,
].sort((a, b) => a - b);

export const LARGEST_REQUEST = 4 * MIB_BYTES;

export const onReference = (path: DatapathName): Backend => backendOn(DATAPATHS[path]);

/** MB/s of one reader with one request in flight. */
export function alone(path: DatapathName, device: DeviceName, bytes: number): number {
  return diskRate(onReference(path), DEVICES[device], { bytes, queueDepth: 1, writeShare: 0 }).bytesPerUs;
}

/** Requests per second of 4 KiB, one in flight. */
export function aloneIops(path: DatapathName, device: DeviceName): number {
  return iops(alone(path, device, 4 * KIB_BYTES), 4 * KIB_BYTES);
}

/** Requests per second of so many guests on a RAM disk, each with a full queue of 4 KiB. */
export function ramDiskIops(path: DatapathName, guests: number): number {
  const bytes = 4 * KIB_BYTES;
  const load = { bytes, queueDepth: 32, writeShare: 0 };
  const backend = onReference(path);
  const disks = Array.from({ length: guests }, (_, guest) => ({ backend, repository: 0, guest, load }));
  const host = { cores: 16, threads: 32, dom0Vcpus: 16, memoryBytesPerUs: 80_000 };
  return iops(shareHost(host, [{ device: DEVICES['ram-disk'] }], disks).totalBytesPerUs, bytes);
}

interface Point {
  readonly guests: number;
  readonly bytes: number;
  readonly value: number;
}

/** The point of the R720 experiment where something is largest: 1 to 10 guests, all sizes. */
function largest(of: (guests: number, bytes: number) => number): Point {
  let best: Point = { guests: 0, bytes: 0, value: -Infinity };
  for (let guests = 1; guests <= 10; guests++) {
    for (const bytes of REQUEST_SIZES) {
      const value = of(guests, bytes);
      if (value > best.value + 1e-6) best = { guests, bytes, value };
    }
  }
  return best;
}

/** MB/s of all disks of the R720. */
function r720(backend: Backend, guests: number, bytes: number, writeShare: number): number {
  return r720Run(backend, { guests, bytes, writeShare }).totalBytesPerUs;
}

export function r720Largest(backend: Backend, writeShare: number): Point {
  return largest((guests, bytes) => r720(backend, guests, bytes, writeShare));
}

/** Percent that tapdisk3 gains over tapdisk2 where it gains most. */
export function r720GainPercent(writeShare: number): number {
  const [two, three] = [onReference('tapdisk2'), onReference('tapdisk3')];
  const { value } = largest(
    (guests, bytes) => r720(three, guests, bytes, writeShare) / r720(two, guests, bytes, writeShare),
  );
  return (value - 1) * 100;
}

/** tapdisk3 as the first alpha had it. */
export function alpha1Backend(): Backend {
  const { datapath, costScale } = RELEASES['creedence-alpha-1'].storage;
  return backendOn(DATAPATHS[datapath], { costScale });
}
