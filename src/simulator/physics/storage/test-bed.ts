import type { Backend } from './backend';
import { shareHost, type HostShares } from './contention';
import type { Repository } from './shared-resources';
import { DEVICES } from './devices';
import type { StorageHost } from './host';

/**
 * The host of the tapdisk3 measurements: Dell PowerEdge R720, 2 x E5-2643 v2 at 3.5 GHz, six cores a socket with two
 * threads, four channels of DDR3-1866 a socket; 24 dom0 vCPUs that are not pinned.
 */
export const R720: StorageHost = { cores: 12, threads: 24, dom0Vcpus: 24, memoryBytesPerUs: 119_000 };

/** Its nine repositories, one a device: four Micron P320, two Intel 910 of two modules each, one ioDrive2. */
export const R720_REPOSITORIES: readonly Repository[] = [
  ...Array.from({ length: 4 }, () => ({ device: DEVICES.p320 })),
  ...Array.from({ length: 4 }, () => ({ device: DEVICES['intel-910-module'] })),
  { device: DEVICES.iodrive2 },
];

/** Virtual disks on each repository, and guests at most. */
export const R720_DISKS_PER_REPOSITORY = 10;

/** The experiment: each guest has a disk on every repository and keeps one request in flight on each. */
export function r720Run(
  backend: Backend,
  run: { readonly guests: number; readonly bytes: number; readonly writeShare: number },
): HostShares {
  const load = { bytes: run.bytes, queueDepth: 1, writeShare: run.writeShare };
  const disks = Array.from({ length: run.guests }, (_, guest) =>
    R720_REPOSITORIES.map((_repository, repository) => ({ backend, repository, guest, load })),
  );
  return shareHost(R720, R720_REPOSITORIES, disks.flat());
}
