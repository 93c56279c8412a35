import type { GlyphSpec } from '../../ui/glyphs/kinds';
import { isNullRef } from '../../xapi/datamodel/ref';
import type { Records } from '../../xapi/datamodel/types.gen';
import { ALL_POOLS, objectKey } from '../navigation';
import type { ObjectId } from '../navigation';
import { glyphOf, homeHost, kindOf, nameOf, row, srHost, statusOf } from '../objects';
import type { Inventory, ObjectRowClass, Status } from '../objects';
import type { PropertyIndex } from './query/property-index';
import type { TrackedValues } from './query/property-values';

/** Records of other objects that the cells of a row speak of. */
export interface Related {
  readonly server?: Records['host'] | undefined;
  readonly metrics?: Records['VM_metrics'] | undefined;
  readonly guest?: Records['VM_guest_metrics'] | undefined;
  readonly hostMetrics?: Records['host_metrics'] | undefined;
  readonly appliance?: Records['VM_appliance'] | undefined;
  readonly storage?: Records['SR'] | undefined;
  /** The machine a disk or snapshot belongs to. */
  readonly vm?: Records['VM'] | undefined;
  readonly pif?: Records['PIF'] | undefined;
}

interface RowBase {
  readonly key: string;
  readonly id: ObjectId;
  /** Name of the pool it is of. */
  readonly pool: string;
  readonly name: string;
  readonly glyph: GlyphSpec;
  readonly status: Status;
  readonly related: Related;
}

/** What a row is: an object, or a folder. */
export type RowKind = GridRow['kind'];

/** One object in a grid with all its cells need. Immutable, and the same object while nothing in it changed. */
export type GridRow = RowBase &
  (
    | { readonly kind: 'vm' | 'template' | 'snapshot'; readonly record: Records['VM'] }
    | { readonly kind: 'pool'; readonly record: Records['pool'] }
    | { readonly kind: 'host'; readonly record: Records['host'] }
    | { readonly kind: 'sr'; readonly record: Records['SR'] }
    | { readonly kind: 'vdi'; readonly record: Records['VDI'] }
    | { readonly kind: 'network'; readonly record: Records['network'] }
    | { readonly kind: 'pgpu'; readonly record: Records['PGPU'] }
    | { readonly kind: 'gpuGroup'; readonly record: Records['GPU_group'] }
    | { readonly kind: 'appliance'; readonly record: Records['VM_appliance'] }
    | { readonly kind: 'folder'; readonly record: typeof NO_RECORD }
  );

/** A folder is where objects say that they are: there is nothing else to know of it. */
const NO_RECORD = {} as const;
const FOLDER_GLYPH: GlyphSpec = { kind: 'folder' };
const FOLDER_STATUS: Status = { state: 'ready', tone: 'neutral', label: '' };

/** The pool that rows are of: the id of its connections, and its name. */
export interface PoolOfRows {
  readonly connection: string;
  readonly pool: string;
}

/** The rows of the objects of a pool, kept up to date with it. */
export function rowsOf(index: PropertyIndex, pool: PoolOfRows): TrackedValues<GridRow | null> {
  return index.tracked<GridRow | null>(`row ${pool.connection} ${pool.pool}`, (inventory, cls, ref, before) =>
    cls === 'folder' ? (before ?? folderRow(ref)) : gridRow(inventory, pool, cls, ref, before ?? undefined),
  );
}

/** The row of a folder, which is one folder in all pools. */
function folderRow(path: string): GridRow {
  const id: ObjectId = { connection: ALL_POOLS, class: 'folder', ref: path };
  const name = path.slice(path.lastIndexOf('/') + 1);
  const look = { glyph: FOLDER_GLYPH, status: FOLDER_STATUS, related: {}, record: NO_RECORD };
  return { key: objectKey(id), id, pool: '', kind: 'folder', name, ...look };
}

/** The row of an object as it is now; `before` when that still holds, null when there is no such object. */
export function gridRow(
  inventory: Inventory,
  { connection, pool }: PoolOfRows,
  cls: ObjectRowClass,
  ref: string,
  before: GridRow | undefined,
): GridRow | null {
  const record = row(inventory, cls, ref);
  if (!record) return null;
  const related = relatedOf(inventory, cls, ref);
  const isSame = before?.record === record && sameRelated(before.related, related);
  // The state of machines and disks, of which there are thousands, is in their own records.
  if (isSame && (cls === 'VM' || cls === 'VDI')) return before;
  const kind = kindOf(inventory, cls, ref);
  const name = nameOf(inventory, cls, ref);
  const glyph = kind && glyphOf(inventory, kind, ref);
  const status = kind && statusOf(inventory, kind, ref);
  if (!kind || name === undefined || !glyph || !status) return null;
  if (isSame && before.name === name && before.glyph === glyph && before.status === status) return before;
  const id: ObjectId = { connection, class: cls, ref };
  // The kind follows from the class, and the record is of that class.
  return { key: objectKey(id), id, pool, kind, name, glyph, status, record, related } as GridRow;
}

function relatedOf(inventory: Inventory, cls: ObjectRowClass, ref: string): Related {
  switch (cls) {
    case 'VM': {
      const vm = row(inventory, 'VM', ref);
      return vm ? relatedOfVm(inventory, vm) : {};
    }
    case 'host': {
      const host = row(inventory, 'host', ref);
      return { hostMetrics: host && row(inventory, 'host_metrics', host.metrics) };
    }
    case 'SR': {
      const sr = row(inventory, 'SR', ref);
      const host = sr ? srHost(inventory, sr) : null;
      return { server: host === null ? undefined : row(inventory, 'host', host) };
    }
    case 'VDI': {
      const vdi = row(inventory, 'VDI', ref);
      const [vbd] = vdi?.VBDs ?? [];
      const vm = vbd === undefined ? undefined : row(inventory, 'VBD', vbd)?.VM;
      return {
        storage: vdi && row(inventory, 'SR', vdi.SR),
        vm: vm === undefined ? undefined : row(inventory, 'VM', vm),
      };
    }
    case 'network': {
      const [pif] = row(inventory, 'network', ref)?.PIFs ?? [];
      return { pif: pif === undefined ? undefined : row(inventory, 'PIF', pif) };
    }
    case 'PGPU': {
      const pgpu = row(inventory, 'PGPU', ref);
      return { server: pgpu && row(inventory, 'host', pgpu.host) };
    }
    default:
      return {};
  }
}

function relatedOfVm(inventory: Inventory, vm: Records['VM']): Related {
  const home = homeHost(inventory, vm);
  return {
    server: home === null ? undefined : row(inventory, 'host', home),
    metrics: row(inventory, 'VM_metrics', vm.metrics),
    guest: row(inventory, 'VM_guest_metrics', vm.guest_metrics),
    appliance: isNullRef(vm.appliance) ? undefined : row(inventory, 'VM_appliance', vm.appliance),
    vm: vm.is_a_snapshot ? row(inventory, 'VM', vm.snapshot_of) : undefined,
  };
}

function sameRelated(a: Related, b: Related): boolean {
  return (
    a.server === b.server &&
    a.metrics === b.metrics &&
    a.guest === b.guest &&
    a.hostMetrics === b.hostMetrics &&
    a.appliance === b.appliance &&
    a.storage === b.storage &&
    a.vm === b.vm &&
    a.pif === b.pif
  );
}
