import type { MultipathProfile } from './profiles';
import { PATH_STATES, type PathState } from './path-state';

/** A way from a NIC or HBA of a host to a controller of an array. */
export interface Path {
  readonly nic: number;
  readonly controller: number;
  readonly isUp: boolean;
}

/** A LUN belongs to one controller at a time. */
export interface Ownership {
  readonly owner: number;
  /** It is moving to `owner`; no controller serves it meanwhile. */
  readonly isMoving?: boolean;
  /** The array gives the other controller's ports no access until they own the LUN (active/passive). */
  readonly isPassive?: boolean;
}

/** Every NIC to every controller. */
export function allPaths(
  nics: number,
  controllers: number,
  isUp: (path: Omit<Path, 'isUp'>) => boolean = () => true,
): readonly Path[] {
  return Array.from({ length: nics * controllers }, (_, index) => {
    const ends = { nic: Math.floor(index / controllers), controller: index % controllers };
    return { ...ends, isUp: isUp(ends) };
  });
}

function stateOf({ controller }: Path, { owner, isMoving, isPassive }: Ownership): PathState {
  if (isMoving === true) return 'transitioning';
  if (controller === owner) return 'optimized';
  return isPassive === true ? 'standby' : 'non-optimized';
}

export interface PathGroup {
  readonly priority: number;
  readonly paths: readonly Path[];
}

/**
 * Groups as `multipath -ll` lists them, best first. Only the first with a path that is up is used, the others are for
 * failover; `multibus` puts all paths into one.
 */
export function pathGroups(
  paths: readonly Path[],
  ownership: Ownership,
  { groupingPolicy, seesPriorities }: Pick<MultipathProfile, 'groupingPolicy' | 'seesPriorities'>,
): readonly PathGroup[] {
  const byPriority = new Map<number, Path[]>();
  for (const path of paths) {
    const isFlat = groupingPolicy === 'multibus' || !seesPriorities;
    const priority = isFlat ? 1 : PATH_STATES[stateOf(path, ownership)].priority;
    byPriority.set(priority, [...(byPriority.get(priority) ?? []), path]);
  }
  return [...byPriority]
    .map(([priority, members]) => ({ priority, paths: members }))
    .sort((a, b) => b.priority - a.priority);
}

export interface PathUse {
  readonly up: number;
  readonly total: number;
  /** Paths that requests go over in turn. */
  readonly active: readonly Path[];
  /** What they carry together, in the unit of the link's rate. */
  readonly rate: number;
}

/**
 * What a LUN gets over its paths: round robin within the best group. A NIC's active paths share its link, each with the
 * efficiency of its state.
 */
export function usePaths(
  paths: readonly Path[],
  ownership: Ownership,
  profile: Pick<MultipathProfile, 'groupingPolicy' | 'seesPriorities'>,
  linkRate: number,
): PathUse {
  const up = paths.filter(({ isUp }) => isUp);
  const serving = up.filter((path) => PATH_STATES[stateOf(path, ownership)].isServing);
  const active = pathGroups(serving, ownership, profile)[0]?.paths ?? [];
  const efficiencies = new Map<number, number[]>();
  for (const path of active) {
    const { efficiency } = PATH_STATES[stateOf(path, ownership)];
    efficiencies.set(path.nic, [...(efficiencies.get(path.nic) ?? []), efficiency]);
  }
  let rate = 0;
  for (const shares of efficiencies.values()) {
    rate += (linkRate * shares.reduce((sum, share) => sum + share, 0)) / shares.length;
  }
  return { up: up.length, total: paths.length, active, rate };
}
