import { isNullRef, type Ref } from '../../../xapi/datamodel/ref';
import type { Records } from '../../../xapi/datamodel/types.gen';
import { afterWrites, type ThinDisk } from '../../physics/storage/thin';
import type { DiskWork } from '../../physics/workloads';
import type { Axis } from '../metrics/archives';
import { borrowing } from '../metrics/borrowed';
import type { Guest } from '../metrics/guest';
import { guestsAlong, type Along } from '../metrics/guests-along';
import type { Series } from '../metrics/series';
import { noteGrown, useAlong } from '../metrics/use-history';
import { WORKLOAD_KEY } from '../metrics/workload';
import { TOLD, worksOf } from '../metrics/workload-history';
import { setNote } from '../notes';
import { defineStep } from '../operations';
import { defineComputed } from '../project';
import { provisioningOf } from '../sr/drivers';
import { account } from '../sr/space';
import type { World } from '../world';
import { chainOf } from './chain';
import { blocksOf, blocksToBytes, bytesToBlocks, emptyVhdBytes } from './vhd';

type Vdi = Records['VDI'];

/**
 * Thin disks grow by what guests write that were told what to do: as much as their statistics say, from when the row was
 * right last until somebody asks. Others write over what they have (assumption). Rows are written when a repository is
 * scanned, as the storage manager does, and before anything else happens to its disks.
 */

/** Part of the notes, by uuid: since when the row is right, seconds, and how many blocks of the leaf hide older ones. */
const WRITES = 'writes';
type Settled = readonly [atS: number, hiding: number];

/** A disk that a guest writes which was told to. */
interface Written {
  readonly vdi: Ref<'VDI'>;
  readonly vbd: Ref<'VBD'>;
  readonly vm: Ref<'VM'>;
  readonly sinceS: number;
  readonly hiding: number;
}

interface Grown {
  readonly row: Vdi;
  readonly bytes: number;
  readonly hiding: number;
  /** How many blocks its row goes with. */
  readonly hidBefore: number;
}

interface Growth {
  readonly disks: ReadonlyMap<Ref<'VDI'>, Grown>;
  /** What all disks of a repository have grown by, bytes. */
  readonly srs: ReadonlyMap<Ref<'SR'>, number>;
  /** Since when the first of them has. */
  readonly sinceS: ReadonlyMap<Ref<'SR'>, number>;
}

const NOTHING: Growth = { disks: new Map(), srs: new Map(), sinceS: new Map() };

function settledOf({ engine }: World, uuid: string): Settled | undefined {
  return engine.notes.get(WRITES, uuid) as unknown as Settled | undefined;
}

/** Rows and notes say the same, or neither does. */
function setSettled(world: World, uuid: string, settled: Settled | undefined): void {
  setNote(world, WRITES, uuid, settled);
}

function nowS({ engine }: World): number {
  return Math.floor(engine.nowMs / 1000);
}

/** The disks that grow, if any. */
function written(world: World): readonly Written[] {
  const { db } = world;
  if (!TOLD.isKept(world)) return [];
  const disks: Written[] = [];
  for (const vm of TOLD.refs(world)) {
    const first = worksOf(world, vm).find(({ workload }) => (workload.disk?.writeShare ?? 0) > 0);
    if (first === undefined) continue;
    const toldSinceS = first.fromS;
    for (const vbd of db.get('VM', vm)?.VBDs ?? []) {
      const { type, mode, VDI: vdi } = db.row('VBD', vbd);
      const row = type !== 'Disk' || mode !== 'RW' || isNullRef(vdi) ? undefined : db.get('VDI', vdi);
      // What is written of a disk that resets is gone with the next start.
      if (row === undefined || row.on_boot === 'reset') continue;
      if (provisioningOf(db.get('SR', row.SR)?.type ?? '') !== 'thin') continue;
      const [sinceS, hiding] = settledOf(world, row.uuid) ?? [toldSinceS, 0];
      disks.push({ vdi, vbd, vm, sinceS, hiding });
    }
  }
  return disks;
}

