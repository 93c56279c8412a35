import type { Ref } from '../../../xapi/datamodel/ref';
import {
  COMPRESSION_RATIO,
  MIGRATE_FIXED_MS,
  migrationTimes,
  ORDINARY_MEMORY,
  type MemoryWork,
} from '../../physics/lifecycle';
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

/** A VM's memory on its way from a server to another. */
export interface MemoryMotion {
  readonly vm: Ref<'VM'>;
  readonly from: Ref<'host'>;
  readonly to: Ref<'host'>;
  readonly sending: readonly Sending[];
  /** From here to `endMs` the guest stands still. */
  readonly stopMs: number;
  readonly endMs: number;
}

/** Part of the annex: the latest migrations, the newest last, so that statistics know what they did to links and guests. */
const MOTIONS = 'memory-motions';
const LATEST = 'latest';
const MOST = 256;

export function memoryMotions(world: World): readonly MemoryMotion[] {
  return annexPart<readonly MemoryMotion[]>(world, MOTIONS)[LATEST] ?? [];
}

function setMotions(world: World, motions: readonly MemoryMotion[]): void {
  setAnnexPart(world, MOTIONS, motions.length === 0 ? {} : { [LATEST]: motions.slice(-MOST) });
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
  const { rounds, totalMs, downtimeMs } = migrationTimes({
    // squeezed first takes the guest down to its minimum, so that there is less to carry.
    memoryBytes: vm.memory_dynamic_min,
    dirtyBytesPerSecond: dirtyBytesPerS,
    workingSetBytes,
    networkBytesPerSecond: migrationSpeed(world, vm.resident_on, to, compressed),
    disks: vm.VBDs.filter((vbd) => world.db.row('VBD', vbd).currently_attached).length,
  });
  const wireShare = compressed ? 1 / COMPRESSION_RATIO : 1;
  return { totalMs: Math.round(MIGRATE_FIXED_MS + totalMs), downtimeMs, rounds, wireShare };
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
  const from = world.db.row('VM', vm).resident_on;
  const motion: MemoryMotion = { vm, from, to, sending, stopMs: endMs - downtimeMs, endMs };
  setMotions(world, [...memoryMotions(world), motion]);
}

/** Forgets what would have come, of a VM whose memory comes no further. */
export function endMemoryMotion(world: World, vm: Ref<'VM'>): void {
  const { nowMs } = world.engine;
  const motions = memoryMotions(world);
  if (!motions.some((motion) => motion.vm === vm && motion.endMs > nowMs)) return;
  const cut = (motion: MemoryMotion): MemoryMotion => ({
    ...motion,
    sending: motion.sending
      .filter(({ fromMs }) => fromMs < nowMs)
      .map((each) => ({ ...each, toMs: Math.min(each.toMs, nowMs) })),
    stopMs: Math.min(motion.stopMs, nowMs),
    endMs: nowMs,
  });
  setMotions(
    world,
    motions.map((motion) => (motion.vm === vm && motion.endMs > nowMs ? cut(motion) : motion)),
  );
}
