import { isNullRef } from '../../xapi/datamodel/ref';
import { row } from '../objects';
import type { Inventory, ObjectKind } from '../objects';

/** Objects of classes that are not held from the start which the sections of an object speak of, as `class/reference`. */
export function relatedObjects(inventory: Inventory, kind: ObjectKind, ref: string): readonly string[] {
  switch (kind) {
    case 'vm':
    case 'template':
    case 'snapshot': {
      const vm = row(inventory, 'VM', ref);
      return [named('VM_metrics', vm?.metrics), named('VM_guest_metrics', vm?.guest_metrics)].flat();
    }
    case 'host':
      return (row(inventory, 'host', ref)?.patches ?? []).flatMap((patch) => named('host_patch', patch));
    case 'network':
      return (row(inventory, 'network', ref)?.PIFs ?? []).flatMap((pif) =>
        named('PIF_metrics', row(inventory, 'PIF', pif)?.metrics),
      );
    case 'pgpu':
      return named('PCI', row(inventory, 'PGPU', ref)?.PCI);
    case 'gpuGroup':
      return (row(inventory, 'GPU_group', ref)?.PGPUs ?? []).flatMap((pgpu) =>
        named('PCI', row(inventory, 'PGPU', pgpu)?.PCI),
      );
    default:
      return [];
  }
}

function named(cls: string, ref: string | undefined): readonly string[] {
  return ref === undefined || isNullRef(ref) ? [] : [`${cls}/${ref}`];
}