interface Known {
  readonly atS: number;
  readonly generation: number;
  readonly notes: number;
  readonly restores: number;
  readonly growth: Growth;
}

const known = new WeakMap<World, Known>();

/** What all disks have grown by since their rows were right. */
function growthNow(world: World): Growth {
  const { db, engine } = world;
  const atS = nowS(world);
  const { generation } = db;
  const { restores } = engine;
  const notes = engine.notes.version;
  const last = known.get(world);
  const isSame = last?.atS === atS && last.generation === generation && last.notes === notes;
  if (isSame && last.restores === restores) return last.growth;
  const disks = written(world);
  const growth = disks.length === 0 ? NOTHING : borrowing(() => grownBy(world, disks));
  known.set(world, { atS, generation, notes, restores, growth });
  return growth;
}

function grownBy(world: World, disks: readonly Written[]): Growth {
  const { db } = world;
  const lastS = nowS(world);
  const axes = new Map<number, Along>();
  const alongSince = (sinceS: number): Along => {
    let along = axes.get(sinceS);
    if (along === undefined) {
      along = guestsAlong(world, { lastS, stepS: lastS - sinceS, rows: 1, xff: 1 });
      axes.set(sinceS, along);
    }
    return along;
  };
  const grown = new Map<Ref<'VDI'>, Grown>();
  const wanted = new Map<Ref<'SR'>, number>();
  const sinceS = new Map<Ref<'SR'>, number>();
  for (const disk of disks) {
    if (disk.sinceS >= lastS) continue;
    const row = db.row('VDI', disk.vdi);
    // Guests that share a disk write it one after the other.
    const { bytes: held, hiding: hid } = grown.get(disk.vdi) ?? {
      bytes: row.physical_utilisation,
      hiding: disk.hiding,
    };
    const so = { ...row, physical_utilisation: held };
    const { bytes, hiding } = afterWork(world, so, { ...disk, hiding: hid }, alongSince(disk.sinceS), lastS);
    if (bytes <= held) continue;
    grown.set(disk.vdi, { row, bytes, hiding, hidBefore: disk.hiding });
    sinceS.set(row.SR, Math.min(sinceS.get(row.SR) ?? Infinity, disk.sinceS));
    wanted.set(row.SR, (wanted.get(row.SR) ?? 0) + bytes - held);
  }
  return { ...withinRoom(world, grown, wanted), sinceS };
}

/** A repository that is full has no block for anybody: writes that need one fail, others go on. */
function withinRoom(
  { db }: World,
  grown: Map<Ref<'VDI'>, Grown>,
  wanted: ReadonlyMap<Ref<'SR'>, number>,
): Pick<Growth, 'disks' | 'srs'> {
  const srs = new Map<Ref<'SR'>, number>();
  for (const [sr, bytes] of wanted) {
    const { physical_size, physical_utilisation } = db.row('SR', sr);
    const room = physical_size > 0 ? Math.max(0, physical_size - physical_utilisation) : Infinity;
    srs.set(sr, Math.min(bytes, room));
    if (bytes <= room) continue;
    let left = room;
    for (const [vdi, each] of grown) {
      const { row, hiding, hidBefore } = each;
      if (row.SR !== sr) continue;
      const more = Math.min(left, Math.floor(((each.bytes - row.physical_utilisation) * room) / bytes));
      left -= more;
      // What was not written hides nothing.
      const hidden = hidBefore + ((hiding - hidBefore) * more) / (each.bytes - row.physical_utilisation);
      grown.set(vdi, { ...each, bytes: row.physical_utilisation + more, hiding: hidden });
    }
    srs.set(sr, room - left);
  }
  return { disks: grown, srs };
}

