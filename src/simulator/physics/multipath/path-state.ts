/** What a target port group says about a path to a LUN (SPC-3, asymmetric logical unit access). */
export type PathState = 'optimized' | 'non-optimized' | 'standby' | 'unavailable' | 'transitioning';

export interface PathStateTraits {
  /** In the answer to REPORT TARGET PORT GROUPS. */
  readonly code: number;
  /** What multipathd's alua prioritizer makes of it; targets of some vendors give optimized paths up to 80. */
  readonly priority: number;
  /** Reads and writes are served. */
  readonly isServing: boolean;
  /** Share of the link's rate: a non-optimized path goes through the other controller (fitted, see calibration). */
  readonly efficiency: number;
}

export const PATH_STATES: Readonly<Record<PathState, PathStateTraits>> = {
  optimized: { code: 0x0, priority: 50, isServing: true, efficiency: 1 },
  'non-optimized': { code: 0x1, priority: 10, isServing: true, efficiency: 2 / 3 },
  standby: { code: 0x2, priority: 1, isServing: false, efficiency: 0 },
  unavailable: { code: 0x3, priority: 0, isServing: false, efficiency: 0 },
  transitioning: { code: 0xf, priority: 0, isServing: false, efficiency: 0 },
};
