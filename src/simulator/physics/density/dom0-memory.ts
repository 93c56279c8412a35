import type { Dom0MemoryRule, Release } from '../releases';

interface MemoryUse {
  readonly baseMib: number;
  /** With a device model, and without one. */
  readonly perVmMib: number;
  readonly perPvVmMib: number;
  readonly perVbdMib: number;
}

/**
 * 64 bits: solved from the two thresholds beyond which Creedence alpha 4 asks for more memory, 200 VMs or 1200 disks,
 * with two disks a VM and sixteen; 1.375 MiB a disk are the 352 pages of tapdisk3's requests. Without device models
 * 1000 VMs fit into 8 GiB (Creedence beta 2; one disk each). 32 bits: assumptions.
 */
const USE: Readonly<Record<Release['dom0Bits'], MemoryUse>> = {
  32: { baseMib: 350, perVmMib: 5, perPvVmMib: 2.1, perVbdMib: 1.2 },
  64: { baseMib: 736, perVmMib: 12.8, perPvVmMib: 5.456, perVbdMib: 2 },
};

/** A small control domain keeps less for itself: this part of what it has (assumption). */
const LARGEST_BASE_SHARE = 0.45;

/** What the guests of a server are to the memory of its control domain. */
export interface Dom0Guests {
  readonly vms: number;
  /** Those of them that have no device model. */
  readonly pvVms?: number;
  readonly vbds: number;
}

/** Memory that the control domain uses, MiB. */
export function dom0UsedMib(
  { dom0Bits }: Pick<Release, 'dom0Bits'>,
  { vms, pvVms = 0, vbds }: Dom0Guests,
  dom0Mib = Infinity,
): number {
  const { baseMib, perVmMib, perPvVmMib, perVbdMib } = USE[dom0Bits];
  return (
    Math.min(baseMib, LARGEST_BASE_SHARE * dom0Mib) + (vms - pvVms) * perVmMib + pvVms * perPvVmMib + vbds * perVbdMib
  );
}

/** VMs of so many disks each that fit into the control domain's memory. */
export function vmsInDom0Memory(
  release: Pick<Release, 'dom0Bits'>,
  dom0Mib: number,
  vbdsPerVm: number,
  isHvm = true,
): number {
  const { perVmMib, perPvVmMib, perVbdMib } = USE[release.dom0Bits];
  const left = dom0Mib - dom0UsedMib(release, { vms: 0, vbds: 0 }, dom0Mib);
  return Math.max(0, Math.floor(left / ((isHvm ? perVmMib : perPvVmMib) + vbdsPerVm * perVbdMib) + 1e-9));
}

/** From here on tapdisks go without their own buffers (Tapdisks_in_low_memory_mode). */
const TIGHT_ABOVE = 0.97;

/** `exhausted`: the kernel kills processes of the control domain. */
export function dom0MemoryState(dom0Mib: number, usedMib: number): 'enough' | 'tight' | 'exhausted' {
  if (usedMib > dom0Mib + 1e-6) return 'exhausted';
  return usedMib > TIGHT_ABOVE * dom0Mib ? 'tight' : 'enough';
}

/** Tapdisks without buffers of their own: those that were there first have theirs. */
export function tapdisksShortOfMemory(
  { dom0Bits }: Pick<Release, 'dom0Bits'>,
  dom0Mib: number,
  usedMib: number,
  tapdisks: number,
): number {
  const shortMib = usedMib - TIGHT_ABOVE * dom0Mib;
  return shortMib <= 0 ? 0 : Math.min(tapdisks, Math.ceil(shortMib / USE[dom0Bits].perVbdMib));
}

/** Up to 6.2: straight lines between these points (host GiB, MiB). */
const CLASSIC: readonly (readonly [hostGib: number, mib: number])[] = [
  [3.5, 200],
  [5, 228],
  [16, 454],
  [32, 752],
];
/** From Creedence to 7.x: the value holds from this size of the host on. */
const STEPS: readonly (readonly [hostGib: number, mib: number])[] = [
  [64, 4096],
  [48, 3072],
  [24, 2048],
  [0, 752],
];

function classicMib(hostGib: number): number {
  let [lowGib, lowMib] = [0, 0];
  for (const [gib, mib] of CLASSIC) {
    if (hostGib <= gib) return lowGib === 0 ? mib : lowMib + ((hostGib - lowGib) / (gib - lowGib)) * (mib - lowMib);
    [lowGib, lowMib] = [gib, mib];
  }
  return lowMib;
}

/** Memory of the control domain when nobody says, MiB. Source: product documentation of each release. */
export function dom0DefaultMib(rule: Dom0MemoryRule, hostMib: number): number {
  const hostGib = hostMib / 1024;
  switch (rule) {
    case 'classic':
      return Math.floor(classicMib(hostGib));
    case 'steps':
      return STEPS.find(([from]) => hostGib >= from)?.[1] ?? 752;
    case 'share':
      return Math.floor(Math.min(8192, 1024 + hostMib * 0.05));
  }
}
