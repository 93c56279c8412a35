/** What a host gives to the backends that run in its control domain. */
export interface StorageHost {
  readonly cores: number;
  readonly threads: number;
  readonly dom0Vcpus: number;
  /** Bandwidth of the memory, bytes/µs; the copies of all disks share it. */
  readonly memoryBytesPerUs: number;
}

/** What the second thread of a core adds for disk backends; from the 4 GB/s of tapdisk2 with 24 dom0 vCPUs on 12 cores. */
const SECOND_THREAD_SHARE = 0.0750571;
/** Part of the memory's bandwidth that copies reach (assumption). */
const COPY_SHARE = 0.6;

/** Cores' worth of processor time of the control domain: E(V) = min(V, cores) + h * max(0, min(V, threads) - cores). */
export function effectiveCores({ cores, threads, dom0Vcpus }: StorageHost): number {
  return Math.min(dom0Vcpus, cores) + SECOND_THREAD_SHARE * Math.max(0, Math.min(dom0Vcpus, threads) - cores);
}

/** Touches of memory, bytes/µs, that all disks of a host can make together. */
export function memoryTouchesPerUs({ memoryBytesPerUs }: StorageHost): number {
  return COPY_SHARE * memoryBytesPerUs;
}

/** So many backends make progress on the lock of the grant table at once. */
const LOCK_WIDTH = 5;
/** From 650,000, 400,000 and 336,718 IOPS of 5, 10 and 15 guests (lkml 2012-10, xen-devel 2012-11). */
const LOCK_EXPONENT = 0.63032;

/** Backend threads' worth of work that gets through the grant table's lock while so many guests fight for it. */
export function grantLockThreads(guests: number): number {
  return guests <= LOCK_WIDTH ? guests : LOCK_WIDTH * (LOCK_WIDTH / guests) ** LOCK_EXPONENT;
}
