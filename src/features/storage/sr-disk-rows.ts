import { isNullRef } from '../../xapi/datamodel/ref';
import type { Ref } from '../../xapi/datamodel/ref';
import type { Records } from '../../xapi/datamodel/types.gen';
import type { GlyphSpec } from '../../ui/glyphs/kinds';
import type { ObjectId } from '../navigation';
import { glyphFor, labelOr, nameOf, row, rows, vdiStatus, vdiVisibility } from '../objects';
import type { Inventory, Status } from '../objects';
import { compareNatural } from '../values';
import { usesOf } from './commands/drives';
import { texts } from './texts';

/** One virtual disk of a repository. Immutable, and the same object while nothing in it changed. */
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

const NO_DISKS: ReadonlyMap<string, Records['VDI']> = new Map();

/**
 * The disks of one repository that are a person's business, by name. There may be ten thousand, and batches of events
 * come several times a second, so what has not changed is not made or sorted again.
 */
export class StoredDisks {
  private known = new Map<string, StoredDiskRow>();
  private order: readonly StoredDiskRow[] = [];
  private readonly uses = new Map<string, readonly SeenUse[]>();
  private record: Records['SR'] | null = null;
  private disks = NO_DISKS;
  private parents: ReadonlyMap<string, string> = new Map();

  constructor(
    private readonly connection: string,
    private readonly sr: Ref<'SR'>,
  ) {}

  /** The same array while no row changed. */
  read(inventory: Inventory): readonly StoredDiskRow[] {
    const record = row(inventory, 'SR', this.sr);
    const found = record ? this.follow(inventory, record) : new Map<string, StoredDiskRow>();
    let isSame = found.size === this.known.size;
    let isSorted = isSame;
    for (const [ref, each] of found) {
      const before = this.known.get(ref);
      if (each === before) continue;
      isSame = false;
      if (each.name !== before?.name) isSorted = false;
    }
    if (!isSame) {
      this.order = isSorted
        ? this.order.map((each) => found.get(each.id.ref) ?? each)
        : [...found.values()].sort((a, b) => compareNatural(a.name, b.name));
    }
    this.known = found;
    return this.order;
  }

  private follow(inventory: Inventory, record: Records['SR']): Map<string, StoredDiskRow> {
    const disks = rows(inventory, 'VDI');
    const drives = rows(inventory, 'VBD');
    const vms = rows(inventory, 'VM');
    const isSameStorage = record === this.record;
    if (!isSameStorage || disks !== this.disks) this.parents = parentsOf(record, disks);
    this.record = record;
    this.disks = disks;
    const found = new Map<string, StoredDiskRow>();
    for (const ref of record.VDIs) {
      const vdi = disks.get(ref);
      if (!vdi) continue;
      const before = this.known.get(ref);
      // Told by identities alone: this runs for each disk with every batch. The name of what a snapshot is of may change.
      const isSame = before?.vdi === vdi && isSameStorage && !vdi.is_a_snapshot;
      if (isSame && before.chain === chainLength(this.parents, vdi.uuid) && holds(this.uses.get(ref), drives, vms)) {
        found.set(ref, before);
        continue;
      }
      if (vdiVisibility(inventory, vdi) !== 'shown' && !(record.is_tools_sr && vdi.managed)) continue;
      this.uses.set(
        ref,
        vdi.VBDs.map((drive) => {
          const vbd = drives.get(drive);
          return { drive, vbd, vm: vbd?.VM ?? '', name: vms.get(vbd?.VM ?? '')?.name_label };
        }),
      );
      found.set(ref, this.rowOf(inventory, record, ref, vdi));
    }
    return found;
  }

  private rowOf(inventory: Inventory, record: Records['SR'], ref: string, vdi: Records['VDI']): StoredDiskRow {
    const isLibrary = record.content_type === 'iso';
    const users = usersOf(inventory, vdi);
    const kind = isLibrary ? texts.disc : kindOf(inventory, vdi);
    const chain = chainLength(this.parents, vdi.uuid);
    const before = this.known.get(ref);
    if (before?.vdi === vdi && before.users === users && before.kind === kind && before.chain === chain) return before;
    const status = vdiStatus(vdi);
    return {
      id: { connection: this.connection, class: 'VDI', ref },
      vdi,
      name: labelOr(vdi.name_label),
      glyph: glyphFor('vdi', status, null, isLibrary ? 'storage-iso' : undefined),
      status,
      kind,
      users,
      chain,
    };
  }
}

/** One use of a disk as it was when its row was made. */
interface SeenUse {
  readonly drive: string;
  readonly vbd: Records['VBD'] | undefined;
  readonly vm: string;
  readonly name: string | undefined;
}

function holds(
  uses: readonly SeenUse[] | undefined,
  drives: ReadonlyMap<string, Records['VBD']>,
  vms: ReadonlyMap<string, Records['VM']>,
): boolean {
  for (const use of uses ?? [])
    if (drives.get(use.drive) !== use.vbd || vms.get(use.vm)?.name_label !== use.name) return false;
  return uses !== undefined;
}

function kindOf(inventory: Inventory, vdi: Records['VDI']): string {
  if (!vdi.is_a_snapshot) return texts.diskKinds[vdi.type] ?? vdi.type;
  const original = isNullRef(vdi.snapshot_of) ? undefined : nameOf(inventory, 'VDI', vdi.snapshot_of);
  return original === undefined ? texts.snapshot : texts.snapshotOf(original);
}

function usersOf(inventory: Inventory, vdi: Records['VDI']): string {
  if (vdi.VBDs.length === 0) return '';
  return usesOf(inventory, vdi)
    .map(({ vbd, vm }) => {
      const name = labelOr(vm.name_label);
      return vbd.device === '' ? name : texts.vmWithDevice(name, vbd.device);
    })
    .join(', ');
}

/** Which image stands behind which, by uuid; disks without one are left out. */
function parentsOf(record: Records['SR'], disks: ReadonlyMap<string, Records['VDI']>): ReadonlyMap<string, string> {
  const parents = new Map<string, string>();
  for (const ref of record.VDIs) {
    const vdi = disks.get(ref);
    const parent = vdi?.sm_config['vhd-parent'];
    if (vdi && parent !== undefined) parents.set(vdi.uuid, parent);
  }
  return parents;
}

function chainLength(parents: ReadonlyMap<string, string>, uuid: string): number {
  let length = 0;
  for (let parent = parents.get(uuid); parent !== undefined && length < LONGEST_CHAIN; parent = parents.get(parent))
    length++;
  return length;
}
