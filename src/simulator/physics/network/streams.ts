import type { Release } from '../releases';
import { dataBytes } from './framing';

/**
 * Segment model of the virtual network: a backend thread spends t + c * S µs on a segment of S bytes, so one stream
 * moves 8 * S / (t + c * S) Mbit/s. Large segments (TSO from the guest, GRO from the wire) spread t over many packets.
 */
export interface SegmentCost {
  readonly perSegmentUs: number;
  readonly perByteUs: number;
}

/** The largest segment of whole packets below 64 KiB. */
function largeSegmentBytes(packetBytes: number): number {
  return Math.floor(65_535 / packetBytes) * packetBytes;
}

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

/** What one stream from a guest reaches where no wire holds it back, Mbit/s; guests hand over large segments. */
export function transmitMbitPerS({ transmit, netback }: Network, mtuBytes = 1500): number {
  const one = mbitPerS(TRANSMIT[transmit], largeSegmentBytes(dataBytes(mtuBytes)));
  return netback === 'multi-queue' ? one * MULTI_QUEUE_GAIN : one;
}

/** What one stream to a guest reaches, Mbit/s; from a wire without receive offload it comes packet by packet. */
export function receiveMbitPerS({ receive, hasGro }: Network, isOffloaded = hasGro, mtuBytes = 1500): number {
  const packet = dataBytes(mtuBytes);
  return mbitPerS(RECEIVE[receive], isOffloaded ? largeSegmentBytes(packet) : packet);
}