/** What a disk takes after what its guest has written since. */
function afterWork(
  world: World,
  row: Vdi,
  { vbd, vm, sinceS, hiding }: Written,
  { guestOf, around }: Along,
  untilS: number,
): { readonly bytes: number; readonly hiding: number } {
  const guest = guestOf(vm);
  const disk = guest.disks.find((each) => each.vbd === vbd);
  const work = workIn(guest, sinceS, untilS);
  const rates = disk === undefined ? null : around.storage.loads.ratesOf(guest, disk.sr, disk.device);
  if (work === null || rates === null) return { bytes: row.physical_utilisation, hiding };
  const share = guest.share();
  const seconds = (untilS - sinceS) * (typeof share === 'number' ? share : (share[0] ?? 0));
  const bytes = (rates.write[0] ?? 0) * seconds;
  const requests = work.isRandom ? Math.max(bytesToBlocks(bytes), bytes / work.requestBytes) : bytesToBlocks(bytes);
  const { leaf, hiding: hidden } = afterWrites(thinDisk(world, row, hiding), {
    blocks: bytesToBlocks(bytes),
    touches: requests,
    isAllOver: work.newShare === null,
    isRandom: work.isRandom,
    newShare: work.newShare ?? 0,
  });
  return { bytes: Math.max(row.physical_utilisation, leafBytes(row, leaf)), hiding: hidden };
}

/** What a guest was told to do with its disks last. When that changes, rows are written. */
function workIn(guest: Guest, sinceS: number, untilS: number): DiskWork | null {
  const work = guest.works.findLast(({ fromS, toS, workload }) => {
    return workload.disk !== null && fromS < untilS && toS > sinceS;
  });
  return work?.workload.disk ?? null;
}

function heldBlocks({ physical_utilisation, virtual_size }: Vdi): number {
  return Math.max(0, bytesToBlocks(physical_utilisation - emptyVhdBytes(virtual_size)));
}

function thinDisk(world: World, row: Vdi, hiding: number): ThinDisk {
  const blocks = blocksOf(row.virtual_size);
  const below = chainOf(world, row).reduce(
    (sum, each) => sum + heldBlocks(each) - (settledOf(world, each.uuid)?.[1] ?? 0),
    0,
  );
  return { blocks, below: Math.min(blocks, Math.max(0, below)), leaf: Math.min(blocks, heldBlocks(row)), hiding };
}

function leafBytes(row: Vdi, leaf: number): number {
  return emptyVhdBytes(row.virtual_size) + Math.floor(blocksToBytes(leaf));
}

/** Writes into the rows of a repository what guests have written to its disks. */
export function settleWrites(world: World, sr: Ref<'SR'>): void {
  const { db } = world;
  if (!TOLD.isKept(world)) return;
  const disks = written(world).filter(({ vdi }) => db.row('VDI', vdi).SR === sr);
  const atS = nowS(world);
  const late = disks.filter(({ sinceS }) => sinceS < atS);
  if (late.length === 0) return;
  const growth = growthNow(world);
  const more = growth.srs.get(sr) ?? 0;
  db.transaction(() => {
    if (more > 0) {
      const { physical_utilisation } = db.row('SR', sr);
      noteGrown(world, sr, growth.sinceS.get(sr) ?? atS, physical_utilisation, physical_utilisation + more);
    }
    for (const { vdi, hiding } of late) {
      const grown = growth.disks.get(vdi);
      if (grown !== undefined) db.update('VDI', vdi, { physical_utilisation: grown.bytes });
      setSettled(world, db.row('VDI', vdi).uuid, [atS, grown?.hiding ?? hiding]);
    }
    account(world, sr, 0, more);
  });
}

/** A new disk of a world in which guests are told what to do: what they did before is no matter of it. */
export function noteNewDisk(world: World, uuid: string): void {
  if (TOLD.isKept(world)) setSettled(world, uuid, [nowS(world), 0]);
}

