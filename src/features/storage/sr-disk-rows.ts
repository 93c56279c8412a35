import { isNullRef } from '../../xapi/datamodel/ref';
import type { Ref } from '../../xapi/datamodel/ref';
import type { Records } from '../../xapi/datamodel/types.gen';
import type { GlyphSpec } from '../../ui/glyphs/kinds';
import type { ObjectId } from '../navigation';
import { glyphFor, labelOr, nameOf, row, vdiStatus, vdiVisibility } from '../objects';
import type { Inventory, Status } from '../objects';
import { compareNatural } from '../values';
import { usesOf } from './commands/drives';
import { texts } from './texts';

/** One virtual disk of a repository. */
export interface StoredDiskRow {
  readonly id: ObjectId;
  readonly vdi: Records['VDI'];
  readonly name: string;
  readonly glyph: GlyphSpec;
  readonly status: Status;
  readonly kind: string;
  /** The VMs whose disk it is, with the device. */
  readonly users: string;
  /** Images behind this one; 0: it stands alone. */
  readonly chain: number;
}

/** A chain longer than the toolstack allows is a loop in a damaged database. */
const LONGEST_CHAIN = 100;

/** The disks of a repository that are a person's business, by name. */
export function storedDiskRows(inventory: Inventory, connection: string, sr: Ref<'SR'>): readonly StoredDiskRow[] {
  const record = row(inventory, 'SR', sr);
  if (!record) return [];
  const isLibrary = record.content_type === 'iso';
  const disks = record.VDIs.flatMap((ref) => {
    const vdi = row(inventory, 'VDI', ref);
    return vdi ? [{ ref, vdi }] : [];
  });
  const parents = new Map(disks.map(({ vdi }) => [vdi.uuid, vdi.sm_config['vhd-parent']]));
  const rows: StoredDiskRow[] = [];
  for (const { ref, vdi } of disks) {
    if (vdiVisibility(inventory, vdi) !== 'shown' && !(record.is_tools_sr && vdi.managed)) continue;
    const status = vdiStatus(vdi);
    rows.push({
      id: { connection, class: 'VDI', ref },
      vdi,
      name: labelOr(vdi.name_label),
      glyph: glyphFor('vdi', status, null, isLibrary ? 'storage-iso' : undefined),
      status,
      kind: isLibrary ? texts.disc : kindOf(inventory, vdi),
      users: usersOf(inventory, vdi),
      chain: chainLength(parents, vdi.uuid),
    });
  }
  return rows.sort((a, b) => compareNatural(a.name, b.name));
}

function kindOf(inventory: Inventory, vdi: Records['VDI']): string {
  if (!vdi.is_a_snapshot) return texts.diskKinds[vdi.type] ?? vdi.type;
  const original = isNullRef(vdi.snapshot_of) ? undefined : nameOf(inventory, 'VDI', vdi.snapshot_of);
  return original === undefined ? texts.snapshot : texts.snapshotOf(original);
}

function usersOf(inventory: Inventory, vdi: Records['VDI']): string {
  return usesOf(inventory, vdi)
    .map(({ vbd, vm }) => {
      const name = labelOr(vm.name_label);
      return vbd.device === '' ? name : texts.vmWithDevice(name, vbd.device);
    })
    .join(', ');
}

function chainLength(parents: ReadonlyMap<string, string | undefined>, uuid: string): number {
  let length = 0;
  for (let parent = parents.get(uuid); parent !== undefined && length < LONGEST_CHAIN; parent = parents.get(parent))
    length++;
  return length;
}

export function sameStoredDisks(a: readonly StoredDiskRow[], b: readonly StoredDiskRow[]): boolean {
  return (
    a.length === b.length &&
    a.every((each, index) => {
      const other = b[index];
      return (
        each.vdi === other?.vdi &&
        each.users === other.users &&
        each.kind === other.kind &&
        each.chain === other.chain &&
        each.status === other.status
      );
    })
  );
}
