export const KIB_BYTES = 1024;
export const MIB_BYTES = 1024 * KIB_BYTES;
export const GIB_BYTES = 1024 * MIB_BYTES;

/** A page of memory of the machines that are modelled. */
export const PAGE_BYTES = 4096;

/** Throughput inside the storage models is in bytes per microsecond, which is the same number as MB/s (1e6 bytes). */
export const BYTES_PER_SECOND = 1e6;
