import { isNullRef } from '../../../xapi/datamodel/ref';
import type { Records } from '../../../xapi/datamodel/types.gen';
import type { Choice } from '../../commands';
import { labelOr, nameOf, only, row, rows, srHost, srVisibility } from '../../objects';
import type { Inventory } from '../../objects';
import { compareNatural, formatBytes } from '../../values';
import { isReached } from './disk-reasons';
import { texts } from './texts';

/** Drivers whose disks take their whole size at once; those of all others take what is written. */
const THICK: ReadonlySet<string> = new Set([
  'lvm',
  'lvmoiscsi',
  'lvmohba',
  'lvmofcoe',
  'lvmofc',
  'hba',
  'iscsi',
  'rawhba',
]);

/** The largest disk in the VHD format (sm: vhdutil MAX_VHD_SIZE). */
const LARGEST_VHD_GIB = 2040;

export function isThick(sr: Records['SR']): boolean {
  return THICK.has(sr.type) && sr.sm_config['allocation'] !== 'thin' && sr.sm_config['allocation'] !== 'xlvhd';
}

export function freeBytes(sr: Records['SR']): number {
  return Math.max(0, sr.physical_size - Math.max(0, sr.physical_utilisation));
}

/** Whether disks can be made on it at all: no library of discs, no devices of a server. */
export function takesDisks(sr: Records['SR']): boolean {
  return sr.content_type !== 'iso' && sr.type !== 'iso' && sr.type !== 'udev' && !sr.is_tools_sr;
}

/** The name of storage, with its server where it is local to one. */
export function storageName(inventory: Inventory, ref: string): string {
  const sr = row(inventory, 'SR', ref);
  if (!sr) return '';
  const host = srHost(inventory, sr);
  const server = host === null ? undefined : nameOf(inventory, 'host', host);
  const name = labelOr(sr.name_label);
  return server === undefined ? name : texts.fields.storageOn(name, server);
}

export interface StorageQuestion {
  /** The server that has to reach it; the null reference: any. */
  readonly host: string;
  /** Bytes that a thick disk needs. */
  readonly bytes?: number;
  /** Where the disk is now. */
  readonly except?: string;
}

/** Storage that could take a disk, the pool's default first, each with its room or the reason against it. */
export function storageChoices(inventory: Inventory, question: StorageQuestion): readonly Choice[] {
  const standard = only(inventory, 'pool')?.[1].default_SR;
  const choices: Choice[] = [];
  for (const [ref, sr] of rows(inventory, 'SR')) {
    if (!takesDisks(sr) || srVisibility(sr) !== 'shown') continue;
    choices.push({
      key: ref,
      label: storageName(inventory, ref),
      detail:
        sr.physical_size > 0 ? texts.fields.freeOf(formatBytes(freeBytes(sr)), formatBytes(sr.physical_size)) : '',
      reason: storageReason(inventory, ref, sr, question),
    });
  }
  return choices.sort(
    (a, b) => Number(b.key === standard) - Number(a.key === standard) || compareNatural(a.label, b.label),
  );
}

/** Whether any storage could take a disk; asked with every batch of events, so the first one found is enough. */
export function hasStorage(inventory: Inventory, question: StorageQuestion): boolean {
  for (const [ref, sr] of rows(inventory, 'SR')) {
    if (takesDisks(sr) && srVisibility(sr) === 'shown' && storageReason(inventory, ref, sr, question) === null)
      return true;
  }
  return false;
}

function storageReason(
  inventory: Inventory,
  ref: string,
  sr: Records['SR'],
  { host, bytes = 0, except }: StorageQuestion,
): string | null {
  if (ref === except) return texts.reasons.sameStorage;
  if (!sr.PBDs.some((pbd) => row(inventory, 'PBD', pbd)?.currently_attached)) return texts.reasons.storageDetached;
  if (!isNullRef(host) && !isReached(inventory, ref, host)) return texts.reasons.storageElsewhere;
  if (sr.allowed_operations.length > 0 && !sr.allowed_operations.includes('vdi_create'))
    return texts.reasons.takesNoDisks;
  if (isThick(sr) && bytes > freeBytes(sr)) return texts.reasons.tooSmall(formatBytes(freeBytes(sr)));
  return null;
}

/** What is wrong with the size of a new disk on some storage; null: nothing that is known here. */
export function sizeProblem(inventory: Inventory, bytes: number, storage: string): string | null {
  if (bytes <= 0) return texts.problems.nothing;
  const sr = row(inventory, 'SR', storage);
  if (!sr) return null;
  if (isThick(sr) && bytes > freeBytes(sr)) return texts.problems.tooLargeForStorage(formatBytes(freeBytes(sr)));
  return formatProblem(inventory, sr, bytes);
}

/** Only where VHD is all that the storage driver knows; newer formats are larger. */
function formatProblem(inventory: Inventory, sr: Records['SR'], bytes: number): string | null {
  if (bytes <= LARGEST_VHD_GIB * 2 ** 30) return null;
  for (const driver of rows(inventory, 'SM').values()) {
    if (driver.type !== sr.type) continue;
    const formats = driver.supported_image_formats;
    return formats.length > 0 && formats.every((format) => format === 'vhd')
      ? texts.problems.tooLargeForFormat(String(LARGEST_VHD_GIB))
      : null;
  }
  return null;
}

/** What is wrong with a disk that is to grow to `bytes`. */
export function growthProblem(inventory: Inventory, vdi: Records['VDI'], bytes: number): string | null {
  if (bytes <= vdi.virtual_size) return texts.problems.notLarger(formatBytes(vdi.virtual_size));
  const sr = row(inventory, 'SR', vdi.SR);
  if (!sr) return null;
  if (isThick(sr) && bytes - vdi.virtual_size > freeBytes(sr))
    return texts.problems.noRoomToGrow(formatBytes(freeBytes(sr)));
  return formatProblem(inventory, sr, bytes);
}
