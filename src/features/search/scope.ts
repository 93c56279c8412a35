import { isNullRef } from '../../xapi/datamodel/ref';
import type { ObjectId } from '../navigation';
import {
  homeHost,
  hostIsLive,
  isDefaultTemplate,
  isKnownDisk,
  kindOf,
  networkVisibility,
  OBJECT_CLASSES,
  row,
  rows,
  srHost,
  srVisibility,
  vdiVisibility,
  vmVisibility,
} from '../objects';
import type { Inventory, ObjectKind, ObjectRowClass } from '../objects';
import { FILED, foldersIn, hasField, isInFolder } from '../organization';
import type { ScopeType } from './query/model';
import { typeOf, visiblePool } from './query/read-objects';

/** One object of a list. */
export interface Found {
  readonly cls: ObjectRowClass | 'folder';
  /** Of a folder, its path. */
  readonly ref: string;
  readonly kind: ObjectKind | 'folder';
}

/** The kinds of a list of everything; disks, shipped templates and networks' insides have their own places. */
const EVERYTHING: readonly ObjectRowClass[] = ['pool', 'host', 'VM', 'SR', 'network', 'VM_appliance'];

/**
 * What the Search tab lists for a selection (XenCenter's rule): everything below one object, or exactly the objects
 * when several are selected. Nothing selected means everything.
 */
export function objectsBelow(inventory: Inventory, selection: readonly ObjectId[]): readonly Found[] {
  const [first, ...more] = selection;
  if (first === undefined) return everything(inventory);
  if (more.length > 0) return selection.flatMap((id) => found(inventory, id.class as ObjectRowClass, id.ref));
  const isFiled = filedTest(first);
  if (isFiled) {
    const objects = FILED.flatMap((cls) =>
      all(inventory, cls, rows(inventory, cls).keys()).filter(({ ref }) => isFiled(inventory, cls, ref)),
    );
    const isBelow = foldersBelow(first);
    return isBelow === null ? objects : [...objects, ...[...foldersIn(inventory)].filter(isBelow).map(foundFolder)];
  }
  switch (first.class) {
    case 'pool':
      return everything(inventory).filter(({ cls }) => cls !== 'pool');
    case 'host':
      return belowHost(inventory, first.ref);
    case 'SR':
      return all(inventory, 'VDI', row(inventory, 'SR', first.ref)?.VDIs ?? []);
    case 'VM': {
      const vm = row(inventory, 'VM', first.ref);
      const disks = (vm?.VBDs ?? []).map((vbd) => row(inventory, 'VBD', vbd)?.VDI ?? '');
      return [
        ...all(inventory, 'VM', vm?.snapshots ?? []),
        ...all(
          inventory,
          'VDI',
          disks.filter((vdi) => !isNullRef(vdi)),
        ),
      ];
    }
    case 'VDI':
      return all(
        inventory,
        'VM',
        (row(inventory, 'VDI', first.ref)?.VBDs ?? []).map((vbd) => row(inventory, 'VBD', vbd)?.VM ?? ''),
      );
    case 'network':
      return all(
        inventory,
        'VM',
        (row(inventory, 'network', first.ref)?.VIFs ?? []).map((vif) => row(inventory, 'VIF', vif)?.VM ?? ''),
      );
    case 'VM_appliance':
      return all(inventory, 'VM', row(inventory, 'VM_appliance', first.ref)?.VMs ?? []);
    case 'GPU_group':
      return all(inventory, 'PGPU', row(inventory, 'GPU_group', first.ref)?.PGPUs ?? []);
    case 'group':
      return group(inventory, first.ref);
    default:
      return [];
  }
}

/** Whether an object stands under a tag, a folder or a custom field; null: the id is none of these. */
function filedTest({
  class: cls,
  ref: group,
}: ObjectId): ((inventory: Inventory, cls: ObjectRowClass, ref: string) => boolean) | null {
  if (cls === 'tag') {
    return (inventory, of, ref) => {
      const record = row(inventory, of, ref);
      return record !== undefined && 'tags' in record && record.tags.includes(group);
    };
  }
  if (cls !== 'folder' && cls !== 'field') return null;
  return (inventory, of, ref) => {
    const record = row(inventory, of, ref);
    if (record === undefined || !('other_config' in record)) return false;
    return cls === 'folder' ? isInFolder(record.other_config, group) : hasField(record.other_config, group);
  };
}

/** The folders in a folder, and in those; null for what is none. */
function foldersBelow({ class: cls, ref: folder }: ObjectId): ((path: string) => boolean) | null {
  return cls === 'folder' ? (path) => path.startsWith(`${folder}/`) : null;
}

