import type { ClassName } from '../../../xapi/datamodel/ref';
import { row } from '../../objects';
import type { Inventory, ObjectKind } from '../../objects';
import { GRAPH_CLASSES } from '../model/default-graphs';
import { gpuPath, judgeGpu } from './gpu-path';
import { hostNetworkPath, judgeNetwork, networkPath } from './network-path';
import type { Now, Path, Verdict } from './path';
import { hostStoragePath, judgeStorage, srPath } from './storage-path';

export const PATH_CLASSES: readonly ClassName[] = [...GRAPH_CLASSES, 'PIF_metrics'];

/** Whether a datapath of objects of a kind can be drawn. */
export const hasDatapath = (kind: ObjectKind): boolean =>
  kind === 'host' || kind === 'sr' || kind === 'network' || kind === 'pgpu' || kind === 'gpuGroup';

/** The datapaths of an object. */
export function pathsOf(inventory: Inventory, kind: ObjectKind, ref: string): readonly Path[] {
  switch (kind) {
    case 'host':
      return [
        hostStoragePath(inventory, ref),
        hostNetworkPath(inventory, ref),
        gpuPath(inventory, (gpu) => row(inventory, 'PGPU', gpu)?.host === ref),
      ].filter((path) => path !== null);
    case 'sr':
      return [srPath(inventory, ref)].filter((path) => path !== null);
    case 'network':
      return [networkPath(inventory, ref)].filter((path) => path !== null);
    case 'pgpu':
      return [gpuPath(inventory, (gpu) => gpu === ref)].filter((path) => path !== null);
    case 'gpuGroup':
      return [gpuPath(inventory, (gpu) => row(inventory, 'PGPU', gpu)?.GPU_group === ref)].filter(
        (path) => path !== null,
      );
    default:
      return [];
  }
}

const JUDGES: Record<Path['id'], (now: Now) => Verdict> = {
  storage: judgeStorage,
  network: judgeNetwork,
  gpu: judgeGpu,
};

export const judge = (path: Path, now: Now): Verdict => JUDGES[path.id](now);
