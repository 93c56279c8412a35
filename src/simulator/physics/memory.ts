/** How a domain is virtualised; decides which overheads it has (xapi: memory.ml). */
export type DomainKind = 'hvm' | 'pv' | 'pv_in_pvh' | 'pvh';

export const MIB_BYTES = 1024 * 1024;

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

export interface BalloonRange {
  readonly minBytes: number;
  readonly maxBytes: number;
  readonly targetBytes: number;
}

/** Host memory that squeezed never hands out (squeezed design). */
const SLUSH_BYTES = 9 * MIB_BYTES;

/**
 * Where squeezed puts the balloons of a host's guests: each at min + gamma * (max - min), one gamma for all.
 * @returns gamma from 0 to 1, targets in the order of the guests, and whether even gamma 0 fits
 */
export function balloonTargets(
  freeBytes: number,
  guests: readonly BalloonRange[],
): { readonly gamma: number; readonly targetsBytes: readonly number[]; readonly fits: boolean } {
  let surplus = freeBytes - SLUSH_BYTES;
  let range = 0;
  for (const { minBytes, maxBytes, targetBytes } of guests) {
    surplus += targetBytes - minBytes;
    range += maxBytes - minBytes;
  }
  const gamma = range === 0 ? 0 : Math.min(1, Math.max(0, surplus / range));
  const targetsBytes = guests.map(({ minBytes, maxBytes }) => Math.floor(minBytes + gamma * (maxBytes - minBytes)));
  return { gamma, targetsBytes, fits: surplus >= 0 };
}
