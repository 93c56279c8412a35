import type { Ref } from '../../../xapi/datamodel/ref';
import {
  COMPRESSION_RATIO,
  MIGRATE_FIXED_MS,
  migrationTimes,
  ORDINARY_MEMORY,
  type MemoryWork,
} from '../../physics/lifecycle';
import { MIRROR_FIXED_MS } from '../../physics/transfer/storage-motion';
import { annexPart, setAnnexPart } from '../annex';
import { readWorkload, WORKLOAD_KEY } from '../metrics/workload';
import { thePool, type World } from '../world';
import { migrationSpeed } from './durations';
import { isTrue } from './vm-facts';

/** A time in which a migration sends as fast, milliseconds since 1970. */
export interface Sending {
  readonly fromMs: number;
  readonly toMs: number;
  /** Over the wire. */
  readonly bytesPerS: number;
}

/** A VM's memory, or a disk of it, on its way from a server to another. */
export interface Passage {
  readonly vm: Ref<'VM'>;
  readonly from: Ref<'host'>;
  readonly to: Ref<'host'>;
  readonly sending: readonly Sending[];
  /** From here to `endMs` the guest stands still; both are the same for a disk. */
  readonly stopMs: number;
  readonly endMs: number;
}

/** Part of the annex: the latest migrations, the newest last, so that statistics know what they did to links and guests. */
const PASSAGES = 'passages';
const LATEST = 'latest';
const MOST = 256;

export function passages(world: World): readonly Passage[] {
  return annexPart<readonly Passage[]>(world, PASSAGES)[LATEST] ?? [];
}

function setPassages(world: World, all: readonly Passage[]): void {
  setAnnexPart(world, PASSAGES, all.length === 0 ? {} : { [LATEST]: all.slice(-MOST) });
}

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
  readonly totalMs: number;
  /** The part of it at the end in which the guest stands still. */
  readonly downtimeMs: number;
  /** What is sent one after the other, the last while the guest stands still. */
  readonly rounds: readonly { readonly bytes: number; readonly ms: number }[];
  /** Bytes over the wire for each byte of memory. */
  readonly wireShare: number;
}

/** How a running VM's memory gets to another server: in rounds of what changed during the last one, then all at once. */
export function planMemoryMotion(
  world: World,
  ref: Ref<'VM'>,
  to: Ref<'host'>,
  options: Readonly<Record<string, string>>,
): MemoryPlan {
  const vm = world.db.row('VM', ref);
  const compressed = isCompressed(world, options);
  const { dirtyBytesPerS, workingSetBytes } = memoryWorkOf(vm.other_config);
  const networkBytesPerSecond = migrationSpeed(world, vm.resident_on, to, compressed);
  const { rounds, totalMs, downtimeMs, lastBytes } = migrationTimes({
    // squeezed first takes the guest down to its minimum, so that there is less to carry.
    memoryBytes: vm.memory_dynamic_min,
    dirtyBytesPerSecond: dirtyBytesPerS,
    workingSetBytes,
    networkBytesPerSecond,
    disks: vm.VBDs.filter((vbd) => world.db.row('VBD', vbd).currently_attached).length,
  });
  const wireShare = compressed ? 1 / COMPRESSION_RATIO : 1;
  const last = { bytes: lastBytes, ms: (lastBytes / networkBytesPerSecond) * 1000 };
  const all = lastBytes > 0 ? [...rounds, last] : rounds;
  return { totalMs: Math.round(MIGRATE_FIXED_MS + totalMs), downtimeMs, rounds: all, wireShare };
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
  { totalMs, downtimeMs, rounds, wireShare }: MemoryPlan,
): void {
  const { nowMs } = world.engine;
  const endMs = nowMs + totalMs;
  let fromMs = nowMs + MIGRATE_FIXED_MS;
  const sending = rounds.map(({ bytes, ms }): Sending => {
    const round = { fromMs, toMs: fromMs + ms, bytesPerS: (bytes / ms) * 1000 * wireShare };
    fromMs = round.toMs;
    return round;
  });
  note(world, vm, to, { sending, stopMs: endMs - downtimeMs, endMs });
}

/** Remembers that a disk is on its way from now on, with what the guest writes to it. */
export function noteDiskMotion(world: World, vm: Ref<'VM'>, to: Ref<'host'>, ms: number, bytesPerS: number): void {
  const { nowMs } = world.engine;
  const endMs = nowMs + ms;
  note(world, vm, to, { sending: [{ fromMs: nowMs + MIRROR_FIXED_MS, toMs: endMs, bytesPerS }], stopMs: endMs, endMs });
}

function note(
  world: World,
  vm: Ref<'VM'>,
  to: Ref<'host'>,
  times: Pick<Passage, 'sending' | 'stopMs' | 'endMs'>,
): void {
  const { resident_on: from } = world.db.row('VM', vm);
  // Within a server nothing goes over a wire, but the guest stands still all the same.
  setPassages(world, [...passages(world), { vm, from, to, ...times }]);
}

/** Forgets what would have come, of a VM that comes no further. */
export function endMotion(world: World, vm: Ref<'VM'>): void {
  const { nowMs } = world.engine;
  const all = passages(world);
  if (!all.some((passage) => passage.vm === vm && passage.endMs > nowMs)) return;
  const cut = (passage: Passage): Passage => ({
    ...passage,
    sending: passage.sending
      .filter(({ fromMs }) => fromMs < nowMs)
      .map((each) => ({ ...each, toMs: Math.min(each.toMs, nowMs) })),
    stopMs: Math.min(passage.stopMs, nowMs),
    endMs: nowMs,
  });
  setPassages(
    world,
    all.map((passage) => (passage.vm === vm && passage.endMs > nowMs ? cut(passage) : passage)),
  );
}
