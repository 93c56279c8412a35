import type { Backend } from './backend';
import { sustainedBytesPerUs, type Direction, type StorageDevice } from './device';
import { backendTimeUs, legsUs, requestTime, split, type BlockRequest } from './request';

/** What a guest asks of one virtual disk. */
export interface DiskLoad {
  readonly bytes: number;
  readonly queueDepth: number;
  /** Part of the requests that are writes, 0 to 1. */
  readonly writeShare: number;
  readonly isRandom?: boolean;
  readonly chainDepth?: number;
  /** Part of the reads that memory of the control domain answers, 0 to 1. */
  readonly cachedShare?: number;
  /** The guest wants no more than this; a test that runs as fast as it can has none. */
  readonly demandBytesPerUs?: number;
}

export type DiskLimit = 'demand' | 'queue' | 'backend' | 'device';

export interface DiskRate {
  readonly bytesPerUs: number;
  readonly limit: DiskLimit;
  /** Time of a request that is alone, µs. */
  readonly requestUs: number;
  /** Processor time of the control domain for each byte, µs: cores for each byte/µs. */
  readonly coresPerByte: number;
}

/** Mean over the two directions of what a request costs. */
function mean(writeShare: number, of: (direction: Direction) => number): number {
  if (writeShare <= 0) return of('read');
  if (writeShare >= 1) return of('write');
  return (1 - writeShare) * of('read') + writeShare * of('write');
}

/**
 * What one virtual disk reaches alone: X(q) = min(q' * B / T, B / C, media), with q' = max(1, min(q, slots / k)). One
 * thread of the backend serves it, hence B / C.
 */
export function diskRate(backend: Backend, device: StorageDevice, load: DiskLoad): DiskRate {
  const { bytes, queueDepth, writeShare, isRandom = false, cachedShare = 0 } = load;
  const request = (direction: Direction): BlockRequest => ({
    bytes,
    direction,
    isRandom,
    ...(load.chainDepth === undefined ? {} : { chainDepth: load.chainDepth }),
  });
  const missShare = (direction: Direction): number => (direction === 'read' ? 1 - cachedShare : 1);
  const requestUs = mean(writeShare, (direction) => {
    const { totalUs, backendUs } = requestTime(backend, device, request(direction));
    const miss = missShare(direction);
    return miss * totalUs + (1 - miss) * (legsUs(backend) + backendUs);
  });
  const backendUs = mean(writeShare, (direction) => backendTimeUs(backend, request(direction)));
  const mediaUs = mean(
    writeShare,
    (direction) =>
      (missShare(direction) * bytes) / sustainedBytesPerUs(device, direction, { bytes, queueDepth, isRandom }),
  );

  const { pieces } = split(backend, bytes);
  const inFlight = Math.max(1, Math.min(queueDepth, backend.ringSlots / pieces));
  const bounds: readonly (readonly [DiskLimit, number])[] = [
    ['queue', (inFlight * bytes) / requestUs],
    ['backend', backendUs > 0 ? bytes / backendUs : Infinity],
    ['device', mediaUs > 0 ? bytes / mediaUs : Infinity],
    ['demand', load.demandBytesPerUs ?? Infinity],
  ];
  const [limit, bytesPerUs] = bounds.reduce((low, bound) => (bound[1] < low[1] ? bound : low));
  return { bytesPerUs, limit, requestUs, coresPerByte: backendUs / bytes };
}

/** Requests per second of so many bytes each. */
export function iops(bytesPerUs: number, bytes: number): number {
  return (bytesPerUs / bytes) * 1e6;
}
