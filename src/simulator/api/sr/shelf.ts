import { NULL_REF, type Ref } from '../../../xapi/datamodel/ref';
import type { Records } from '../../../xapi/datamodel/types.gen';
import { annexPart, setAnnexPart } from '../annex';
import { need, type World } from '../world';
import { account } from './space';

type Vdi = Records['VDI'];

/** A disk that lies in a repository without a row: what the storage itself knows of it. */
type ShelvedDisk = Pick<
  Vdi,
  | 'uuid'
  | 'name_label'
  | 'name_description'
  | 'type'
  | 'virtual_size'
  | 'physical_utilisation'
  | 'sharable'
  | 'read_only'
  | 'location'
  | 'managed'
  | 'sm_config'
  | 'is_a_snapshot'
  | 'snapshot_time'
  | 'cbt_enabled'
  | 'is_tools_iso'
  | 'metadata_of_pool'
> & { readonly snapshotOf: string };

/** A repository as it lies on its storage while no pool has it, or the disks of one that were forgotten. */
export interface Shelf {
  readonly type: string;
  /** What the repository lies on, `locationOf` of its driver; empty while the pool has it. */
  readonly location: string;
  readonly name_label: string;
  readonly name_description: string;
  readonly content_type: string;
  readonly physical_size: number;
  readonly disks: readonly ShelvedDisk[];
}

/** Part of the annex: shelves by the uuid of their repository. */
const SHELVES = 'storage-shelves';

export function shelves(world: World): Readonly<Record<string, Shelf>> {
  return annexPart(world, SHELVES);
}

/** Replaces what lies on the storage under the uuid of a repository; `undefined` clears it. */
export function putShelf(world: World, uuid: string, shelf: Shelf | undefined): void {
  const { [uuid]: _before, ...others } = shelves(world);
  setAnnexPart(world, SHELVES, shelf === undefined ? others : { ...others, [uuid]: shelf });
}

export function shelvedDisks(world: World, sr: Ref<'SR'>): readonly ShelvedDisk[] {
  return shelves(world)[need(world.db, 'SR', sr).uuid]?.disks ?? [];
}

/** Removes the rows of disks of one repository; the disks stay where they are. Their drives are the caller's. */
export function shelve(world: World, vdis: readonly Ref<'VDI'>[]): void {
  const { db } = world;
  const [first] = vdis;
  if (first === undefined) return;
  const sr = db.row('VDI', first).SR;
  const row = need(db, 'SR', sr);
  const disks = vdis.map((vdi): ShelvedDisk => asShelved(world, db.row('VDI', vdi)));
  const shelf = shelves(world)[row.uuid] ?? shelfOf(row, '');
  for (const vdi of vdis) {
    const { managed, virtual_size } = db.row('VDI', vdi);
    account(world, sr, managed ? -virtual_size : 0, 0);
    db.remove('VDI', vdi);
  }
  putShelf(world, row.uuid, { ...shelf, disks: [...shelf.disks, ...disks] });
}

export function shelfOf(sr: Records['SR'], location: string): Shelf {
  const { type, name_label, name_description, content_type, physical_size } = sr;
  return { type, location, name_label, name_description, content_type, physical_size, disks: [] };
}

/** What lies in a repository that a pool has, as another pool finds it. */
export function lookInto(world: World, sr: Ref<'SR'>, location: string): Shelf {
  const { db } = world;
  const row = need(db, 'SR', sr);
  const disks = row.VDIs.map((vdi) => asShelved(world, db.row('VDI', vdi)));
  return { ...shelfOf(row, location), disks: [...disks, ...shelvedDisks(world, sr)] };
}

function asShelved({ db }: World, vdi: Vdi): ShelvedDisk {
  return {
    uuid: vdi.uuid,
    name_label: vdi.name_label,
    name_description: vdi.name_description,
    type: vdi.type,
    virtual_size: vdi.virtual_size,
    physical_utilisation: vdi.physical_utilisation,
    sharable: vdi.sharable,
    read_only: vdi.read_only,
    location: vdi.location,
    managed: vdi.managed,
    sm_config: vdi.sm_config,
    is_a_snapshot: vdi.is_a_snapshot,
    snapshot_time: vdi.snapshot_time,
    cbt_enabled: vdi.cbt_enabled,
    is_tools_iso: vdi.is_tools_iso,
    metadata_of_pool: vdi.metadata_of_pool,
    snapshotOf: db.get('VDI', vdi.snapshot_of)?.uuid ?? '',
  };
}

/**
 * Gives disks that lie in a repository their rows again: those of these uuids, or all. What only the pool knew,
 * such as tags and other_config, is gone (xapi_sr.ml update_vdis).
 */
export function unshelve(world: World, sr: Ref<'SR'>, uuids?: readonly string[]): readonly Ref<'VDI'>[] {
  const { db, engine } = world;
  const { uuid } = need(db, 'SR', sr);
  const shelf = shelves(world)[uuid];
  if (shelf === undefined) return [];
  const found = shelf.disks.filter((disk) => uuids?.includes(disk.uuid) ?? true);
  const refs = found.map((disk) => {
    const { snapshotOf: _origin, ...fields } = disk;
    const ref = engine.newRef('VDI');
    db.insert('VDI', ref, { ...fields, SR: sr });
    account(world, sr, disk.managed ? disk.virtual_size : 0, 0);
    return ref;
  });
  for (const [at, disk] of found.entries()) {
    const origin = disk.snapshotOf === '' ? undefined : db.byUuid('VDI', disk.snapshotOf);
    const ref = refs[at] ?? NULL_REF;
    if (origin !== undefined) db.update('VDI', ref, { snapshot_of: origin });
  }
  const disks = shelf.disks.filter((disk) => !found.includes(disk));
  putShelf(world, uuid, disks.length === 0 ? undefined : { ...shelf, disks });
  return refs;
}
