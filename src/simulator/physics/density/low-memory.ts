/** What a 32-bit control domain (before Creedence) suffers from. */

/** A 32-bit processor reaches 4 GiB of memory, MiB. */
export const LARGEST_32_BIT_MIB = 4096;

/** The kernel keeps this much address space for itself: memory that it maps all the time, and devices. */
const KERNEL_SPACE_MIB = 1024;
/** More memory than that is mapped when it is needed: every access costs more (752 MB in 6.2). */
const MAPPED_MIB = 752;
/** Share of an access that the mapping adds (assumption). */
const MAPPING_COST = 0.3;

/** How much longer accesses to the control domain's memory take on average: 1 where all of it is mapped. */
export function memoryAccessFactor(dom0Bits: 32 | 64, dom0Mib: number): number {
  if (dom0Bits === 64 || dom0Mib <= MAPPED_MIB) return 1;
  return 1 + MAPPING_COST * (1 - MAPPED_MIB / dom0Mib);
}

/** Memory that the kernel itself lives in: what the kernel and its drivers keep, and each VM (Davies 2013, part 2). */
const KERNEL_MIB = 100;
const LOW_MIB_PER_VM = 1;

/** What is used of the memory that a 32-bit kernel can use for itself, MiB; its own part is an assumption. */
export function lowMemoryUsedMib(vms: number): number {
  return KERNEL_MIB + LOW_MIB_PER_VM * vms;
}

/** Memory that the kernel can use for itself, MiB: all of it with 64 bits, which is counted elsewhere. */
export function lowMemoryMib(dom0Bits: 32 | 64, dom0Mib: number): number {
  return dom0Bits === 64 ? Infinity : Math.min(dom0Mib, MAPPED_MIB);
}

/** VMs whose rings, tables and threads fit there. */
export function vmsInLowMemory(dom0Bits: 32 | 64, dom0Mib: number): number {
  return Math.max(0, Math.floor((lowMemoryMib(dom0Bits, dom0Mib) - KERNEL_MIB) / LOW_MIB_PER_VM));
}

/** Address space that drivers can map their devices into, MiB; a 64-bit kernel never runs out. */
export function deviceSpaceMib(dom0Bits: 32 | 64, dom0Mib: number): number {
  return dom0Bits === 64 ? Infinity : KERNEL_SPACE_MIB - Math.min(dom0Mib, KERNEL_SPACE_MIB - 128);
}

/** Whether drivers get their devices mapped; one that does not may load and fail later. */
export function driversFit(dom0Bits: 32 | 64, dom0Mib: number, deviceMib: number): boolean {
  return deviceMib <= deviceSpaceMib(dom0Bits, dom0Mib);
}
