import type { Ref } from '../../../xapi/datamodel/ref';
import type { Records } from '../../../xapi/datamodel/types.gen';
import { hashText } from '../../engine/hash';
import { annexPart, setAnnexPart } from '../annex';
import { dropCopy, takeCopy } from '../disaster-recovery/copies';
import { provisioningOf } from '../sr/drivers';
import { need, type World } from '../world';
import { chainOf } from './chain';
import {
  BLOCK_BYTES,
  fromBase64,
  generatedBytes,
  generatedCode,
  repeated,
  ZEROS,
  type BlockCode,
} from './content-blocks';
import { emptyVhdBytes, MIB } from './vhd';

export { BLOCK_BYTES } from './content-blocks';

/**
 * What simulated disks hold. A disk that guests have written has a few MiB of noise at fixed places, made from its
 * uuid: enough for exports to be true and sparse, however large its utilisation says it is. Nothing is kept for it.
 * Clones, snapshots and copies name the seed of their origin in their row; data that clients send is kept block by
 * block, by uuid, so that disks of a repository that is forgotten have it when they come back.
 */
interface Content {
  readonly seed: string;
  /** How many of `PLACES` the seed fills. */
  readonly places: number;
  /** What was written over it, by block number. */
  readonly written?: Readonly<Record<string, BlockCode>>;
}

/** The MiB of a disk that its seed fills, in the order in which they fill up. */
const PLACES: readonly number[] = [0, 1, 5, 17];
const BLOCKS_PER_MIB = MIB / BLOCK_BYTES;

/** Where a disk that shares its content names the seed. */
const SEED = 'content_id';

/** Parts of the annex: contents by the first digits of the disk's uuid and by uuid, kept bytes by hash. */
const CONTENTS = 'disk-contents';
const BYTES = 'disk-bytes';
/** Bytes of clients that a world keeps. Blocks beyond are known by their hash: equal ones stay equal, as noise. */
const MOST_KEPT_BYTES = 64 * MIB;
export const MOST_KEPT_LETTERS = Math.ceil(MOST_KEPT_BYTES / 3) * 4;

type Contents = Readonly<Record<string, Readonly<Record<string, Content>>>>;
type Kept = Readonly<Record<string, string>>;

/** The content of a disk at this moment. */
export interface DiskContent {
  readonly sizeBytes: number;
  /** Numbers of the 64 KiB blocks that are not all zero, ascending. */
  readonly blocks: readonly number[];
  /** The bytes of any block; the last one ends where the disk ends. */
  readBlock(block: number): Uint8Array<ArrayBuffer>;
  /** Bytes from anywhere, as far as the disk reaches. */
  read(offset: number, length: number): Uint8Array<ArrayBuffer>;
  /** Equal for equal bytes; empty for zeros. */
  code(block: number): BlockCode;
}

export function contentOf(world: World, ref: Ref<'VDI'>): DiskContent {
  const vdi = need(world.db, 'VDI', ref);
  return readable(world, recorded(world, vdi.uuid) ?? untouched(world, vdi), vdi.virtual_size);
}

function readable(world: World, content: Content, sizeBytes: number): DiskContent {
  const { seed, written } = content;
  const count = Math.ceil(sizeBytes / BLOCK_BYTES);
  const places = new Set(PLACES.slice(0, content.places));
  const code = (block: number): BlockCode =>
    written?.[block] ?? (places.has(Math.floor(block / BLOCKS_PER_MIB)) ? generatedCode(seed, block) : ZEROS);
  const candidates = new Set(Object.keys(written ?? {}).map(Number));
  for (const place of places) {
    for (let at = 0; at < BLOCKS_PER_MIB; at++) candidates.add(place * BLOCKS_PER_MIB + at);
  }
  const readBlock = (block: number): Uint8Array<ArrayBuffer> =>
    bytesOf(world, code(block), Math.min(BLOCK_BYTES, sizeBytes - block * BLOCK_BYTES));
  return {
    sizeBytes,
    blocks: [...candidates].filter((block) => block < count && code(block) !== ZEROS).sort((a, b) => a - b),
    readBlock,
    read: (offset, length) => {
      const bytes = new Uint8Array(Math.max(0, Math.min(length, sizeBytes - offset)));
      const end = offset + bytes.length;
      for (let block = Math.floor(offset / BLOCK_BYTES); block * BLOCK_BYTES < end; block++) {
        if (code(block) === ZEROS) continue;
        const start = block * BLOCK_BYTES;
        const part = readBlock(block).subarray(Math.max(0, offset - start), end - start);
        bytes.set(part, Math.max(0, start - offset));
      }
      return bytes;
    },
    code,
  };
}

