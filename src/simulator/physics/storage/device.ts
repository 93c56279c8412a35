/** One direction of a device. Throughput is in bytes per microsecond, the same number as MB/s (1e6 bytes). */
export interface DeviceSpeed {
  /** Before the first byte moves, µs. */
  readonly latencyUs: number;
  /** The way from the device: bus, cable, controller. */
  readonly linkBytesPerUs: number;
  /** What flash or platters sustain with many requests in flight. */
  readonly mediaBytesPerUs: number;
}

export interface StorageDevice {
  readonly name: string;
  readonly read: DeviceSpeed;
  readonly write: DeviceSpeed;
  /** A single request spreads over the chips only as it grows: transfer takes factorUs * bytes ** exponent, µs. */
  readonly spread?: { readonly factorUs: number; readonly exponent: number };
  /** Moving the heads and waiting for the platter, µs; devices without platters have none. */
  readonly seekUs?: number;
  /** Requests a second of an array of many disks, at most. */
  readonly iops?: number;
}

export type Direction = 'read' | 'write';

/** How many of the queued requests a drive can choose the nearest from (assumption: a quarter more for each doubling). */
const QUEUE_GAIN = 0.25;
const DEEPEST_QUEUE = 32;

/** µs for a seek when the drive may choose among so many requests. */
function seekUs(device: StorageDevice, queueDepth: number): number {
  return (device.seekUs ?? 0) / (1 + QUEUE_GAIN * Math.log2(Math.min(Math.max(queueDepth, 1), DEEPEST_QUEUE)));
}

/** Time of one request at queue depth 1, µs: latency, then the slower of spread and link. */
export function deviceTimeUs(device: StorageDevice, bytes: number, direction: Direction, isRandom = false): number {
  const { latencyUs, linkBytesPerUs } = device[direction];
  const spreadUs = device.spread === undefined ? 0 : device.spread.factorUs * bytes ** device.spread.exponent;
  return latencyUs + (isRandom ? seekUs(device, 1) : 0) + Math.max(spreadUs, bytes / linkBytesPerUs);
}

/** A disk that serves several streams moves its heads between them: a 100 ms slice each, 10 ms on the way (CFQ). */
const STREAMS_SHARE = 0.9;

/** What the device sustains, bytes/µs, with `queueDepth` requests of `bytes` in flight from `streams` readers. */
export function sustainedBytesPerUs(
  device: StorageDevice,
  direction: Direction,
  load: { readonly bytes: number; readonly queueDepth: number; readonly isRandom: boolean; readonly streams?: number },
): number {
  const media = device[direction].mediaBytesPerUs;
  if (device.seekUs === undefined) return media;
  if (load.isRandom) return load.bytes / (seekUs(device, load.queueDepth) + load.bytes / media);
  return (load.streams ?? 1) > 1 ? media * STREAMS_SHARE : media;
}

/**
 * Time that a device with many streams gives to each byte of requests of a kind, µs, where requests and not bytes wear it out: heads that
 * move, an array that has so many a second to give. Readers and writers share it. 0 where only the bytes count.
 */
export function requestTimePerByte(
  device: StorageDevice,
  { bytes, isRandom, writeShare }: { readonly bytes: number; readonly isRandom: boolean; readonly writeShare: number },
): number {
  const byCount = device.iops === undefined ? 0 : 1e6 / (device.iops * bytes);
  if (!isRandom || device.seekUs === undefined) return byCount;
  const load = { bytes, queueDepth: DEEPEST_QUEUE, isRandom };
  const read = (1 - writeShare) / sustainedBytesPerUs(device, 'read', load);
  return Math.max(byCount, read + writeShare / sustainedBytesPerUs(device, 'write', load));
}