function everything(inventory: Inventory): readonly Found[] {
  return EVERYTHING.flatMap((cls) =>
    cls === 'VM' ? machines(inventory) : all(inventory, cls, rows(inventory, cls).keys()),
  );
}

function machines(inventory: Inventory): readonly Found[] {
  const found: Found[] = [];
  for (const ref of rows(inventory, 'VM').keys()) {
    const one = listed(inventory, 'VM', ref);
    if (one) found.push(one);
  }
  return found;
}

/** An object of the list of everything: machines and custom templates, but no snapshots. */
function listed(inventory: Inventory, cls: ObjectRowClass, ref: string): Found | null {
  if (cls !== 'VM') return all(inventory, cls, [ref])[0] ?? null;
  const vm = row(inventory, 'VM', ref);
  if (vm === undefined || vm.is_a_snapshot || isDefaultTemplate(vm) || vmVisibility(vm) !== 'shown') return null;
  return { cls: 'VM', ref, kind: vm.is_a_template ? 'template' : 'vm' };
}

/** A list that can be told object by object: an event asks only about those that it is about. */
export interface MemberTest {
  readonly key: string;
  readonly classes: readonly ObjectRowClass[];
  /** Which folders are in it too: they are no rows of a class. Null: none. */
  readonly folders: ((path: string) => boolean) | null;
  readonly test: (inventory: Inventory, cls: ObjectRowClass, ref: string) => Found | null;
}

/** Null: it takes a look at the whole inventory, as for what is below a server. */
export function memberTest(selection: readonly ObjectId[], scope: readonly ScopeType[] | null): MemberTest | null {
  if (scope !== null) {
    const classes = [...new Set(scope.map((type) => CLASS_OF_TYPE[type]).filter((cls) => cls !== undefined))];
    return {
      key: `scope ${scope.join()}`,
      classes,
      folders: scope.includes('folder') ? () => true : null,
      test: (inventory, cls, ref) => ofTypes(inventory, cls, [ref], scope)[0] ?? null,
    };
  }
  const [only, ...more] = selection;
  if (only === undefined) return { key: 'everything', classes: EVERYTHING, folders: null, test: listed };
  const isFiled = more.length === 0 ? filedTest(only) : null;
  if (isFiled) {
    return {
      key: `${only.class} ${only.ref}`,
      classes: FILED,
      folders: foldersBelow(only),
      test: (inventory, cls, ref) => (isFiled(inventory, cls, ref) ? (all(inventory, cls, [ref])[0] ?? null) : null),
    };
  }
  if (only.class !== 'pool' || more.length > 0) return null;
  const classes = EVERYTHING.filter((cls) => cls !== 'pool');
  return { key: 'pool', classes, folders: null, test: listed };
}

function belowHost(inventory: Inventory, host: string): readonly Found[] {
  const vms: string[] = [];
  for (const [ref, vm] of rows(inventory, 'VM')) {
    if (!vm.is_a_template && homeHost(inventory, vm) === host) vms.push(ref);
  }
  const local: string[] = [];
  for (const [ref, sr] of rows(inventory, 'SR')) if (srHost(inventory, sr) === host) local.push(ref);
  return [...all(inventory, 'VM', vms), ...all(inventory, 'SR', local)];
}

const CLASS_OF_TYPE: Partial<Record<ScopeType, ObjectRowClass>> = {
  pool: 'pool',
  server: 'host',
  vm: 'VM',
  snapshot: 'VM',
  template: 'VM',
  shippedTemplate: 'VM',
  sharedStorage: 'SR',
  localStorage: 'SR',
  disk: 'VDI',
  network: 'network',
  vapp: 'VM_appliance',
  gpu: 'PGPU',
  gpuGroup: 'GPU_group',
};

/** All objects of these types that are shown at all. */
export function objectsOfTypes(inventory: Inventory, types: readonly ScopeType[]): readonly Found[] {
  const classes = new Set(types.map((type) => CLASS_OF_TYPE[type]).filter((cls) => cls !== undefined));
  const objects = [...classes].flatMap((cls) => ofTypes(inventory, cls, rows(inventory, cls).keys(), types));
  return types.includes('folder') ? [...objects, ...[...foldersIn(inventory)].map(foundFolder)] : objects;
}

export function foundFolder(path: string): Found {
  return { cls: 'folder', ref: path, kind: 'folder' };
}

function ofTypes(
  inventory: Inventory,
  cls: ObjectRowClass,
  refs: Iterable<string>,
  types: readonly ScopeType[],
): readonly Found[] {
  return all(inventory, cls, refs, (ref) => {
    const type = typeOf(inventory, cls, ref);
    return type !== null && types.includes(type) && isListed(inventory, cls, ref);
  });
}

