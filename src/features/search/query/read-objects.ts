import type { ClassName } from '../../../xapi/datamodel/ref';
import type { Records } from '../../../xapi/datamodel/types.gen';
import { isDefaultTemplate, kindOf, labelOr, nameOf, only, row, rows, statusOf } from '../../objects';
import type { Inventory } from '../../objects';
import { parseTime } from '../../values';
import type { ScopeType } from './model';
import type { PropertyValue, ReadProperty, SubjectClass } from './property-values';

/** XenCenter keeps the values of custom fields so. */
const FIELD_PREFIX = 'XenCenter.CustomFields.';

/** The record of an object; folders have none. */
function recordOf(inventory: Inventory, cls: SubjectClass, ref: string): Records[ClassName] | undefined {
  return cls === 'folder' ? undefined : row(inventory, cls as ClassName, ref);
}

/** Reads something of objects of one class; others have none. */
export function ofClass<C extends Exclude<SubjectClass, 'folder'>>(
  cls: C,
  read: (record: Records[C], inventory: Inventory, ref: string) => PropertyValue,
): ReadProperty {
  return (inventory, asked, ref) => {
    if (asked !== cls) return null;
    const record = row(inventory, cls as ClassName, ref) as Records[C] | undefined;
    return record === undefined ? null : read(record, inventory, ref);
  };
}

/** The first of these that says something. */
export function either(...reads: readonly ReadProperty[]): ReadProperty {
  return (inventory, cls, ref) => {
    for (const read of reads) {
      const value = read(inventory, cls, ref);
      if (value !== null) return value;
    }
    return null;
  };
}

export function otherConfigOf(
  inventory: Inventory,
  cls: SubjectClass,
  ref: string,
): Readonly<Record<string, string>> | undefined {
  const record = recordOf(inventory, cls, ref);
  return record !== undefined && 'other_config' in record ? record.other_config : undefined;
}

export const readName: ReadProperty = (inventory, cls, ref) =>
  cls === 'folder' ? labelOr(ref.slice(ref.lastIndexOf('/') + 1)) : (nameOf(inventory, cls, ref) ?? null);

/** The name to ask about: what has none has no letters in it. A pool then goes by its coordinator. */
export const readOwnName: ReadProperty = (inventory, cls, ref) => {
  const record = recordOf(inventory, cls, ref);
  const isNameless =
    cls !== 'pool' && record !== undefined && 'name_label' in record && record.name_label.trim() === '';
  return isNameless ? '' : readName(inventory, cls, ref);
};

export const readDescription: ReadProperty = (inventory, cls, ref) => {
  const record = recordOf(inventory, cls, ref);
  return record !== undefined && 'name_description' in record ? record.name_description : null;
};

/** A folder goes by its path (XenCenter's rule). */
export const readUuid: ReadProperty = (inventory, cls, ref) => {
  if (cls === 'folder') return ref;
  const record = recordOf(inventory, cls, ref);
  return record !== undefined && 'uuid' in record ? (record.uuid ?? null) : null;
};

export const readRef: ReadProperty = (_inventory, cls, ref) => (cls === 'folder' ? null : ref);

export const readTags: ReadProperty = (inventory, cls, ref) => {
  const record = recordOf(inventory, cls, ref);
  return record !== undefined && 'tags' in record ? record.tags : null;
};

export const readState: ReadProperty = (inventory, cls, ref) => {
  const kind = cls === 'folder' ? null : kindOf(inventory, cls, ref);
  return kind === null ? null : (statusOf(inventory, kind, ref)?.label ?? null);
};

/** A custom field of an object; an empty one counts as none (XenCenter's rule). */
export function readField(name: string): ReadProperty {
  return (inventory, cls, ref) => otherConfigOf(inventory, cls, ref)?.[FIELD_PREFIX + name] || null;
}

export function readDateField(name: string): ReadProperty {
  const read = readField(name);
  return (inventory, cls, ref) => {
    const text = read(inventory, cls, ref);
    if (typeof text !== 'string') return null;
    const timeMs = parseTime(text) ?? Date.parse(text);
    return Number.isFinite(timeMs) ? timeMs : null;
  };
}

/** The names of the custom fields an object has a value for. */
export const readFieldNames: ReadProperty = (inventory, cls, ref) => {
  const config = otherConfigOf(inventory, cls, ref);
  if (config === undefined) return null;
  return Object.keys(config)
    .filter((key) => key.startsWith(FIELD_PREFIX) && config[key] !== '')
    .map((key) => key.slice(FIELD_PREFIX.length));
};

/** SR types that XenCenter takes for local (its `SR.IsLocalSR`); those it does not know go by `shared`. */
const LOCAL_TYPES: ReadonlySet<string> = new Set(['local', 'ext', 'lvm', 'udev', 'egeneracd', 'dummy']);
const OTHER_TYPES: ReadonlySet<string> = new Set(
  'lvmoiscsi iso nfs netapp lvmofc lvmohba egenera equal cslg shm iscsi ebs rawhba smb lvmofcoe gfs2'.split(' '),
);

function isLocalStorage(sr: Records['SR']): boolean {
  return LOCAL_TYPES.has(sr.type) || (!OTHER_TYPES.has(sr.type) && !sr.shared);
}

/** XenCenter's type of an object; null: it is none that can be searched for. */
export function typeOf(inventory: Inventory, cls: SubjectClass, ref: string): ScopeType | null {
  switch (cls) {
    case 'VM': {
      const vm = row(inventory, 'VM', ref);
      if (vm === undefined || vm.is_control_domain) return null;
      if (vm.is_a_snapshot) return 'snapshot';
      if (!vm.is_a_template) return 'vm';
      return isDefaultTemplate(vm) ? 'shippedTemplate' : 'template';
    }
    case 'SR': {
      const sr = row(inventory, 'SR', ref);
      if (sr === undefined) return null;
      return isLocalStorage(sr) ? 'localStorage' : 'sharedStorage';
    }
    case 'host':
      return 'server';
    case 'VDI':
      return 'disk';
    case 'VM_appliance':
      return 'vapp';
    case 'PGPU':
      return 'gpu';
    case 'GPU_group':
      return 'gpuGroup';
    default:
      return cls;
  }
}

/** A machine, neither template nor snapshot nor a server's own; XenCenter's "real VM". */
export function machine(inventory: Inventory, cls: SubjectClass, ref: string): Records['VM'] | undefined {
  if (cls !== 'VM') return undefined;
  const vm = row(inventory, 'VM', ref);
  return vm !== undefined && isMachine(vm) ? vm : undefined;
}

export function isMachine(vm: Records['VM']): boolean {
  return !vm.is_a_template && !vm.is_a_snapshot && !vm.is_control_domain;
}

export function ofMachine(read: (vm: Records['VM'], inventory: Inventory) => PropertyValue): ReadProperty {
  return (inventory, cls, ref) => {
    const vm = machine(inventory, cls, ref);
    return vm === undefined ? null : read(vm, inventory);
  };
}

/** The pool as people see it: one server without a name for its pool stands for itself (XenCenter's rule). */
export function visiblePool(inventory: Inventory): string | null {
  const entry = only(inventory, 'pool');
  if (entry === undefined) return null;
  const [ref, pool] = entry;
  return pool.name_label !== '' || rows(inventory, 'host').size > 1 ? ref : null;
}
