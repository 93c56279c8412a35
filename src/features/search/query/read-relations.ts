import { isNullRef } from '../../../xapi/datamodel/ref';
import type { Records } from '../../../xapi/datamodel/types.gen';
import { homeHost, row, rows, srHost } from '../../objects';
import type { Inventory } from '../../objects';
import type { RelationId } from './model';
import type { ReadProperty, SubjectClass } from './property-values';
import { isMachine, machine, otherConfigOf, visiblePool } from './read-objects';

const NONE: readonly string[] = [];

/** XenCenter keeps where an object is filed in `other_config.folder`; the root is nowhere. */
const readFolder: ReadProperty = (inventory, cls, ref) => {
  const path = cls === 'folder' ? parentOf(ref) : (otherConfigOf(inventory, cls, ref)?.['folder'] ?? '');
  const names = path.split('/').filter((name) => name !== '');
  return names.length === 0 ? null : `/${names.join('/')}`;
};

function parentOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/'));
}

/** The folder an object is in, and those around it, innermost first. */
const readFolders: ReadProperty = (inventory, cls, ref) => {
  const own = readFolder(inventory, cls, ref);
  const paths: string[] = [];
  for (let path = typeof own === 'string' ? own : ''; path !== ''; path = parentOf(path)) paths.push(path);
  return paths;
};

/** Everything is on the server where one stands for itself, without a pool (XenCenter's rule). */
const readHosts: ReadProperty = (inventory, cls, ref) => {
  if (cls !== 'folder' && visiblePool(inventory) === null) return [...rows(inventory, 'host').keys()];
  switch (cls) {
    case 'VM': {
      const vm = row(inventory, 'VM', ref);
      return vm === undefined ? null : listOf(homeHost(inventory, vm));
    }
    case 'host':
      return [ref];
    case 'SR': {
      const sr = row(inventory, 'SR', ref);
      return sr === undefined ? null : listOf(srHost(inventory, sr));
    }
    case 'VDI': {
      const vdi = row(inventory, 'VDI', ref);
      const sr = vdi === undefined ? undefined : row(inventory, 'SR', vdi.SR);
      return sr === undefined ? null : listOf(srHost(inventory, sr));
    }
    // A network without interfaces is inside of every server.
    case 'network':
      return row(inventory, 'network', ref)?.PIFs.length === 0 ? [...rows(inventory, 'host').keys()] : NONE;
    case 'PGPU':
      return listOf(row(inventory, 'PGPU', ref)?.host ?? null);
    default:
      return NONE;
  }
};

/** Looking up tens of thousands of references takes the time of this. A machine may be there twice. */
const readVms: ReadProperty = (inventory, cls, ref) => {
  switch (cls) {
    case 'pool': {
      const vms: string[] = [];
      rows(inventory, 'VM').forEach((record, vm) => {
        if (isMachine(record)) vms.push(vm);
      });
      return vms;
    }
    case 'VM': {
      const vm = row(inventory, 'VM', ref);
      if (vm === undefined) return NONE;
      if (vm.is_a_snapshot) return machinesIn(inventory, [vm.snapshot_of]);
      return isMachine(vm) ? [ref] : NONE;
    }
    case 'host':
      return machinesIn(inventory, row(inventory, 'host', ref)?.resident_VMs ?? NONE);
    case 'VM_appliance':
      return machinesIn(inventory, row(inventory, 'VM_appliance', ref)?.VMs ?? NONE);
    case 'SR':
      return usersOf(inventory, row(inventory, 'SR', ref)?.VDIs ?? NONE);
    case 'VDI':
      return usersOf(inventory, [ref]);
    case 'network': {
      const vms: string[] = [];
      for (const vif of row(inventory, 'network', ref)?.VIFs ?? NONE) {
        add(vms, inventory, row(inventory, 'VIF', vif)?.VM);
      }
      return vms;
    }
    default:
      return NONE;
  }
};

function machinesIn(inventory: Inventory, refs: readonly string[]): readonly string[] {
  const vms: string[] = [];
  for (const ref of refs) add(vms, inventory, ref);
  return vms;
}

/** The machines that disks are in drives of. */
function usersOf(inventory: Inventory, disks: readonly string[]): readonly string[] {
  const vms: string[] = [];
  for (const vdi of disks) {
    const vbds = row(inventory, 'VDI', vdi)?.VBDs ?? NONE;
    // An iterator for each disk would take longer than its one drive.
    for (let at = 0; at < vbds.length; at++) add(vms, inventory, row(inventory, 'VBD', vbds[at] as string)?.VM);
  }
  return vms;
}

/** Most of what is there twice follows on itself: the disks of one machine. */
function add(vms: string[], inventory: Inventory, ref: string | undefined): void {
  if (ref === undefined || ref === vms.at(-1) || machine(inventory, 'VM', ref) === undefined) return;
  vms.push(ref);
}

