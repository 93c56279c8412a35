import { PAGE_BYTES } from '../units';
import type { Backend } from './backend';
import { deviceTimeUs, type Direction, type StorageDevice } from './device';

export interface BlockRequest {
  readonly bytes: number;
  readonly direction: Direction;
  readonly isRandom?: boolean;
  /** Files of a VHD chain that a read looks through; 1 for a disk without parents. */
  readonly chainDepth?: number;
}

/** Looking a block up in one more file of a chain (assumption). */
const CHAIN_COST = 0.02;

export interface Split {
  readonly pages: number;
  /** Requests on the ring. */
  readonly pieces: number;
}

/** A guest's request is cut into pieces of as many pages as a request on the ring carries. */
export function split({ segmentsPerRequest }: Pick<Backend, 'segmentsPerRequest'>, bytes: number): Split {
  const pages = Math.max(1, Math.ceil(bytes / PAGE_BYTES));
  return { pages, pieces: Math.ceil(pages / segmentsPerRequest) || 1 };
}

/** Time that the backend's thread spends on one page, µs. */
export function pageUs(backend: Backend, { direction, bytes, chainDepth = 1 }: BlockRequest): number {
  const base = direction === 'write' ? backend.pageWriteUs : backend.pageReadUs;
  const unbounced = bytes > PAGE_BYTES ? base - backend.unbouncedPageUs : base;
  return direction === 'read' ? unbounced * (1 + CHAIN_COST * (chainDepth - 1)) : unbounced;
}

/** Time that the backend's thread spends on one guest request, µs: k * r + P * c. */
export function backendTimeUs(backend: Backend, request: BlockRequest): number {
  const { pages, pieces } = split(backend, request.bytes);
  return pieces * backend.ringRequestUs + pages * pageUs(backend, request);
}

/** Everything that sends events and wakes somebody, µs; it does not depend on the size of the request. */
export function legsUs({ legs, legUs }: Backend): number {
  return legs.length * legUs;
}

export interface RequestTime {
  readonly totalUs: number;
  readonly backendUs: number;
  readonly deviceUs: number;
  readonly pieces: number;
}

/**
 * Time of one request that is alone, µs: T = a + C + D for one piece, a + max(C, D) + min(C, D) / k for k pieces,
 * because the backend works on one piece while the device works on another.
 */
export function requestTime(backend: Backend, device: StorageDevice, request: BlockRequest): RequestTime {
  const { pieces } = split(backend, request.bytes);
  const backendUs = backendTimeUs(backend, request);
  const deviceUs = deviceTimeUs(device, request.bytes, request.direction, request.isRandom);
  const overlapped = Math.max(backendUs, deviceUs) + Math.min(backendUs, deviceUs) / pieces;
  return { totalUs: legsUs(backend) + overlapped, backendUs, deviceUs, pieces };
}
