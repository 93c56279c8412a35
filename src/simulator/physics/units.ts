export const KIB_BYTES = 1024;
export const MIB_BYTES = 1024 * KIB_BYTES;
export const GIB_BYTES = 1024 * MIB_BYTES;

/** A page of memory of the machines that are modelled. */
export const PAGE_BYTES = 4096;
