import {
  isDefaultTemplate,
  nameOf,
  networkVisibility,
  row,
  srVisibility,
  vdiVisibility,
  vmKind,
  vmVisibility,
} from '../../features/objects';
import type { Inventory, ObjectRowClass } from '../../features/objects';
import type { Records } from '../../xapi/datamodel/types.gen';
import { joinKeywords } from './search-index';
import type { Findable } from './search-index';

/** Points for the kind: among equally good matches, what administrators look for most comes first. */
const WEIGHT: Record<ObjectRowClass, number> = {
  pool: 40,
  host: 36,
  VM: 30,
  VM_appliance: 22,
  SR: 24,
  network: 20,
  PGPU: 10,
  GPU_group: 8,
  VDI: 4,
};
const SNAPSHOT_WEIGHT = 2;
const TEMPLATE_WEIGHT = 12;
const DEFAULT_TEMPLATE_WEIGHT = 0;

const REF_PREFIX = 'OpaqueRef:';
const CUSTOM_FIELD = 'XenCenter.CustomFields.';

type Row = Records[ObjectRowClass];

/** Whatever of an object a person may have at hand: identifiers, addresses, tags, custom fields. */
function keywordsOf(inventory: Inventory, cls: ObjectRowClass, ref: string, record: Row): string {
  const words = [record.uuid, ref.startsWith(REF_PREFIX) ? ref.slice(REF_PREFIX.length) : ref];
  if ('tags' in record) words.push(...record.tags);
  if (cls === 'host') words.push((record as Records['host']).address, (record as Records['host']).hostname);
  if (cls === 'VM') words.push(...vmAddresses(inventory, record as Records['VM']));
  if ('other_config' in record) {
    for (const [key, value] of Object.entries(record.other_config)) if (key.startsWith(CUSTOM_FIELD)) words.push(value);
  }
  return joinKeywords(words);
}

function vmAddresses(inventory: Inventory, vm: Records['VM']): readonly string[] {
  const words: string[] = [];
  for (const ref of vm.VIFs) words.push(row(inventory, 'VIF', ref)?.MAC ?? '');
  const guest = row(inventory, 'VM_guest_metrics', vm.guest_metrics);
  if (guest !== undefined) words.push(...Object.values(guest.networks));
  return words;
}

function weightOf(cls: ObjectRowClass, record: Row): number {
  if (cls !== 'VM') return WEIGHT[cls];
  const vm = record as Records['VM'];
  switch (vmKind(vm)) {
    case 'vm':
      return WEIGHT.VM;
    case 'snapshot':
      return SNAPSHOT_WEIGHT;
    case 'template':
      return isDefaultTemplate(vm) ? DEFAULT_TEMPLATE_WEIGHT : TEMPLATE_WEIGHT;
  }
}

function isFindable(inventory: Inventory, cls: ObjectRowClass, record: Row): boolean {
  switch (cls) {
    case 'VM':
      return vmVisibility(record as Records['VM']) === 'shown';
    case 'SR':
      return srVisibility(record as Records['SR']) === 'shown';
    case 'VDI':
      return vdiVisibility(inventory, record as Records['VDI']) === 'shown';
    case 'network':
      return networkVisibility(inventory, record as Records['network']) === 'shown';
    default:
      return true;
  }
}

/** How the index sees an object; null for what the console does not show. */
export function describeObject(inventory: Inventory, cls: ObjectRowClass, ref: string, record: Row): Findable | null {
  if (!isFindable(inventory, cls, record)) return null;
  const label = nameOf(inventory, cls, ref);
  if (label === undefined) return null;
  return { label, keywords: keywordsOf(inventory, cls, ref, record), weight: weightOf(cls, record) };
}
