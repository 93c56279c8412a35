import { isNullRef } from '../../xapi/datamodel/ref';
import type { Records } from '../../xapi/datamodel/types.gen';
import type { ObjectClass } from '../navigation';
import { row } from './inventory';
import type { Inventory } from './inventory';
import { OBJECT_CLASSES } from './kinds';
import { texts } from './texts';

/** A name for people; never empty. Undefined when the object is not there. */
export function nameOf(inventory: Inventory, cls: ObjectClass, ref: string): string | undefined {
  switch (cls) {
    case 'pool': {
      const pool = row(inventory, 'pool', ref);
      return pool && poolName(inventory, pool);
    }
    case 'PGPU': {
      const pgpu = row(inventory, 'PGPU', ref);
      return pgpu && pgpuName(inventory, pgpu);
    }
    case 'VM':
    case 'host':
    case 'SR':
    case 'VDI':
    case 'network':
    case 'GPU_group':
    case 'VM_appliance':
    case 'pool_update':
    case 'task': {
      const record = row(inventory, cls, ref);
      return record && labelOr(record.name_label);
    }
    case 'tag':
    case 'folder':
    case 'field':
    case 'group':
      return ref;
    default:
      return undefined;
  }
}

/** The name behind a reference whose class is not known, such as a parameter of an error. */
export function nameOfRef(inventory: Inventory, ref: string): string | undefined {
  for (const cls of OBJECT_CLASSES) {
    const name = nameOf(inventory, cls, ref);
    if (name !== undefined) return name;
  }
  return undefined;
}

/** A pool without a name goes by its coordinator, as pools of one server do. */
export function poolName(inventory: Inventory, pool: Records['pool']): string {
  if (pool.name_label !== '') return pool.name_label;
  return labelOr(row(inventory, 'host', pool.master)?.name_label ?? '');
}

/** A GPU has no name of its own: its device does. */
export function pgpuName(inventory: Inventory, pgpu: Records['PGPU']): string {
  const pci = isNullRef(pgpu.PCI) ? undefined : row(inventory, 'PCI', pgpu.PCI);
  return labelOr(pci?.device_name ?? row(inventory, 'GPU_group', pgpu.GPU_group)?.name_label ?? '');
}

/** Users and groups of a directory go by their names there. */
export function subjectName({ other_config: facts, subject_identifier: id }: Records['subject']): string {
  return labelOr(facts['subject-name'] ?? facts['subject-displayname'] ?? id);
}

/** A guest's name of its system; Windows adds where it is installed, after a bar. */
export function systemName(osVersion: Readonly<Record<string, string>> | undefined): string | undefined {
  return osVersion?.['name']?.split('|', 1)[0];
}

/** Characters that turn the direction of what follows, a name's own letters or the words of the console behind it. */
const TURNS = /[\u202a-\u202e\u2066-\u2069]/g;

/** A name as it is shown. */
export function labelOr(nameLabel: string): string {
  const shown = nameLabel.replace(TURNS, '');
  return shown.trim() === '' ? texts.unnamed : shown;
}
