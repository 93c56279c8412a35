import { restartFiles } from '../vdi/file-notes';
import { beginWrites } from '../vdi/growth';
import type { World } from '../world';
import { forgetOpenings } from './balloon-history';
import { CREDITS } from './credit-history';
import { DATAPATHS_CHOSEN } from './disk-datapaths';
import { PLACES, USERS } from './gpu-holdings';
import { forgetRanges } from './memory-ranges';
import { BOOTED, GOVERNORS } from './host-conditions';
import { LIMITS, LINKS, WIRES } from './network-links';
import { NUMA_POLICIES } from './numa-nodes';
import { PATHS } from './storage-paths';
import { forgetUse, recordUse } from './use-history';
import { TOLD } from './workload-history';

/** Everything that statistics depend on and rows forget. */
const ALL = [
  TOLD,
  CREDITS,
  PLACES,
  USERS,
  LINKS,
  WIRES,
  LIMITS,
  PATHS,
  DATAPATHS_CHOSEN,
  NUMA_POLICIES,
  BOOTED,
  GOVERNORS,
];

/** Remembers from now on. Once for each world. */
export function followHistories(world: World): void {
  for (const history of ALL) history.follow(world);
  recordUse(world);
}

/** Begins anew with what rows say that were read from a file. */
export function restartHistories(world: World): void {
  for (const history of ALL) history.restart(world);
  restartFiles(world);
  forgetOpenings(world);
  beginWrites(world);
  forgetRanges(world);
  forgetUse(world);
}
