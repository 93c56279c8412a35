import { NULL_REF, type Ref } from '../../../xapi/datamodel/ref';
import type { Enums, Records } from '../../../xapi/datamodel/types.gen';
import { EMPTY_MAP, EPOCH } from '../../engine/defaults';
import { Fault } from '../fault';
import { need, toXapiDate, type World } from '../world';
import { provisioningOf } from '../sr/drivers';
import { isAttached } from '../sr/connections';
import { hasFeature } from '../sr/features';
import { account, assertRoom } from '../sr/space';
import { chainOf, isUnwritten, planCollection } from './chain';
import { dropContent, holdContent, seedFrom, sendContent, shareContent } from './content';
import {
  EMPTY_VOLUME_BYTES,
  emptyVhdBytes,
  fullVhdBytes,
  fullVolumeBytes,
  LARGEST_VHD_BYTES,
  LONGEST_CHAIN,
  MIB,
  virtualBytesFor,
} from './vhd';
import { forgetFiles, noteFile } from './file-notes';
import { forgetWrites, noteBranch, noteNewDisk, settleWrites } from './growth';

/** What `createDisk` makes. */
export interface DiskPlan {
  readonly sr: Ref<'SR'>;
  readonly name: string;
  readonly description?: string;
  readonly sizeBytes: number;
  readonly type?: Enums['vdi_type'];
  readonly sharable?: boolean;
  readonly read_only?: boolean;
  readonly other_config?: Readonly<Record<string, string>>;
  readonly xenstore_data?: Readonly<Record<string, string>>;
  readonly sm_config?: Readonly<Record<string, string>>;
  readonly tags?: readonly string[];
}

const VOLUME_CONFIG: Readonly<Record<string, string>> = Object.freeze({ vdi_type: 'vhd' });

/**
 * Makes an empty disk. Faults: HANDLE_INVALID, SR_OPERATION_NOT_SUPPORTED [sr], SR_HAS_NO_PBDS [sr], SR_FULL
 * [requested, maximum], SR_BACKEND_FAILURE_79 for a size the format cannot hold.
 */
export function createDisk(world: World, plan: DiskPlan): Ref<'VDI'> {
  const { db, engine } = world;
  const sr = need(db, 'SR', plan.sr);
  assertCan(world, plan.sr, sr, 'VDI_CREATE');
  const format = provisioningOf(sr.type);
  const virtualBytes = format === 'none' ? plan.sizeBytes : virtualBytesFor(plan.sizeBytes);
  if (virtualBytes <= 0 || virtualBytes > LARGEST_VHD_BYTES) throw invalidSize();
  const physicalBytes = leafBytes(format, virtualBytes);
  assertRoom(world, plan.sr, physicalBytes);
  const ref = engine.newRef('VDI');
  const uuid = engine.newUuid('VDI');
  db.transaction(() => {
    db.insert('VDI', ref, {
      uuid,
      name_label: plan.name,
      name_description: plan.description ?? '',
      SR: plan.sr,
      type: plan.type ?? 'user',
      virtual_size: virtualBytes,
      physical_utilisation: physicalBytes,
      sharable: plan.sharable ?? false,
      read_only: plan.read_only ?? false,
      managed: true,
      location: format === 'none' ? plan.name : uuid,
      other_config: plan.other_config ?? EMPTY_MAP,
      xenstore_data: plan.xenstore_data ?? EMPTY_MAP,
      sm_config: format === 'thick' ? { ...VOLUME_CONFIG, ...plan.sm_config } : (plan.sm_config ?? EMPTY_MAP),
      tags: plan.tags ?? [],
    });
    account(world, plan.sr, virtualBytes, physicalBytes);
  });
  noteNewDisk(world, uuid);
  return ref;
}

/** The row of a disk, with what its guest has written until now. */
function settled(world: World, vdi: Ref<'VDI'>): Records['VDI'] {
  settleWrites(world, need(world.db, 'VDI', vdi).SR);
  return world.db.row('VDI', vdi);
}

/** A writable disk with the same contents that shares what is unchanged. */
export function cloneDisk(world: World, vdi: Ref<'VDI'>, options: { readonly name?: string } = {}): Ref<'VDI'> {
  const row = settled(world, vdi);
  return branch(world, vdi, row, 'VDI_CLONE', {
    name_label: options.name ?? row.name_label,
    is_a_snapshot: false,
    snapshot_of: NULL_REF,
    snapshot_time: EPOCH,
  });
}

/** The contents of a disk at this moment: a child of `snapshot_of` that shares what is unchanged. */
export function snapshotDisk(world: World, vdi: Ref<'VDI'>): Ref<'VDI'> {
  const row = settled(world, vdi);
  return branch(world, vdi, row, 'VDI_SNAPSHOT', {
    name_label: row.name_label,
    is_a_snapshot: true,
    cbt_enabled: row.cbt_enabled,
    snapshot_of: vdi,
    snapshot_time: toXapiDate(world.engine.nowMs),
  });
}