/** A drive of a guest gets its disk, or loses it: what the guest did before is no matter of that. */
export function settleDrive(world: World, { VM: vm, VDI: vdi }: Records['VBD']): void {
  const { db } = world;
  // What one was told that is told nothing now counts too.
  if (!TOLD.isKept(world) || worksOf(world, vm).length === 0) return;
  const row = isNullRef(vdi) ? undefined : db.get('VDI', vdi);
  if (row === undefined || provisioningOf(db.get('SR', row.SR)?.type ?? '') !== 'thin') return;
  settleWrites(world, row.SR);
  setSettled(world, row.uuid, [nowS(world), settledOf(world, row.uuid)?.[1] ?? 0]);
}

/** The same for the repositories of a VM's disks. */
export function settleDisksOf(world: World, vm: Ref<'VM'>): void {
  const { db } = world;
  const srs = new Set<Ref<'SR'>>();
  for (const vbd of db.get('VM', vm)?.VBDs ?? []) {
    const sr = db.get('VDI', db.row('VBD', vbd).VDI)?.SR;
    if (sr !== undefined) srs.add(sr);
  }
  for (const sr of srs) settleWrites(world, sr);
}

/** What scenarios build and dumps say is right as it is. */
export function beginWrites(world: World): void {
  for (const { vdi, hiding } of written(world)) {
    setSettled(world, world.db.row('VDI', vdi).uuid, [nowS(world), hiding]);
  }
}

/** What a disk held lies below a new leaf now. */
export function noteBranch(world: World, leaf: string, ancestor: string): void {
  const settled = settledOf(world, leaf);
  if (settled === undefined) return;
  setSettled(world, ancestor, settled);
  setSettled(world, leaf, [nowS(world), 0]);
}

/** How much of an heir hides what its ancestor holds, bytes; the two are one from now on. */
export function hiddenBytes(world: World, ancestor: string, heir: string): number {
  const settled = settledOf(world, heir);
  if (settled === undefined) return 0;
  setSettled(world, heir, [settled[0], settledOf(world, ancestor)?.[1] ?? 0]);
  setSettled(world, ancestor, undefined);
  return Math.floor(blocksToBytes(settled[1]));
}

/** A disk has gone. */
export function forgetWrites(world: World, uuid: string): void {
  if (settledOf(world, uuid) !== undefined) setSettled(world, uuid, undefined);
}

const SETTLE = 'vdi/settle';

/** Follows what guests are told: what they have written so far was because of what they were told before. */
export function watchWrites(world: World): void {
  const { db, engine } = world;
  db.observe('VM', {
    fields: ['other_config'],
    replace: (ref, before, after) => {
      if (before === undefined || after === undefined || before.other_config === after.other_config) return;
      if (!db.isHeard || before.other_config[WORKLOAD_KEY] === after.other_config[WORKLOAD_KEY]) return;
      if (engine.plannedAs(SETTLE + ref) === undefined) engine.schedule(0, SETTLE, { vm: ref }, false, SETTLE + ref);
    },
    reset: () => undefined,
  });
}

defineStep<{ vm: Ref<'VM'> }>(SETTLE, (world, { vm }) => settleDisksOf(world, vm));

defineComputed('VDI', 'physical_utilisation', (world, ref) => growthNow(world).disks.get(ref)?.bytes);

/** What a repository holds, bytes; negative where nobody knows. */
export function usedBytes(world: World, sr: Ref<'SR'>, { physical_utilisation }: Records['SR']): number {
  if (physical_utilisation < 0) return physical_utilisation;
  return physical_utilisation + (growthNow(world).srs.get(sr) ?? 0);
}

defineComputed('SR', 'physical_utilisation', usedBytes);

/** The same along an axis. */
export function usedAlong(world: World, axis: Axis, sr: Ref<'SR'>, row: Records['SR']): Series {
  const nowBytes = usedBytes(world, sr, row);
  const sinceS = nowBytes === row.physical_utilisation ? 0 : (growthNow(world).sinceS.get(sr) ?? 0);
  return useAlong(world, axis, sr, row.physical_utilisation, sinceS, nowBytes);
}
