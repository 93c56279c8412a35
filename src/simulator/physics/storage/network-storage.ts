import { payloadShare } from '../network/framing';
import type { StorageDevice } from './device';

/** Round trip through switch and target, µs, before the array's own time (assumption). */
const NETWORK_LATENCY_US = 250;

/** Payload of a link, bytes/µs: 117.7 MB/s a Gbit/s with frames of 1500 bytes. */
export function linkBytesPerUs(linkMbitPerS: number, mtuBytes = 1500): number {
  return (linkMbitPerS / 8) * payloadShare(mtuBytes);
}

/**
 * An array behind network links: its own speed, theirs at most, and the way there and back. A request goes over one.
 */
export function overNetwork(array: StorageDevice, linkMbitPerS: number, mtuBytes = 1500, links = 1): StorageDevice {
  const link = linkBytesPerUs(linkMbitPerS, mtuBytes);
  const behind = ({ latencyUs, linkBytesPerUs: bus, mediaBytesPerUs }: StorageDevice['read']) => ({
    latencyUs: latencyUs + NETWORK_LATENCY_US,
    linkBytesPerUs: Math.min(bus, link),
    mediaBytesPerUs: Math.min(mediaBytesPerUs, link * links),
  });
  return {
    ...array,
    name: `${array.name} over ${linkMbitPerS} Mbit/s`,
    read: behind(array.read),
    write: behind(array.write),
  };
}
