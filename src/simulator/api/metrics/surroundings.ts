import type { GpuLoads } from './gpu-loads';
import type { NetworkLoads } from './network-loads';
import type { StorageView } from './storage-loads';

/** What guests share along an axis. */
export interface Surroundings {
  readonly storage: StorageView;
  readonly gpus: GpuLoads;
  readonly network: NetworkLoads;
}
