import { ALUA_LAB } from './alua';
import { BOOT_STORM_LAB } from './boot-storm';
import { DENSITY_LAB } from './density';
import { GPU_LAB } from './gpu';
import type { Lab } from './lab';
import { MIGRATION_LAB } from './migration';
import { NETWORK_LAB } from './network';
import { OVERHEAD_LAB } from './overhead';
import { TAPDISK_LAB } from './tapdisk';

/** All labs, in the order in which people meet them. */
export const LABS: readonly Lab[] = [
  TAPDISK_LAB,
  OVERHEAD_LAB,
  BOOT_STORM_LAB,
  DENSITY_LAB,
  NETWORK_LAB,
  GPU_LAB,
  ALUA_LAB,
  MIGRATION_LAB,
];
