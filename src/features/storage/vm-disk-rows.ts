import { isNullRef } from '../../xapi/datamodel/ref';
import type { Ref } from '../../xapi/datamodel/ref';
import type { Records } from '../../xapi/datamodel/types.gen';
import type { Tone } from '../../ui/display/badge';
import type { GlyphSpec } from '../../ui/glyphs/kinds';
import type { ObjectId } from '../navigation';
import { glyphFor, labelOr, objectTexts, row, vdiStatus } from '../objects';
import type { Inventory } from '../objects';
import { compareNatural, sameRows } from '../values';
import { storageName } from './commands/storage-choices';
import { texts } from './texts';

/** One drive of a VM with what is in it. */
export interface DiskRow {
  readonly id: ObjectId;
  readonly vbd: Records['VBD'];
  readonly vdi: Records['VDI'] | undefined;
  readonly name: string;
  readonly glyph: GlyphSpec;
  readonly storage: string;
  readonly state: { readonly tone: Tone; readonly label: string };
}

const ACTIVE = { tone: 'ok', label: texts.states.active } as const;
const INACTIVE = { tone: 'neutral', label: texts.states.inactive } as const;
const MISSING = { tone: 'danger', label: texts.states.missing } as const;
const EMPTY_GLYPH = glyphFor('vdi', null, null, 'storage-iso');

/** The drives of a VM in the order of their places. */
export function diskRows(inventory: Inventory, connection: string, vm: Ref<'VM'>): readonly DiskRow[] {
  const rows: DiskRow[] = [];
  for (const ref of row(inventory, 'VM', vm)?.VBDs ?? []) {
    const vbd = row(inventory, 'VBD', ref);
    if (!vbd) continue;
    const vdi = isNullRef(vbd.VDI) ? undefined : row(inventory, 'VDI', vbd.VDI);
    rows.push({
      id: { connection, class: 'VBD', ref },
      vbd,
      vdi,
      name: vdi ? labelOr(vdi.name_label) : texts.emptyDrive,
      glyph: vdi && vbd.type === 'Disk' ? glyphFor('vdi', vdiStatus(vdi)) : EMPTY_GLYPH,
      storage: vdi ? storageName(inventory, vdi.SR) : '',
      state: stateOf(vbd, vdi),
    });
  }
  return rows.sort((a, b) => compareNatural(a.vbd.userdevice, b.vbd.userdevice));
}

function stateOf(vbd: Records['VBD'], vdi: Records['VDI'] | undefined): DiskRow['state'] {
  const operation = operationOf(vbd) ?? (vdi && operationOf(vdi));
  if (operation !== undefined) return { tone: 'info', label: operation };
  if (vdi?.missing) return MISSING;
  return vbd.currently_attached ? ACTIVE : INACTIVE;
}

/** What is at work on it, in words; operations nobody waits for are left out. */
function operationOf(record: { readonly current_operations: Readonly<Record<string, string>> }): string | undefined {
  const labels: Readonly<Record<string, string>> = objectTexts.operations;
  return Object.values(record.current_operations)
    .map((operation) => labels[operation])
    .find((label) => label !== undefined);
}

export const sameDiskRows = sameRows((each: DiskRow) => [each.vbd, each.vdi, each.storage]);