/**
 * Puts a common ancestor under a disk and a new disk beside it. The ancestor takes over what the disk holds and is
 * not managed; a disk that nobody has written since its last branch needs no new ancestor.
 * Source: sm FileSR.py _snapshot, LVHDSR.py _snapshot.
 */
function branch(
  world: World,
  vdi: Ref<'VDI'>,
  row: Records['VDI'],
  feature: 'VDI_CLONE' | 'VDI_SNAPSHOT',
  values: Partial<Records['VDI']>,
): Ref<'VDI'> {
  const { db, engine } = world;
  const sr = need(db, 'SR', row.SR);
  if (!row.managed) throw new Fault('VDI_NOT_MANAGED', vdi);
  assertCan(world, row.SR, sr, feature);
  const format = provisioningOf(sr.type);
  const leaf = leafBytes(format, row.virtual_size);
  const extra = values.is_a_snapshot === true ? snapshotBytes(format, row.virtual_size) : leaf;
  const chain = chainOf(world, row);
  const shared = isUnwritten(world, row, chain, format);
  assertRoom(world, row.SR, shared ? extra : leaf + extra);
  if (chain.length >= LONGEST_CHAIN) throw chainTooLong();
  const ref = engine.newRef('VDI');
  const uuid = engine.newUuid('VDI');
  return db.transaction(() => {
    const parent = shared ? row.sm_config['vhd-parent'] : makeAncestor(world, vdi, row, leaf);
    const own: Partial<Records['VDI']> = {
      uuid,
      location: uuid,
      current_operations: EMPTY_MAP,
      physical_utilisation: extra,
      sm_config: { ...row.sm_config, 'vhd-parent': parent ?? '', ...seedFrom(world, vdi) },
      tags: [],
      cbt_enabled: false,
      metadata_latest: false,
      ...values,
    };
    db.insert('VDI', ref, own, row);
    account(world, row.SR, row.virtual_size, extra);
    noteNewDisk(world, uuid);
    shareContent(world, vdi, ref);
    return ref;
  });
}

function makeAncestor(world: World, vdi: Ref<'VDI'>, row: Records['VDI'], leafBytesNow: number): string {
  const { db, engine } = world;
  const ref = engine.newRef('VDI');
  const uuid = engine.newUuid('VDI');
  db.insert('VDI', ref, {
    uuid,
    name_label: 'base copy',
    SR: row.SR,
    type: row.type,
    virtual_size: row.virtual_size,
    physical_utilisation: row.physical_utilisation,
    managed: false,
    read_only: true,
    location: uuid,
    sm_config: row.sm_config,
  });
  noteFile(world, uuid);
  noteBranch(world, row.uuid, uuid);
  db.update('VDI', vdi, {
    physical_utilisation: leafBytesNow,
    sm_config: { ...row.sm_config, 'vhd-parent': uuid },
  });
  account(world, row.SR, 0, leafBytesNow);
  return uuid;
}

/**
 * A disk of its own with the same contents, in any repository of this pool or of another one.
 * Faults as `createDisk` at the destination.
 */
export function copyDisk(world: World, vdi: Ref<'VDI'>, sr: Ref<'SR'>, there = world): Ref<'VDI'> {
  const { db } = there;
  const row = settled(world, vdi);
  const destination = need(db, 'SR', sr);
  const held = [row, ...chainOf(world, row)].reduce((sum, { physical_utilisation }) => sum + physical_utilisation, 0);
  const { sizeBytes, bytes } = copyPlan(destination.type, row.virtual_size, held);
  assertRoom(there, sr, bytes);
  return db.transaction(() => {
    const copy = createDisk(there, {
      sr,
      name: row.name_label,
      description: row.name_description,
      sizeBytes,
      type: row.type,
      sharable: row.sharable,
      other_config: row.other_config,
      xenstore_data: row.xenstore_data,
      tags: row.tags,
    });
    db.update('VDI', copy, { on_boot: row.on_boot, allow_caching: row.allow_caching });
    if (there === world) shareContent(world, vdi, copy);
    else sendContent(world, vdi, there, copy);
    fillDisk(there, copy, bytes);
    return copy;
  });
}

function copyPlan(type: string, virtualBytes: number, heldBytes: number): { sizeBytes: number; bytes: number } {
  const format = provisioningOf(type);
  const bytes = format === 'thin' ? Math.min(fullVhdBytes(virtualBytes), heldBytes) : leafBytes(format, virtualBytes);
  return { sizeBytes: virtualBytes, bytes: Math.max(bytes, leafBytes(format, virtualBytes)) };
}

