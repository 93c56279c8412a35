import { installHost } from '../api/host/install';
import { NEWER_SERVER, serverSpec } from './hardware';
import type { Stage } from './stage';

/** One server, as its installation leaves it. */
export function buildEmpty({ world }: Stage): void {
  installHost(world, serverSpec({ name: 'server-1', server: NEWER_SERVER, memoryGib: 256, localStorageGib: 1780 }, 1));
}
