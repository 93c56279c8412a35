import { MIB_BYTES } from './units';

/** How a domain is virtualised; decides which overheads it has (xapi: memory.ml). */
export type DomainKind = 'hvm' | 'pv' | 'pv_in_pvh' | 'pvh';

/** Memory a guest needs besides its own, MiB, before shadow and vCPU pages (xapi: memory.ml, xen_max_offset_mib and friends). */
const INTERNAL_MIB: Readonly<Record<DomainKind, number>> = { hvm: 1, pv: 0, pv_in_pvh: 1, pvh: 1 };
const EXTERNAL_MIB = 1;
/** Pages of the shim that wraps a PV guest (memory.ml, PVinPVH). */
const SHIM_BASE_MIB = 23;
const SHIM_SHARE = 90;

export interface GuestMemory {
  readonly kind: DomainKind;
  readonly staticMaxBytes: number;
  readonly vcpusMax: number;
  readonly shadowMultiplier: number;
}

function mibUsed(bytes: number): number {
  return Math.ceil(bytes / MIB_BYTES);
}

/** Shadow (or HAP) pool of a guest, MiB: 256 pages a vCPU and 2 pages a MiB of guest memory (memory.ml). */
export function shadowMib(staticMaxMib: number, vcpusMax: number, shadowMultiplier: number): number {
  return Math.max(1, Math.floor(Math.ceil((256 * vcpusMax + 2 * staticMaxMib) / 256) * shadowMultiplier));
}

/** Host memory a guest takes besides its own, bytes. Source: xapi memory.ml, worked examples in its design notes. */
export function memoryOverheadBytes(guest: GuestMemory): number {
  const { kind, vcpusMax } = guest;
  const staticMaxMib = mibUsed(guest.staticMaxBytes);
  const shim = kind === 'pv_in_pvh' ? SHIM_BASE_MIB + Math.floor(staticMaxMib / SHIM_SHARE) : 0;
  const vcpuMib = Math.ceil((38 * vcpusMax) / 256);
  const shadow = shadowMib(staticMaxMib, vcpusMax, guest.shadowMultiplier);
  return (INTERNAL_MIB[kind] + EXTERNAL_MIB + shadow + vcpuMib + shim) * MIB_BYTES;
}

/** Host memory a guest takes when it uses `targetBytes` itself; whole MiB, rounded up (memory_check.ml). */
export function footprintBytes(guest: GuestMemory, targetBytes: number): number {
  return mibUsed(targetBytes) * MIB_BYTES + memoryOverheadBytes(guest);
}

/**
 * The largest static maximum that fits into `totalBytes` of host memory, whole MiB, rounded down.
 * Source: xapi_vm.ml maximise_memory (bisection over the footprint at static maximum).
 */
export function largestStaticMaxBytes(guest: Omit<GuestMemory, 'staticMaxBytes'>, totalBytes: number): number {
  let low = 0;
  let high = Math.floor(totalBytes / MIB_BYTES);
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    const staticMaxBytes = middle * MIB_BYTES;
    if (footprintBytes({ ...guest, staticMaxBytes }, staticMaxBytes) <= totalBytes) low = middle;
    else high = middle - 1;
  }
  return low * MIB_BYTES;
}

/** Host memory that squeezed never hands out (squeezed design). */
const SLUSH_BYTES = 9 * MIB_BYTES;

/**
 * How far squeezed opens the balloons of a server's guests: 0 puts each at its dynamic minimum, 1 at its maximum, the
 * same part of the way for all.
 * @param spareBytes what the server has beyond everybody's minimum
 * @param rangeBytes what everybody's maximum is beyond everybody's minimum
 */
export function balloonOpening(spareBytes: number, rangeBytes: number): number {
  return rangeBytes <= 0 ? 0 : Math.min(1, Math.max(0, (spareBytes - SLUSH_BYTES) / rangeBytes));
}

/** Memory of a guest whose balloon is opened so far, bytes. */
export function balloonedBytes(minBytes: number, maxBytes: number, opening: number): number {
  return Math.floor(minBytes + opening * (maxBytes - minBytes));
}