/** Sets what a disk takes of its repository, in bytes: its guest has written. Thick disks take all at once anyway. */
export function fillDisk(world: World, vdi: Ref<'VDI'>, physicalBytes: number): void {
  const { db } = world;
  const row = settled(world, vdi);
  const change = physicalBytes - row.physical_utilisation;
  if (change === 0) return;
  if (change > 0) assertRoom(world, row.SR, change);
  db.transaction(() => {
    db.update('VDI', vdi, { physical_utilisation: physicalBytes });
    account(world, row.SR, 0, change);
  });
}

/** Makes a disk larger. Faults: SR_OPERATION_NOT_SUPPORTED, SR_HAS_NO_PBDS, SR_FULL, SR_BACKEND_FAILURE_79. */
export function resizeDisk(world: World, vdi: Ref<'VDI'>, sizeBytes: number): void {
  const { db } = world;
  const row = settled(world, vdi);
  const sr = need(db, 'SR', row.SR);
  assertCan(world, row.SR, sr, 'VDI_RESIZE');
  const virtualBytes = virtualBytesFor(sizeBytes);
  if (virtualBytes < row.virtual_size) {
    throw new Fault('SR_BACKEND_FAILURE_79', '', 'VDI Invalid size [opterr=shrinking not allowed]', '');
  }
  if (virtualBytes > LARGEST_VHD_BYTES) throw invalidSize();
  const format = provisioningOf(sr.type);
  const grown = leafBytes(format, virtualBytes) - leafBytes(format, row.virtual_size);
  assertRoom(world, row.SR, grown);
  holdContent(world, vdi);
  db.transaction(() => {
    db.update('VDI', vdi, { virtual_size: virtualBytes, physical_utilisation: row.physical_utilisation + grown });
    account(world, row.SR, virtualBytes - row.virtual_size, grown);
  });
}

/**
 * Removes a disk with its VBDs (CD drives are emptied) and gives its space back; ancestors that it shared go at the
 * next collection. Source: xapi_vdi.ml destroy.
 */
export function destroyDisk(world: World, vdi: Ref<'VDI'>): void {
  const { db } = world;
  const row = settled(world, vdi);
  db.transaction(() => {
    emptyDrives(world, row);
    if (row.type === 'suspend') forgetImage(world, vdi);
    db.remove('VDI', vdi);
    forgetFiles(world, row.uuid);
    forgetWrites(world, row.uuid);
    dropContent(world, row.uuid);
    account(world, row.SR, row.managed ? -row.virtual_size : 0, -row.physical_utilisation);
    if (row.sm_config['vhd-parent'] !== undefined) planCollection(world, row.SR);
  });
}

/** A VM whose memory image goes has none (xapi_vdi.ml destroy). */
function forgetImage({ db }: World, vdi: Ref<'VDI'>): void {
  const vms: Ref<'VM'>[] = [];
  for (const [vm, row] of db.all('VM')) if (row.suspend_VDI === vdi) vms.push(vm);
  for (const vm of vms) db.update('VM', vm, { suspend_VDI: NULL_REF });
}

/** Takes a disk that goes away out of its drives: CD drives become empty, others go with it (db_gc.ml gc_VBDs). */
export function emptyDrives({ db }: World, vdi: Records['VDI']): void {
  for (const vbd of vdi.VBDs) {
    if (db.row('VBD', vbd).type === 'CD') db.update('VBD', vbd, { VDI: NULL_REF, empty: true });
    else db.remove('VBD', vbd);
  }
}

function assertCan(world: World, ref: Ref<'SR'>, sr: Records['SR'], feature: string): void {
  if (!hasFeature(world, sr.type, feature)) throw new Fault('SR_OPERATION_NOT_SUPPORTED', ref);
  if (!isAttached(world, ref)) throw new Fault('SR_HAS_NO_PBDS', ref);
}

/** What a new writable disk takes. */
function leafBytes(format: 'thin' | 'thick' | 'none', virtualBytes: number): number {
  if (format === 'none') return virtualBytes;
  return format === 'thick' ? fullVolumeBytes(virtualBytes) : emptyVhdBytes(virtualBytes);
}

function snapshotBytes(format: 'thin' | 'thick' | 'none', virtualBytes: number): number {
  return format === 'thick' ? EMPTY_VOLUME_BYTES : leafBytes(format, virtualBytes);
}

function invalidSize(): Fault {
  const largestMib = LARGEST_VHD_BYTES / MIB;
  const text = `VDI Invalid size [opterr=VDI size must be between 1 MB and ${largestMib} MB]`;
  return new Fault('SR_BACKEND_FAILURE_79', '', text, '');
}

function chainTooLong(): Fault {
  return new Fault('SR_BACKEND_FAILURE_109', '', 'The snapshot chain is too long', '');
}
