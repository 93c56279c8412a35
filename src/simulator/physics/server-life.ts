/** How long a server takes to leave and to come back. Times without a source in the docstring are assumptions. */

import { GIB_BYTES } from './units';

/** From the call to the first thing that happens: the answer has to reach the caller (xapi_host.ml, Thread.delay 10). */
export const SHUTDOWN_DELAY_MS = 10_000;

/** Services stop and file systems are unmounted. */
export const POWER_OFF_MS = 15_000;

/** From the start of the kernel to a toolstack that answers. */
export const KERNEL_TO_TOOLSTACK_MS = 75_000;

const FIRMWARE_MS = 45_000;
const MEMORY_TEST_MS_PER_GIB = 100;

/** From power to the start of the kernel: the firmware trains and tests the memory. */
export function firmwareMs(memoryBytes: number): number {
  return Math.round(FIRMWARE_MS + (memoryBytes / GIB_BYTES) * MEMORY_TEST_MS_PER_GIB);
}

/** The toolstack answers the call that ends it first (xapi_host.ml restart_agent, xapi_fuse.ml). */
export const AGENT_DELAY_MS = 1000;

/** The daemons of the toolstack stop and start again. */
export const AGENT_RESTART_MS = 12_000;
