import { CLASS_OF_KIND, kindOf, labelOr, nameOf, row, subjectName } from '../objects';
import type { Inventory, ObjectKind } from '../objects';
import type { ObjectId } from '../navigation';
import type { Target } from './command';
import { texts } from './texts';

/**
 * What has commands of its own and no place in the tree: drives and network interfaces of a VM, the connections of
 * servers to storage, their NICs, USB and PCI devices, the users and the snapshot schedules of a pool, and a pool of
 * which nothing is known.
 */
export type DeviceKind = 'vbd' | 'vif' | 'pbd' | 'pif' | 'subject' | 'connection' | 'schedule' | 'pusb' | 'pci';

/** What is of no single pool: what objects are filed under, and the console with all its pools. */
export type FilingKind = 'tag' | 'folder' | 'site';

export type TargetKind = ObjectKind | DeviceKind | FilingKind;

/** The class that holds targets of a kind. */
const CLASS_OF_TARGET = {
  ...CLASS_OF_KIND,
  vbd: 'VBD',
  vif: 'VIF',
  pbd: 'PBD',
  pif: 'PIF',
  subject: 'subject',
  connection: 'pool',
  schedule: 'VMSS',
  pusb: 'PUSB',
  pci: 'PCI',
} as const;

/** The row of a target; what is of no single pool has none. */
export function recordOfTarget(inventory: Inventory, { kind, ref }: Pick<Target, 'kind' | 'ref'>) {
  return kind === 'tag' || kind === 'folder' || kind === 'site'
    ? undefined
    : row(inventory, CLASS_OF_TARGET[kind], ref);
}

/**
 * The objects among `ids` that commands know; groups, folders and what is gone are left out. A command is about one
 * pool, so objects of several have none in common.
 */
export function targetsOf(inventory: Inventory, ids: readonly ObjectId[]): readonly Target[] {
  if (isOverPools(ids)) return [];
  const targets: Target[] = [];
  for (const id of ids) {
    const device = deviceOf(inventory, id);
    const kind = device ? device.kind : kindOf(inventory, id.class, id.ref);
    const name = device ? device.name : kind && nameOf(inventory, id.class, id.ref);
    if (kind && name !== undefined && name !== null) targets.push({ id, ref: id.ref, kind, name });
  }
  return targets;
}

export function isOverPools(ids: readonly ObjectId[]): boolean {
  return ids.some(({ connection }) => connection !== ids[0]?.connection);
}

/** A device goes by what it carries: the disk in a drive, the number of an interface, the server that is connected. */
function deviceOf(inventory: Inventory, id: ObjectId): Pick<Target, 'kind' | 'name'> | null {
  const { class: cls, ref } = id;
  if (cls === 'connection') return { kind: 'connection', name: id.connection };
  if (cls === 'site') return { kind: 'site', name: texts.site };
  if (cls === 'tag') return { kind: cls, name: ref };
  if (cls === 'folder') return { kind: cls, name: ref.slice(ref.lastIndexOf('/') + 1) };
  if (cls === 'VBD') {
    const vbd = row(inventory, 'VBD', ref);
    if (!vbd) return null;
    const vdi = row(inventory, 'VDI', vbd.VDI);
    return { kind: 'vbd', name: vdi ? labelOr(vdi.name_label) : texts.devices.emptyDrive };
  }
  if (cls === 'VIF') {
    const vif = row(inventory, 'VIF', ref);
    return vif ? { kind: 'vif', name: texts.devices.interface(vif.device) } : null;
  }
  if (cls === 'PBD') {
    const pbd = row(inventory, 'PBD', ref);
    return pbd ? { kind: 'pbd', name: nameOf(inventory, 'host', pbd.host) ?? texts.devices.connection } : null;
  }
  if (cls === 'PIF') {
    const pif = row(inventory, 'PIF', ref);
    const server = pif && nameOf(inventory, 'host', pif.host);
    return pif ? { kind: 'pif', name: texts.devices.nic(pif.device, server ?? '') } : null;
  }
  if (cls === 'subject') {
    const subject = row(inventory, 'subject', ref);
    return subject ? { kind: 'subject', name: subjectName(subject) } : null;
  }
  if (cls === 'VMSS') {
    const schedule = row(inventory, 'VMSS', ref);
    return schedule ? { kind: 'schedule', name: labelOr(schedule.name_label) } : null;
  }
  if (cls === 'PUSB') {
    const pusb = row(inventory, 'PUSB', ref);
    return pusb ? { kind: 'pusb', name: labelOr(pusb.description) } : null;
  }
  if (cls === 'PCI') {
    const pci = row(inventory, 'PCI', ref);
    return pci ? { kind: 'pci', name: labelOr(pci.device_name) } : null;
  }
  return null;
}
