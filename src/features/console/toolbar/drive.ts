import type { ClassName, Ref } from '../../../xapi/datamodel/ref';
import type { Records } from '../../../xapi/datamodel/types.gen';
import { labelOr, row, rows } from '../../objects';
import type { Inventory } from '../../objects';
import { compareNatural } from '../../values';
import { texts } from '../texts';

export const DRIVE_CLASSES: readonly ClassName[] = ['VM', 'VBD', 'VDI', 'SR', 'PBD'];

export interface Disc {
  readonly ref: Ref<'VDI'>;
  readonly label: string;
}

/** The CD drive of a machine: what is in it, and what can be. */
export interface Drive {
  readonly vbd: Ref<'VBD'>;
  /** Null: empty. */
  readonly disc: Ref<'VDI'> | null;
  /** Something goes in or comes out. */
  readonly isBusy: boolean;
  readonly discs: readonly Disc[];
}

/** The first CD drive of a machine, with the images of all ISO libraries that its server reaches; null: it has none. */
export function driveOf(inventory: Inventory, vm: Ref<'VM'>): Drive | null {
  const drives = (row(inventory, 'VM', vm)?.VBDs ?? [])
    .map((ref) => ({ ref, record: row(inventory, 'VBD', ref) }))
    .filter(({ record }) => record?.type === 'CD')
    .sort((a, b) => compareNatural(a.record?.userdevice ?? '', b.record?.userdevice ?? ''));
  const [drive] = drives;
  if (drive?.record === undefined) return null;
  const disc = drive.record.empty ? null : drive.record.VDI;
  const host = row(inventory, 'VM', vm)?.resident_on;
  const discs = [...rows(inventory, 'SR').values()]
    .filter((sr) => sr.content_type === 'iso' && isReached(inventory, sr, host))
    .flatMap((sr) => sr.VDIs.map((ref) => discOf(inventory, ref, sr)))
    .filter((each) => each !== null)
    .sort((a, b) => compareNatural(a.label, b.label));
  const isListed = disc === null || discs.some(({ ref }) => ref === disc);
  const present = isListed ? null : discOf(inventory, disc, undefined);
  const isBusy = Object.keys(drive.record.current_operations).length > 0;
  return { vbd: drive.ref, disc, isBusy, discs: present === null ? discs : [present, ...discs] };
}

function isReached(inventory: Inventory, sr: Records['SR'], host: string | undefined): boolean {
  return sr.PBDs.some((ref) => {
    const pbd = row(inventory, 'PBD', ref);
    return pbd?.currently_attached === true && (host === undefined || pbd.host === host);
  });
}

function discOf(inventory: Inventory, ref: Ref<'VDI'>, sr: Records['SR'] | undefined): Disc | null {
  const vdi = row(inventory, 'VDI', ref);
  if (vdi === undefined || vdi.missing || !vdi.managed) return null;
  const name = labelOr(vdi.name_label === '' ? vdi.location : vdi.name_label);
  return { ref, label: texts.disc(name, sr === undefined ? '' : labelOr(sr.name_label)) };
}

export function sameDrive(a: Drive | null, b: Drive | null): boolean {
  if (a === null || b === null) return a === b;
  return (
    a.vbd === b.vbd &&
    a.disc === b.disc &&
    a.isBusy === b.isBusy &&
    a.discs.length === b.discs.length &&
    a.discs.every((each, at) => each.ref === b.discs[at]?.ref && each.label === b.discs[at].label)
  );
}
