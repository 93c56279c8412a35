import type { Release } from '../releases';

/**
 * Segment model of the virtual network: a backend thread spends t + c * S µs on a segment of S bytes, so one stream
 * moves 8 * S / (t + c * S) Mbit/s. Large segments (TSO from the guest, GRO from the wire) spread t over many packets.
 */
export interface SegmentCost {
  readonly perSegmentUs: number;
  readonly perByteUs: number;
}

/** Data of one packet with time stamps on a 1500-byte network. */
const PACKET_BYTES = 1448;
/** The largest segment of whole packets below 64 KiB. */
const LARGE_SEGMENT_BYTES = 45 * PACKET_BYTES;

type Network = Release['network'];

/** Absolute base of 6.2, 2.4 Gbit/s, is an assumption; the published gains of GRO and of alpha 2 are fitted. */
const RECEIVE: Readonly<Record<Network['receive'], SegmentCost>> = {
  copy: { perSegmentUs: 3.7023, perByteUs: 0.00077652 },
  'grant-copy': { perSegmentUs: 3.7023, perByteUs: 0.00044823 },
};
/** From 17 Gbit/s of one stream in 6.5 (XenServer 7.0 performance, part 2) and 3.5 times less in 6.2; t assumed. */
const TRANSMIT: Readonly<Record<Network['transmit'], SegmentCost>> = {
  copy: { perSegmentUs: 3, perByteUs: 0.001601 },
  'grant-map': { perSegmentUs: 3, perByteUs: 0.00042455 },
};
/** One stream through several queues: 41 against 17 Gbit/s (XenServer 7.0 performance, part 2). */
const MULTI_QUEUE_GAIN = 2.41176;

function mbitPerS({ perSegmentUs, perByteUs }: SegmentCost, bytes: number): number {
  return (8 * bytes) / (perSegmentUs + perByteUs * bytes);
}

/** What one stream from a guest reaches where no wire holds it back, Mbit/s. */
export function transmitMbitPerS({ transmit, netback }: Network, isOffloaded = true): number {
  const one = mbitPerS(TRANSMIT[transmit], isOffloaded ? LARGE_SEGMENT_BYTES : PACKET_BYTES);
  return netback === 'multi-queue' ? one * MULTI_QUEUE_GAIN : one;
}

/** What one stream from the wire to a guest reaches, Mbit/s; `ethtool -K eth0 gro off` undoes the offload. */
export function receiveMbitPerS({ receive, hasGro }: Network, isOffloaded = hasGro): number {
  return mbitPerS(RECEIVE[receive], isOffloaded ? LARGE_SEGMENT_BYTES : PACKET_BYTES);
}
