/** IP 20, TCP 20 with 12 for time stamps: what of a packet is not data. */
const HEADER_BYTES = 52;
/** Ethernet header 14, checksum 4, preamble 8, gap 12: what a packet takes on the wire besides itself. */
const FRAMING_BYTES = 38;

/** Data of one packet. */
export function dataBytes(mtuBytes: number): number {
  return mtuBytes - HEADER_BYTES;
}

/** Part of a link's rate that TCP data gets: 0.9415 with 1500-byte packets, 0.990 with jumbo frames of 9000. */
export function payloadShare(mtuBytes: number): number {
  return dataBytes(mtuBytes) / (mtuBytes + FRAMING_BYTES);
}
