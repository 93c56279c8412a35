import type { Ref } from '../../../xapi/datamodel/ref';
import {
  COMPRESSION_RATIO,
  MIGRATE_FIXED_MS,
  migrationTimes,
  ORDINARY_MEMORY,
  type MemoryWork,
} from '../../physics/lifecycle';
import { MIRROR_FIXED_MS } from '../../physics/transfer/storage-motion';
import { leastBytes } from '../memory';
import { readWorkload, WORKLOAD_KEY } from '../metrics/workload';
import { thePool, type World } from '../world';
import { migrationSpeed } from './durations';
import { notePassage, roomFor, type Sending } from './passages';
import { isTrue } from './vm-facts';

/** What a guest changes in its memory, as far as somebody has told it. */
function memoryWorkOf(other_config: Readonly<Record<string, string>>): MemoryWork {
  const text = other_config[WORKLOAD_KEY];
  return (text === undefined ? undefined : readWorkload(text)?.memory) ?? ORDINARY_MEMORY;
}

/** The caller's choice, or else the pool's (xapi_vm_migrate.ml, design/migration-compression.md). */
function isCompressed({ db }: World, options: Readonly<Record<string, string>>): boolean {
  const { compress } = options;
  return compress === undefined ? thePool(db)[1].migration_compression : isTrue(compress);
}

export interface MemoryPlan {
  /** For room on the way. */
  readonly waitMs: number;
  readonly totalMs: number;
  /** The part of it at the end in which the guest stands still. */
  readonly downtimeMs: number;
  /** What is sent one after the other, the last while the guest stands still. */
  readonly rounds: readonly { readonly bytes: number; readonly ms: number }[];
  /** Bytes over the wire for each byte of memory. */
  readonly wireShare: number;
  /** Over the wire if nobody else sent anything. */
  readonly mostBytesPerS: number;
}

/**
 * How a running VM's memory gets to another server: in rounds of what changed during the last one, then all at once.
 * @param isNext it begins now, behind what is already on its way
 */
export function planMemoryMotion(
  world: World,
  ref: Ref<'VM'>,
  to: Ref<'host'>,
  options: Readonly<Record<string, string>>,
  isNext = false,
): MemoryPlan {
  const vm = world.db.row('VM', ref);
  const compressed = isCompressed(world, options);
  const { dirtyBytesPerS, workingSetBytes } = memoryWorkOf(vm.other_config);
  const wireShare = compressed ? 1 / COMPRESSION_RATIO : 1;
  const wanted = migrationSpeed(world, vm.resident_on, to, compressed) * wireShare;
  const earliestMs = world.engine.nowMs + MIGRATE_FIXED_MS;
  const room = isNext
    ? roomFor(world, [vm.resident_on, to], wanted, earliestMs)
    : { fromMs: earliestMs, bytesPerS: wanted };
  const networkBytesPerSecond = room.bytesPerS / wireShare;
  const { rounds, totalMs, downtimeMs, lastBytes } = migrationTimes({
    // squeezed first takes the guest down to its minimum, so that there is less to carry.
    memoryBytes: leastBytes(vm),
    dirtyBytesPerSecond: dirtyBytesPerS,
    workingSetBytes,
    networkBytesPerSecond,
    disks: vm.VBDs.filter((vbd) => world.db.row('VBD', vbd).currently_attached).length,
  });
  const last = { bytes: lastBytes, ms: (lastBytes / networkBytesPerSecond) * 1000 };
  const all = lastBytes > 0 ? [...rounds, last] : rounds;
  const waitMs = room.fromMs - earliestMs;
  const wholeMs = Math.round(MIGRATE_FIXED_MS + waitMs + totalMs);
  return { waitMs, totalMs: wholeMs, downtimeMs, rounds: all, wireShare, mostBytesPerS: wanted };
}

/** Carrying the memory of a running VM to another server, ms. */
export function memoryMigrationMs(
  world: World,
  ref: Ref<'VM'>,
  to: Ref<'host'>,
  options: Readonly<Record<string, string>>,
): number {
  return planMemoryMotion(world, ref, to, options).totalMs;
}

/** Remembers that a VM's memory is on its way from now on, as planned. */
export function noteMemoryMotion(
  world: World,
  vm: Ref<'VM'>,
  to: Ref<'host'>,
  { waitMs, totalMs, downtimeMs, rounds, wireShare, mostBytesPerS }: MemoryPlan,
): void {
  const { nowMs } = world.engine;
  const endMs = nowMs + totalMs;
  let fromMs = nowMs + MIGRATE_FIXED_MS + waitMs;
  const sending = rounds.map(({ bytes, ms }): Sending => {
    const round = { fromMs, toMs: fromMs + ms, bytesPerS: (bytes / ms) * 1000 * wireShare };
    fromMs = round.toMs;
    return round;
  });
  notePassage(world, vm, to, { sending, stopMs: endMs - downtimeMs, endMs, mostBytesPerS });
}

/** Remembers that a disk is on its way from now on, with what the guest writes to it. */
export function noteDiskMotion(world: World, vm: Ref<'VM'>, to: Ref<'host'>, ms: number, bytesPerS: number): void {
  const { nowMs } = world.engine;
  const endMs = nowMs + ms;
  notePassage(world, vm, to, {
    sending: [{ fromMs: nowMs + MIRROR_FIXED_MS, toMs: endMs, bytesPerS }],
    stopMs: endMs,
    endMs,
    mostBytesPerS: bytesPerS,
  });
}
