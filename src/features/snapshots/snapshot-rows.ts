import type { GlyphSpec } from '../../ui/glyphs/kinds';
import { isNullRef } from '../../xapi/datamodel/ref';
import type { Ref } from '../../xapi/datamodel/ref';
import type { Records } from '../../xapi/datamodel/types.gen';
import type { ObjectId } from '../navigation';
import { glyphFor, labelOr, row, vmStatus } from '../objects';
import type { Inventory, Status } from '../objects';
import { parseTime, sameRows } from '../values';

/** One snapshot of a VM. */
export interface SnapshotRow {
  readonly id: ObjectId;
  readonly record: Records['VM'];
  readonly name: string;
  readonly glyph: GlyphSpec;
  readonly status: Status;
  readonly takenMs: number;
  /** What its disks and its memory take; null when the pool does not say. */
  readonly sizeBytes: number | null;
}

/** The snapshots of a VM, oldest first. */
export function snapshotRows(inventory: Inventory, connection: string, vm: Ref<'VM'>): readonly SnapshotRow[] {
  const rows = (row(inventory, 'VM', vm)?.snapshots ?? []).flatMap((ref): readonly SnapshotRow[] => {
    const record = row(inventory, 'VM', ref);
    if (!record) return [];
    const status = vmStatus(record);
    return [
      {
        id: { connection, class: 'VM', ref },
        record,
        name: labelOr(record.name_label),
        status,
        glyph: glyphFor('snapshot', status),
        takenMs: parseTime(record.snapshot_time) ?? 0,
        sizeBytes: sizeOf(inventory, record),
      },
    ];
  });
  return rows.sort((a, b) => a.takenMs - b.takenMs);
}

export const sameSnapshotRows = sameRows((each: SnapshotRow) => [each.record, each.sizeBytes]);

function sizeOf(inventory: Inventory, snapshot: Records['VM']): number | null {
  let bytes: number | null = null;
  for (const vdi of disksOf(inventory, snapshot)) {
    const used = row(inventory, 'VDI', vdi)?.physical_utilisation ?? -1;
    if (used >= 0) bytes = (bytes ?? 0) + used;
  }
  return bytes;
}

/** The disks that belong to a snapshot, the image of its memory among them. */
export function disksOf(inventory: Inventory, snapshot: Records['VM']): readonly Ref<'VDI'>[] {
  const disks = snapshot.VBDs.flatMap((ref) => {
    const vbd = row(inventory, 'VBD', ref);
    return vbd === undefined || vbd.type !== 'Disk' || isNullRef(vbd.VDI) ? [] : [vbd.VDI];
  });
  return isNullRef(snapshot.suspend_VDI) ? disks : [...disks, snapshot.suspend_VDI];
}

/** Taken by a schedule, of this release or of the one before it. */
export const isScheduled = ({ record }: SnapshotRow): boolean =>
  record.is_vmss_snapshot || record.is_snapshot_from_vmpp;
