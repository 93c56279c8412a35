/** What multipath.conf says about a kind of array. */
export interface MultipathProfile {
  readonly groupingPolicy: 'group_by_prio' | 'multibus';
  readonly prio: 'alua' | 'rdac' | 'emc' | 'const';
  readonly hardwareHandler: 'alua' | 'rdac' | 'emc' | 'none';
  readonly pathChecker: 'tur' | 'rdac' | 'emc_clariion';
  readonly failback: 'immediate' | 'manual';
  readonly rrMinIo: number;
  /** Checks for which requests wait when no path is left; then they fail. */
  readonly noPathRetry: number;
  readonly pgInitRetries?: number;
  readonly detectPrio?: boolean;
  readonly retainAttachedHwHandler?: boolean;
  /** The prioritizer tells optimized paths from others on this array. */
  readonly seesPriorities: boolean;
}

/** How often paths are checked, s. */
const POLLING_INTERVAL_S = 5;

export const PROFILES = {
  /** Requests over all paths in turn. */
  'round-robin': {
    groupingPolicy: 'multibus',
    prio: 'const',
    hardwareHandler: 'none',
    pathChecker: 'tur',
    failback: 'immediate',
    rrMinIo: 100,
    noPathRetry: 30,
    seesPriorities: false,
  },
  alua: {
    groupingPolicy: 'group_by_prio',
    prio: 'alua',
    hardwareHandler: 'alua',
    pathChecker: 'tur',
    failback: 'immediate',
    rrMinIo: 100,
    noPathRetry: 30,
    seesPriorities: true,
  },
  /** CTX132976. */
  clariion: {
    groupingPolicy: 'group_by_prio',
    prio: 'emc',
    hardwareHandler: 'alua',
    pathChecker: 'emc_clariion',
    failback: 'immediate',
    rrMinIo: 100,
    noPathRetry: 300,
    seesPriorities: true,
  },
  /** Dell MD36xxi and MD36xxf as 6.5 ships it. */
  md36xx: {
    groupingPolicy: 'group_by_prio',
    prio: 'rdac',
    hardwareHandler: 'rdac',
    pathChecker: 'rdac',
    failback: 'immediate',
    rrMinIo: 100,
    noPathRetry: 30,
    pgInitRetries: 50,
    seesPriorities: true,
  },
  /** The same with the two lines that make it notice ALUA. */
  'md36xx-alua': {
    groupingPolicy: 'group_by_prio',
    prio: 'rdac',
    hardwareHandler: 'rdac',
    pathChecker: 'rdac',
    failback: 'immediate',
    rrMinIo: 100,
    noPathRetry: 30,
    pgInitRetries: 50,
    detectPrio: true,
    retainAttachedHwHandler: true,
    seesPriorities: true,
  },
} as const satisfies Readonly<Record<string, MultipathProfile>>;

/** How long requests wait for a path before they fail, s. */
export function queueSeconds({ noPathRetry }: Pick<MultipathProfile, 'noPathRetry'>): number {
  return noPathRetry * POLLING_INTERVAL_S;
}

/**
 * The rdac handler moves a LUN to the other controller before it lets requests go there (dm-multipath, pg_init); that of
 * alua lets them go the long way at once. Two lines of multipath.conf make it keep the handler that the kernel found.
 */
export function movesLunsFirst({ hardwareHandler, retainAttachedHwHandler }: MultipathProfile): boolean {
  return hardwareHandler === 'rdac' && retainAttachedHwHandler !== true;
}
