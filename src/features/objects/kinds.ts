import type { ClassName } from '../../xapi/datamodel/ref';
import type { Records } from '../../xapi/datamodel/types.gen';
import type { ObjectClass } from '../navigation';
import { row } from './inventory';
import type { Inventory } from './inventory';

/** What a person takes an object for. XenAPI keeps VMs, templates and snapshots in one class. */
export type ObjectKind =
  'pool' | 'host' | 'vm' | 'template' | 'snapshot' | 'sr' | 'vdi' | 'network' | 'pgpu' | 'gpuGroup' | 'appliance';

/** The class that holds objects of a kind. */
export const CLASS_OF_KIND = {
  pool: 'pool',
  host: 'host',
  vm: 'VM',
  template: 'VM',
  snapshot: 'VM',
  sr: 'SR',
  vdi: 'VDI',
  network: 'network',
  pgpu: 'PGPU',
  gpuGroup: 'GPU_group',
  appliance: 'VM_appliance',
} as const satisfies Record<ObjectKind, ClassName>;

/** Classes whose rows are objects of a kind; those in the tree, the grid and the palette. */
export const OBJECT_CLASSES = [
  'pool',
  'host',
  'VM',
  'SR',
  'VDI',
  'network',
  'PGPU',
  'GPU_group',
  'VM_appliance',
] as const;
export type ObjectRowClass = (typeof OBJECT_CLASSES)[number];

const KIND_OF_CLASS: Partial<Record<ObjectClass, ObjectKind>> = {
  pool: 'pool',
  host: 'host',
  SR: 'sr',
  VDI: 'vdi',
  network: 'network',
  PGPU: 'pgpu',
  GPU_group: 'gpuGroup',
  VM_appliance: 'appliance',
};

/** Null for classes that are no objects of the console, groups, and VMs that are not there. */
export function kindOf(inventory: Inventory, cls: ObjectClass, ref: string): ObjectKind | null {
  if (cls !== 'VM') return KIND_OF_CLASS[cls] ?? null;
  const vm = row(inventory, 'VM', ref);
  return vm ? vmKind(vm) : null;
}

export function vmKind(vm: Records['VM']): 'vm' | 'template' | 'snapshot' {
  if (vm.is_a_snapshot) return 'snapshot';
  return vm.is_a_template ? 'template' : 'vm';
}

/** Shipped with the product. Before `is_default_template` existed (API 2.10) an other_config key said so. */
export function isDefaultTemplate(vm: Records['VM']): boolean {
  return (
    vm.is_a_template && !vm.is_a_snapshot && (vm.is_default_template || vm.other_config['default_template'] === 'true')
  );
}