/**
 * Whether searches list it (XenCenter's rules): not what belongs to a server that is gone, nor a pool of one without a
 * name, but disks of all kinds.
 */
function isListed(inventory: Inventory, cls: ObjectRowClass, ref: string): boolean {
  switch (cls) {
    case 'pool':
      return visiblePool(inventory) !== null;
    case 'VM': {
      const vm = row(inventory, 'VM', ref);
      return vm !== undefined && isShown(inventory, cls, ref) && isOnLiveHost(inventory, homeHost(inventory, vm));
    }
    case 'SR': {
      const sr = row(inventory, 'SR', ref);
      if (sr === undefined || sr.type === 'local' || sr.type === 'tmpfs' || !isNullRef(sr.introduced_by)) return false;
      return isShown(inventory, cls, ref) && isOnLiveHost(inventory, srHost(inventory, sr));
    }
    case 'VDI': {
      const vdi = row(inventory, 'VDI', ref);
      return vdi !== undefined && isKnownDisk(vdi);
    }
    default:
      return isShown(inventory, cls, ref);
  }
}

function isOnLiveHost(inventory: Inventory, ref: string | null): boolean {
  const host = ref === null ? undefined : row(inventory, 'host', ref);
  return host === undefined || hostIsLive(inventory, host);
}

function isShipped(inventory: Inventory, ref: string): boolean {
  const vm = row(inventory, 'VM', ref);
  return vm !== undefined && isDefaultTemplate(vm);
}

/** Groups of the Objects view by their name there. */
function group(inventory: Inventory, name: string): readonly Found[] {
  const of = (
    cls: ObjectRowClass,
    test: (ref: string, kind: Found['kind']) => boolean = () => true,
  ): readonly Found[] => all(inventory, cls, rows(inventory, cls).keys()).filter(({ ref, kind }) => test(ref, kind));
  const isRemote = (ref: string): boolean => row(inventory, 'SR', ref)?.shared === true;
  switch (name) {
    case 'pools':
      return of('pool');
    case 'hosts':
      return of('host');
    case 'vms':
      return of('VM', (_, kind) => kind === 'vm');
    case 'snapshots':
      return of('VM', (_, kind) => kind === 'snapshot');
    case 'customTemplates':
      return of('VM', (ref, kind) => kind === 'template' && !isShipped(inventory, ref));
    case 'defaultTemplates':
      return of('VM', (ref, kind) => kind === 'template' && isShipped(inventory, ref));
    case 'remoteStorage':
      return of('SR', isRemote);
    case 'localStorage':
      return of('SR', (ref) => !isRemote(ref));
    case 'vdis':
      return of('VDI');
    case 'networks':
      return of('network');
    case 'gpus':
      return of('PGPU');
    case 'appliances':
      return of('VM_appliance');
    default:
      return [];
  }
}

function all(
  inventory: Inventory,
  cls: ObjectRowClass,
  refs: Iterable<string>,
  isWanted: (ref: string) => boolean = (ref) => isShown(inventory, cls, ref),
): readonly Found[] {
  const list: Found[] = [];
  const seen = new Set<string>();
  for (const ref of refs) {
    if (seen.has(ref)) continue;
    seen.add(ref);
    const kind = isWanted(ref) ? kindOf(inventory, cls, ref) : null;
    if (kind !== null) list.push({ cls, ref, kind });
  }
  return list;
}

function found(inventory: Inventory, cls: ObjectRowClass, ref: string): readonly Found[] {
  if (!OBJECT_CLASSES.includes(cls) || row(inventory, cls, ref) === undefined) return [];
  const kind = kindOf(inventory, cls, ref);
  return kind === null ? [] : [{ cls, ref, kind }];
}

function isShown(inventory: Inventory, cls: ObjectRowClass, ref: string): boolean {
  switch (cls) {
    case 'VM': {
      const vm = row(inventory, 'VM', ref);
      return vm !== undefined && vmVisibility(vm) === 'shown';
    }
    case 'SR': {
      const sr = row(inventory, 'SR', ref);
      return sr !== undefined && srVisibility(sr) === 'shown';
    }
    case 'network': {
      const network = row(inventory, 'network', ref);
      return network !== undefined && networkVisibility(inventory, network) === 'shown';
    }
    case 'VDI': {
      const vdi = row(inventory, 'VDI', ref);
      return vdi !== undefined && vdiVisibility(inventory, vdi) === 'shown';
    }
    default:
      return row(inventory, cls, ref) !== undefined;
  }
}
