import type { GlyphSpec } from '../../ui/glyphs/kinds';
import { twinNote } from '../connections';
import { ALL_POOLS, objectKey } from '../navigation';
import type { ObjectId } from '../navigation';
import {
  changedIn,
  glyphOf,
  isDefaultTemplate,
  kindOf,
  nameOf,
  networkVisibility,
  OBJECT_CLASSES,
  row,
  rows,
  srVisibility,
  vdiVisibility,
  vmVisibility,
} from '../objects';
import type { Changes, Inventory, ObjectKind, ObjectRowClass, Visibility } from '../objects';
import { naturalKey } from '../values';
import { ROOT_KEY } from './root';
import type { SortedTree } from './sorted-tree';
import { texts } from './texts';
import { sameNodeOr } from './tree-node';
import type { ClassName } from '../../xapi/datamodel/ref';

const GROUP_GLYPH: GlyphSpec = { kind: 'group' };

/** Groups of the Objects view in their order. */
export const OBJECT_GROUPS = [
  'pools',
  'hosts',
  'vms',
  'snapshots',
  'customTemplates',
  'defaultTemplates',
  'remoteStorage',
  'localStorage',
  'vdis',
  'networks',
  'gpus',
  'appliances',
] as const;
export type ObjectGroup = (typeof OBJECT_GROUPS)[number];

/** Classes whose rows are not in the tree but decide states and names of some that are. */
const DEPENDENCIES: Readonly<Partial<Record<ClassName, readonly ObjectRowClass[]>>> = {
  pool: ['host', 'SR'],
  host: ['pool', 'SR'],
  host_metrics: ['host'],
  PBD: ['SR'],
  PIF: ['network'],
  PIF_metrics: ['network'],
  PCI: ['PGPU'],
  VM: ['VM_appliance'],
};

/** Places the objects of one connection under groups by type. Groups are shared by all connections. */
export class ObjectsSource {
  private readonly placed = new Map<ObjectRowClass, Set<string>>();

  constructor(
    private readonly tree: SortedTree,
    private readonly connection: string,
  ) {
    placeGroups(tree);
  }

  /** Follows `inventory`, which already holds what `changes` tell. */
  apply(inventory: Inventory, changes: Changes): void {
    const whole = new Set<ObjectRowClass>(changes.all ? OBJECT_CLASSES : []);
    for (const cls of changes.refs.keys()) for (const dependent of DEPENDENCIES[cls] ?? []) whole.add(dependent);
    for (const cls of OBJECT_CLASSES) {
      if (whole.has(cls)) this.placeClass(inventory, cls);
      else for (const ref of changedIn(changes, cls)) this.placeObject(inventory, cls, ref);
    }
    // A renamed or hidden storage repository hides its disks with it.
    if (!whole.has('VDI')) {
      for (const ref of changedIn(changes, 'SR')) {
        for (const vdi of row(inventory, 'SR', ref)?.VDIs ?? []) this.placeObject(inventory, 'VDI', vdi);
      }
    }
  }

  private placeClass(inventory: Inventory, cls: ObjectRowClass): void {
    for (const ref of this.placed.get(cls) ?? []) if (!row(inventory, cls, ref)) this.placeObject(inventory, cls, ref);
    for (const ref of rows(inventory, cls).keys()) this.placeObject(inventory, cls, ref);
  }

  private placeObject(inventory: Inventory, cls: ObjectRowClass, ref: string): void {
    const id: ObjectId = { connection: this.connection, class: cls, ref };
    const key = `objects ${objectKey(id)}`;
    const visibility = visibilityOf(inventory, cls, ref);
    const kind = kindOf(inventory, cls, ref);
    const group = kind && groupOf(inventory, kind, ref);
    const label = nameOf(inventory, cls, ref);
    if (visibility === 'never' || !kind || !group || label === undefined) {
      if (this.placed.get(cls)?.delete(ref)) this.tree.remove(key);
      return;
    }
    const node = sameNodeOr(this.tree.get(key)?.node, {
      key,
      id,
      kind,
      label,
      glyph: glyphOf(inventory, kind, ref) ?? GROUP_GLYPH,
      hidden: visibility === 'hidden',
      note: twinNote(this.connection),
    });
    const parent = groupKey(group);
    this.tree.set({ key, parent, rank: 0, sortKey: naturalKey(label), toggle: null, onlyWithChildren: false, node });
    let refs = this.placed.get(cls);
    if (!refs) this.placed.set(cls, (refs = new Set()));
    refs.add(ref);
  }
}

export function groupLabel(group: ObjectGroup): string {
  return texts.groups[group];
}

function groupKey(group: ObjectGroup): string {
  return `group ${group}`;
}

function placeGroups(tree: SortedTree): void {
  OBJECT_GROUPS.forEach((group, rank) => {
    const key = groupKey(group);
    if (tree.get(key)) return;
    const id: ObjectId = { connection: ALL_POOLS, class: 'group', ref: group };
    const node = {
      key,
      id,
      kind: 'group',
      label: texts.groups[group],
      glyph: GROUP_GLYPH,
      hidden: false,
      note: '',
    } as const;
    tree.set({ key, parent: ROOT_KEY, rank, sortKey: '', toggle: null, onlyWithChildren: true, node });
  });
}

function groupOf(inventory: Inventory, kind: ObjectKind, ref: string): ObjectGroup | null {
  switch (kind) {
    case 'pool':
      return 'pools';
    case 'host':
      return 'hosts';
    case 'vm':
      return 'vms';
    case 'snapshot':
      return 'snapshots';
    case 'template': {
      const vm = row(inventory, 'VM', ref);
      return vm && isDefaultTemplate(vm) ? 'defaultTemplates' : 'customTemplates';
    }
    case 'sr':
      return row(inventory, 'SR', ref)?.shared ? 'remoteStorage' : 'localStorage';
    case 'vdi':
      return 'vdis';
    case 'network':
      return 'networks';
    case 'pgpu':
      return 'gpus';
    case 'gpuGroup':
      return null;
    case 'appliance':
      return 'appliances';
  }
}

/** Whether an object of the trees is shown, hidden until asked for, or nobody's business. */
export function visibilityOf(inventory: Inventory, cls: ObjectRowClass, ref: string): Visibility {
  switch (cls) {
    case 'VM': {
      const vm = row(inventory, 'VM', ref);
      return vm ? vmVisibility(vm) : 'never';
    }
    case 'SR': {
      const sr = row(inventory, 'SR', ref);
      return sr ? srVisibility(sr) : 'never';
    }
    case 'VDI': {
      const vdi = row(inventory, 'VDI', ref);
      return vdi ? vdiVisibility(inventory, vdi) : 'never';
    }
    case 'network': {
      const network = row(inventory, 'network', ref);
      return network ? networkVisibility(inventory, network) : 'never';
    }
    default:
      return 'shown';
  }
}