const readNetworks: ReadProperty = (inventory, cls, ref) => {
  if (cls === 'network') return [ref];
  if (cls !== 'VM') return NONE;
  const vm = machine(inventory, cls, ref);
  if (vm === undefined) return null;
  return vm.VIFs.flatMap((vif) => {
    const network = row(inventory, 'VIF', vif)?.network;
    return network === undefined || row(inventory, 'network', network) === undefined ? NONE : [network];
  });
};

const readStorage: ReadProperty = (inventory, cls, ref) => {
  if (cls === 'SR') return [ref];
  if (cls === 'VDI') {
    const sr = row(inventory, 'VDI', ref)?.SR;
    return sr === undefined || row(inventory, 'SR', sr) === undefined ? null : [sr];
  }
  if (cls !== 'VM') return NONE;
  const vm = machine(inventory, cls, ref);
  if (vm === undefined) return null;
  const found = disksOf(inventory, vm).flatMap((vdi) => row(inventory, 'VDI', vdi)?.SR ?? NONE);
  return [...new Set(found)].filter((sr) => row(inventory, 'SR', sr) !== undefined);
};

const readDisks: ReadProperty = (inventory, cls, ref) => {
  if (cls === 'VDI') return [ref];
  if (cls === 'SR') return row(inventory, 'SR', ref)?.VDIs ?? NONE;
  if (cls !== 'VM') return NONE;
  const vm = machine(inventory, cls, ref);
  return vm === undefined ? null : disksOf(inventory, vm);
};

/** What is in the drives of a machine, disks and discs alike. */
function disksOf(inventory: Inventory, vm: Records['VM']): readonly string[] {
  const found: string[] = [];
  for (const vbd of vm.VBDs) {
    const vdi = row(inventory, 'VBD', vbd)?.VDI;
    if (vdi === undefined || isNullRef(vdi) || found.includes(vdi)) continue;
    if (row(inventory, 'VDI', vdi) !== undefined) found.push(vdi);
  }
  return found;
}

const readVapp: ReadProperty = (inventory, cls, ref) => {
  if (cls === 'VM_appliance') return ref;
  const appliance = machine(inventory, cls, ref)?.appliance;
  if (appliance === undefined || isNullRef(appliance)) return null;
  return row(inventory, 'VM_appliance', appliance) === undefined ? null : appliance;
};

export interface Relation {
  readonly id: RelationId;
  readonly names: readonly [string, ...string[]];
  /** The class of what is related. */
  readonly to: SubjectClass;
  /** One at most: the value is a reference or null, else a list or, where it cannot have any, null. */
  readonly isSingle: boolean;
  readonly read: ReadProperty;
}

/** An object is related to itself where it is of the kind that is asked for (XenCenter's rule). */
const RELATIONS: readonly Relation[] = [
  { id: 'pool', names: ['pool'], to: 'pool', isSingle: true, read: (inventory) => visiblePool(inventory) },
  { id: 'host', names: ['host', 'server'], to: 'host', isSingle: false, read: readHosts },
  { id: 'vm', names: ['vm'], to: 'VM', isSingle: false, read: readVms },
  { id: 'network', names: ['network', 'net'], to: 'network', isSingle: false, read: readNetworks },
  { id: 'sr', names: ['sr', 'storage'], to: 'SR', isSingle: false, read: readStorage },
  { id: 'disk', names: ['disk', 'vdi'], to: 'VDI', isSingle: false, read: readDisks },
  { id: 'vapp', names: ['vapp', 'appliance'], to: 'VM_appliance', isSingle: true, read: readVapp },
  { id: 'folder', names: ['folder'], to: 'folder', isSingle: true, read: readFolder },
  { id: 'folders', names: ['infolder', 'under'], to: 'folder', isSingle: false, read: readFolders },
  {
    id: 'snapshot',
    names: ['snapshot'],
    to: 'VM',
    isSingle: false,
    read: (inventory, cls, ref) => machine(inventory, cls, ref)?.snapshots ?? null,
  },
];

const byId = new Map<string, Relation>(RELATIONS.map((relation) => [relation.id, relation]));
const byName = new Map(RELATIONS.flatMap((relation) => relation.names.map((name) => [name, relation] as const)));

export function relationOf(id: RelationId): Relation {
  return byId.get(id) as Relation;
}

export function findRelation(id: string): Relation | undefined {
  return byId.get(id);
}

/** By what it is called in a query, in small letters. */
export function relationNamed(name: string): Relation | undefined {
  return byName.get(name);
}

export function allRelations(): readonly Relation[] {
  return RELATIONS;
}

function listOf(ref: string | null): readonly string[] {
  return ref === null || isNullRef(ref) ? NONE : [ref];
}
