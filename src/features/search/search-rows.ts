import type { GlyphSpec } from '../../ui/glyphs/kinds';
import { isNullRef } from '../../xapi/datamodel/ref';
import type { AnyRecord } from '../../xapi/datamodel/ref';
import type { ObjectId } from '../navigation';
import { objectKey } from '../navigation';
import { glyphOf, homeHost, nameOf, row, rows, srHost, statusOf } from '../objects';
import type { Inventory, ObjectKind, Status } from '../objects';
import { naturalKey } from '../values';
import { tagsOf } from './scope';
import type { Found } from './scope';

/** One line of the grid, with the values of all its columns. Equal as long as nothing it shows has changed. */
export interface SearchRow {
  readonly key: string;
  readonly id: ObjectId;
  readonly kind: ObjectKind;
  readonly name: string;
  readonly sortName: string;
  readonly glyph: GlyphSpec;
  readonly status: Status | null;
  readonly place: string;
  readonly description: string;
  /** Null where the column makes no sense for the kind. */
  readonly cpus: number | null;
  readonly memoryBytes: number | null;
  readonly sizeBytes: number | null;
  readonly usedBytes: number | null;
  readonly address: string;
  readonly tags: readonly string[];
  readonly uuid: string;
  /** In lower case: what the filter looks through. */
  readonly text: string;
}

const NO_GLYPH: GlyphSpec = { kind: 'group' };

/** Makes rows and keeps those whose object, state and surroundings are the same as before. */
export class RowCache {
  #rows = new Map<string, { record: AnyRecord; guest: AnyRecord | undefined; row: SearchRow }>();
  #places = '';

  constructor(private readonly connection: string) {}

  rowsOf(inventory: Inventory, found: readonly Found[]): readonly SearchRow[] {
    const places = placeNames(inventory);
    const isFresh = places !== this.#places;
    this.#places = places;
    const before = this.#rows;
    const next: typeof before = new Map();
    const list: SearchRow[] = [];
    for (const each of found) {
      const record = row(inventory, each.cls, each.ref);
      if (record === undefined) continue;
      const key = `${each.cls}${each.ref}`;
      const guest = guestOf(inventory, each);
      const known = before.get(key);
      const status = statusOf(inventory, each.kind, each.ref) ?? null;
      const isSame = !isFresh && known?.record === record && known.guest === guest && known.row.status === status;
      const made = isSame ? known : { record, guest, row: this.#make(inventory, each, record, status) };
      next.set(key, made);
      list.push(made.row);
    }
    this.#rows = next;
    return list;
  }

  #make(inventory: Inventory, { cls, ref, kind }: Found, record: AnyRecord, status: Status | null): SearchRow {
    const id: ObjectId = { connection: this.connection, class: cls, ref };
    const name = nameOf(inventory, cls, ref) ?? ref;
    const description = 'name_description' in record ? record.name_description : '';
    const uuid = 'uuid' in record ? (record.uuid ?? '') : '';
    const tags = tagsOf(inventory, cls, ref);
    const vm = cls === 'VM' ? row(inventory, 'VM', ref) : undefined;
    const sr = cls === 'SR' ? row(inventory, 'SR', ref) : undefined;
    const vdi = cls === 'VDI' ? row(inventory, 'VDI', ref) : undefined;
    const host = cls === 'host' ? row(inventory, 'host', ref) : undefined;
    const metrics = host && row(inventory, 'host_metrics', host.metrics);
    const place = placeOf(inventory, { cls, ref, kind });
    const address = host ? host.address : vm ? addressesOf(inventory, vm.guest_metrics) : '';
    return {
      key: objectKey(id),
      id,
      kind,
      name,
      sortName: naturalKey(name),
      glyph: glyphOf(inventory, kind, ref) ?? NO_GLYPH,
      status,
      place,
      description,
      cpus: vm ? vm.VCPUs_at_startup : host ? host.host_CPUs.length || Number(host.cpu_info['cpu_count'] ?? 0) : null,
      memoryBytes: vm ? vm.memory_dynamic_max : metrics ? metrics.memory_total : null,
      sizeBytes: sr ? sr.physical_size : vdi ? vdi.virtual_size : null,
      usedBytes: sr ? sr.physical_utilisation : vdi ? vdi.physical_utilisation : null,
      address,
      tags,
      uuid,
      text: `${name} ${description} ${place} ${status?.label ?? ''} ${address} ${tags.join(' ')} ${uuid}`.toLowerCase(),
    };
  }
}

/** Where an object is: the server of a VM, the storage of a disk, the machine of a snapshot. */
function placeOf(inventory: Inventory, { cls, ref }: Found): string {
  if (cls === 'VM') {
    const vm = row(inventory, 'VM', ref);
    if (!vm) return '';
    if (vm.is_a_snapshot) return nameOf(inventory, 'VM', vm.snapshot_of) ?? '';
    const host = homeHost(inventory, vm);
    return host === null ? '' : (nameOf(inventory, 'host', host) ?? '');
  }
  if (cls === 'VDI') return nameOf(inventory, 'SR', row(inventory, 'VDI', ref)?.SR ?? '') ?? '';
  if (cls === 'SR') {
    const sr = row(inventory, 'SR', ref);
    const host = sr ? srHost(inventory, sr) : null;
    return host === null ? '' : (nameOf(inventory, 'host', host) ?? '');
  }
  if (cls === 'PGPU') return nameOf(inventory, 'host', row(inventory, 'PGPU', ref)?.host ?? '') ?? '';
  return '';
}

/** The names that other rows show. They change rarely; when one does, all rows are made anew. */
function placeNames(inventory: Inventory): string {
  const names: string[] = [];
  for (const cls of ['host', 'SR'] as const) {
    for (const record of rows(inventory, cls).values()) names.push(record.name_label);
  }
  return names.join('\n');
}

function guestOf(inventory: Inventory, { cls, ref }: Found): AnyRecord | undefined {
  const guest = cls === 'VM' ? row(inventory, 'VM', ref)?.guest_metrics : undefined;
  return guest === undefined || isNullRef(guest) ? undefined : row(inventory, 'VM_guest_metrics', guest);
}

function addressesOf(inventory: Inventory, guestMetrics: string): string {
  const networks = row(inventory, 'VM_guest_metrics', guestMetrics)?.networks ?? {};
  return Object.entries(networks)
    .filter(([key]) => key.endsWith('/ip') || /\/ipv4\/\d+$/.test(key))
    .map(([, address]) => address)
    .filter((address, at, list) => list.indexOf(address) === at)
    .join(', ');
}
