import { allPaths, usePaths } from '../../multipath/paths';
import { PROFILES } from '../../multipath/profiles';
import { linkBytesPerUs } from '../../storage/network-storage';
import type { MULTIPATH_FIGURES } from '../published/multipath';
import type { ModelOf } from '../row';

/** Two NICs of 1 Gbit/s to two controllers, the first of which owns the LUN. */
export const FOUR_PATHS = allPaths(2, 2);
export const OWNED = { owner: 0 };

const rateBy = (profile: 'alua' | 'round-robin'): number =>
  usePaths(FOUR_PATHS, OWNED, PROFILES[profile], linkBytesPerUs(1000)).rate;

export const MULTIPATH_MODELS: ModelOf<typeof MULTIPATH_FIGURES> = {
  paths: () => usePaths(FOUR_PATHS, OWNED, PROFILES.alua, 1).total,
  'alua-gain': () => (rateBy('alua') / rateBy('round-robin') - 1) * 100,
  'clariion-retry': () => PROFILES.clariion.noPathRetry,
  'md36xx-retry': () => PROFILES.md36xx.noPathRetry,
};
