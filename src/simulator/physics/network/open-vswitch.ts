import type { Release } from '../releases';

/** Flows in the kernel before the oldest are thrown out: the default, and what the test lab of XenServer sets. */
export const DEFAULT_TABLE = 1000;
export const LARGE_TABLE = 8192;

/** Flow set-ups that the user-space daemon manages in a second (assumption); a core of the control domain does it. */
const SETUPS_PER_S = 15_000;
/** Wildcarded flows that the traffic of a VIF takes (assumption). */
const MEGAFLOWS_PER_VIF = 4;

export interface SwitchLoad {
  readonly vifs: number;
  /** On average; a typical server has hundreds of connections. */
  readonly connectionsPerVif: number;
  readonly tableSize: number;
}

export interface SwitchState {
  readonly flows: number;
  /** Part of the throughput that is left, 0 to 1. */
  readonly throughputShare: number;
  /** Cores that the daemon takes. */
  readonly daemonCores: number;
}

/**
 * The flow table of Open vSwitch: with exact matches (1.4) every connection is a flow, and what does not fit is set up
 * again and again through user space; megaflows (2.1 on) wildcard what does not matter.
 */
export function switchState({ flows: match }: Release['network'], load: SwitchLoad): SwitchState {
  const flows = load.vifs * (match === 'exact' ? load.connectionsPerVif : MEGAFLOWS_PER_VIF);
  const misses = Math.max(0, flows - load.tableSize);
  const hit = flows === 0 ? 1 : Math.min(1, load.tableSize / flows);
  const served = misses === 0 ? 1 : Math.min(1, SETUPS_PER_S / misses);
  return { flows, throughputShare: hit + (1 - hit) * served, daemonCores: Math.min(1, misses / SETUPS_PER_S) };
}