function bytesOf(world: World, code: BlockCode, length: number): Uint8Array<ArrayBuffer> {
  if (code === ZEROS) return new Uint8Array(length);
  const kept = code.startsWith('h') ? keptBytes(world)[code.slice(1)] : undefined;
  if (kept !== undefined) return repeated(fromBase64(kept), length);
  return generatedBytes(code).slice(0, length);
}

/** The content of a disk that nobody has copied or sent: what its utilisation says guests have written. */
function untouched(world: World, vdi: Records['VDI']): Content {
  return {
    seed: vdi.sm_config[SEED] ?? vdi.uuid,
    places: Math.min(placesIn(vdi.virtual_size), writtenMib(world, vdi)),
  };
}

function placesIn(sizeBytes: number): number {
  return PLACES.filter((place) => place * MIB < sizeBytes).length;
}

function writtenMib(world: World, vdi: Records['VDI']): number {
  const type = world.db.get('SR', vdi.SR)?.type ?? '';
  // Volumes take their whole size whatever they hold; an image is full from the start.
  if (provisioningOf(type) !== 'thin') return Infinity;
  const held = [vdi, ...chainOf(world, vdi)].reduce(
    (sum, { physical_utilisation, virtual_size }) =>
      sum + Math.max(0, physical_utilisation - emptyVhdBytes(virtual_size)),
    0,
  );
  return Math.ceil(held / MIB);
}

function contents(world: World): Contents {
  return annexPart(world, CONTENTS);
}

function shardOf(uuid: string): string {
  return uuid.slice(0, 2);
}

function recorded(world: World, uuid: string): Content | undefined {
  return contents(world)[shardOf(uuid)]?.[uuid];
}

function record(world: World, uuid: string, content: Content | undefined): void {
  const all = contents(world);
  const { [uuid]: _before, ...others } = all[shardOf(uuid)] ?? {};
  const shard = content === undefined ? others : { ...others, [uuid]: content };
  const { [shardOf(uuid)]: _shard, ...rest } = all;
  const next = Object.keys(shard).length === 0 ? rest : { ...rest, [shardOf(uuid)]: shard };
  setAnnexPart(world, CONTENTS, next);
}

function keptBytes(world: World): Kept {
  return annexPart(world, BYTES);
}

/** Notes that a new disk is empty, where its utilisation does not say so. */
export function recordEmpty(world: World, ref: Ref<'VDI'>): void {
  const vdi = need(world.db, 'VDI', ref);
  if (untouched(world, vdi).places > 0) record(world, vdi.uuid, { seed: vdi.uuid, places: 0 });
}

/** Fixes the content of a disk that is about to change its size, where a larger one would hold more. */
export function holdContent(world: World, ref: Ref<'VDI'>): void {
  const { uuid, virtual_size } = need(world.db, 'VDI', ref);
  if (placesIn(virtual_size) < PLACES.length && recorded(world, uuid) === undefined) freezeContent(world, ref);
}

/** Keeps the content of a disk as it is now, whatever its row will say. */
export function freezeContent(world: World, ref: Ref<'VDI'>): void {
  const vdi = need(world.db, 'VDI', ref);
  record(world, vdi.uuid, recorded(world, vdi.uuid) ?? untouched(world, vdi));
}

/** What a new disk says of its content while that is the one of another disk: for `sm_config`, before `shareContent`. */
export function seedFrom(world: World, from: Ref<'VDI'>): Readonly<Record<string, string>> {
  const source = need(world.db, 'VDI', from);
  return recorded(world, source.uuid) === undefined ? { [SEED]: untouched(world, source).seed } : {};
}

/** Gives a disk the content that another has at this moment. */
export function shareContent(world: World, from: Ref<'VDI'>, to: Ref<'VDI'>): void {
  const { db } = world;
  const source = need(db, 'VDI', from);
  const { uuid, sm_config } = need(db, 'VDI', to);
  const known = recorded(world, source.uuid);
  const content = known ?? untouched(world, source);
  if (known === undefined) {
    if (sm_config[SEED] !== content.seed) {
      db.transaction(() => db.update('VDI', to, { sm_config: { ...sm_config, [SEED]: content.seed } }));
    }
    if (untouched(world, db.row('VDI', to)).places === content.places) {
      if (recorded(world, uuid) !== undefined) record(world, uuid, undefined);
      return;
    }
  }
  record(world, uuid, content);
}

