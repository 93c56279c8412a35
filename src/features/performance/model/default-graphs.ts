import type { ClassName } from '../../../xapi/datamodel/ref';
import type { Inventory, ObjectKind } from '../../objects';
import type { Graph } from './graph';
import { hostGraphs } from './host-graphs';
import { gpuGraphs, networkGraphs, poolGraphs, srGraphs } from './shared-graphs';
import { vmGraphs } from './vm-graphs';

/** What graphs are made of. */
export const GRAPH_CLASSES: readonly ClassName[] = [
  'pool',
  'host',
  'host_metrics',
  'VM',
  'VBD',
  'VDI',
  'VIF',
  'SR',
  'PBD',
  'PIF',
  'Bond',
  'network',
  'PGPU',
  'PCI',
];

/** The graphs that an object begins with; none where nobody tells. */
export function defaultGraphs(inventory: Inventory, kind: ObjectKind, ref: string): readonly Graph[] {
  switch (kind) {
    case 'host':
      return hostGraphs(inventory, ref);
    case 'vm':
      return vmGraphs(inventory, ref);
    case 'sr':
      return srGraphs(inventory, ref);
    case 'network':
      return networkGraphs(inventory, ref);
    case 'pgpu':
    case 'gpuGroup':
      return gpuGraphs(inventory, kind, ref);
    case 'pool':
      return poolGraphs(inventory);
    default:
      return [];
  }
}