/** Gives a new disk of another world the content that a disk has at this moment. */
export function sendContent(world: World, from: Ref<'VDI'>, there: World, to: Ref<'VDI'>): void {
  const source = need(world.db, 'VDI', from);
  const { seed, places, written = {} } = recorded(world, source.uuid) ?? untouched(world, source);
  record(there, need(there.db, 'VDI', to).uuid, { seed, places });
  const blocks = new Map(Object.entries(written).map(([block, code]) => [Number(block), code]));
  if (blocks.size > 0) overwrite(there, to, blocks, bytesBehind(world, blocks.values()));
}

/** Takes over the content of a disk that another world has, or had, in a repository of both. */
export function takeContent(world: World, uuid: string, from: World): void {
  takeCopy(world, uuid, from);
  const content = recorded(from, uuid);
  if (content === undefined) return;
  record(world, uuid, content);
  keepBytes(world, bytesBehind(from, Object.values(content.written ?? {})));
}

/** The bytes that a world keeps behind codes, by their hash. */
function bytesBehind(world: World, codes: Iterable<BlockCode>): ReadonlyMap<string, string> {
  const kept = keptBytes(world);
  const bytes = new Map<string, string>();
  for (const code of codes) {
    const text = code.startsWith('h') ? kept[code.slice(1)] : undefined;
    if (text !== undefined) bytes.set(code.slice(1), text);
  }
  return bytes;
}

/** Forgets the content of a disk that is gone for good, and bytes that no disk holds any more. */
export function dropContent(world: World, uuid: string): void {
  dropCopy(world, uuid);
  const gone = recorded(world, uuid);
  if (gone === undefined) return;
  record(world, uuid, undefined);
  if (!Object.values(gone.written ?? {}).some((code) => code.startsWith('h'))) return;
  const used = new Set<BlockCode>();
  for (const shard of Object.values(contents(world))) {
    for (const { written } of Object.values(shard)) for (const code of Object.values(written ?? {})) used.add(code);
  }
  const kept = Object.entries(keptBytes(world)).filter(([hash]) => used.has(`h${hash}`));
  setAnnexPart(world, BYTES, Object.fromEntries(kept));
}

/** Writes blocks over what a disk holds, and keeps the bytes behind new `h` codes as far as there is room. */
export function overwrite(
  world: World,
  vdi: Ref<'VDI'>,
  blocks: ReadonlyMap<number, BlockCode>,
  bytes: ReadonlyMap<string, string>,
): void {
  const row = need(world.db, 'VDI', vdi);
  const before = recorded(world, row.uuid) ?? untouched(world, row);
  record(world, row.uuid, { ...before, written: { ...before.written, ...Object.fromEntries(blocks) } });
  keepBytes(world, bytes);
}

function keepBytes(world: World, bytes: ReadonlyMap<string, string>): void {
  if (bytes.size === 0) return;
  const kept: Record<string, string> = { ...keptBytes(world) };
  let room = MOST_KEPT_LETTERS - Object.values(kept).reduce((sum, text) => sum + text.length, 0);
  for (const [hash, text] of bytes) {
    if (kept[hash] !== undefined || text.length > room) continue;
    kept[hash] = text;
    room -= text.length;
  }
  setAnnexPart(world, BYTES, kept);
}

/** Blocks in which two disks differ, ascending; where one is shorter, it is zero. */
export function differingBlocks(one: DiskContent, other: DiskContent): readonly number[] {
  const candidates = new Set([...one.blocks, ...other.blocks]);
  return [...candidates].filter((block) => one.code(block) !== other.code(block)).sort((a, b) => a - b);
}

/** 32 hex digits, the same for disks of the same size and bytes. Not the MD5 of the bytes: zeros are not read. */
export function digestOf({ sizeBytes, blocks, code }: DiskContent): string {
  const words = hashText([sizeBytes, ...blocks.map((block) => `${block}:${code(block)}`)].join(' '));
  return words.map((word) => word.toString(16).padStart(8, '0')).join('');
}
