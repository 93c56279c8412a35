import type { Ref } from '../../../xapi/datamodel/ref';
import type { Records } from '../../../xapi/datamodel/types.gen';
import { BOOT_NEEDS } from '../../physics/boot-storm';
import { guestBootMs } from '../../physics/lifecycle';
import { diskOfCache } from '../sr/local-cache';
import { allBoots, clockOf, warmSince, type DoneBoot } from '../vm/boots';
import type { World } from '../world';
import type { Axis } from './archives';
import { zeros } from './borrowed';
import { addScaled, scaled, shareOf, type Series } from './series';

type BootsByVm = ReadonlyMap<Ref<'VM'>, readonly DoneBoot[]>;

/** Boots by guest, and the version of the notes that says so. */
const known = new WeakMap<World, readonly [version: number, boots: BootsByVm]>();

function bootsByVm(world: World): BootsByVm {
  const { version } = world.engine.notes;
  const [last, boots] = known.get(world) ?? [];
  if (boots !== undefined && last === version) return boots;
  const byVm = new Map<Ref<'VM'>, DoneBoot[]>();
  for (const boot of allBoots(world)) {
    const own = byVm.get(boot.vm);
    if (own === undefined) byVm.set(boot.vm, [boot]);
    else own.push(boot);
  }
  known.set(world, [version, byVm]);
  return byVm;
}

function isSeen({ lastS, stepS, rows }: Axis, { fromS, toS }: DoneBoot): boolean {
  return toS > lastS - rows * stepS && fromS < lastS;
}

/** All boots in the time of an axis. */
export function bootsAlong(world: World, axis: Axis): readonly DoneBoot[] {
  return [...bootsByVm(world).values()].flatMap((boots) => boots.filter((boot) => isSeen(axis, boot)));
}

/** Those of one guest. */
export function bootsOf(world: World, axis: Axis, vm: Ref<'VM'>): readonly DoneBoot[] {
  return (bootsByVm(world).get(vm) ?? []).filter((boot) => isSeen(axis, boot));
}

/** How fast a guest boots in the mean of each row, 1 as fast as alone, as the clock of its repository ran. */
export function paceOf(
  clock: (timeMs: number) => number,
  axis: Axis,
  { kind, endsMs, fromS, toS }: DoneBoot,
): Float64Array {
  const aloneMs = guestBootMs(kind);
  const doneAt = (timeS: number): number =>
    Math.min(aloneMs, Math.max(0, clock(1000 * Math.min(toS, Math.max(fromS, timeS))) - (endsMs - aloneMs)));
  const pace = zeros(axis.rows);
  const first = Math.max(0, Math.floor((axis.lastS - toS) / axis.stepS));
  for (let at = first; at < axis.rows; at++) {
    const endS = axis.lastS - at * axis.stepS;
    if (endS <= fromS) break;
    pace[at] = (doneAt(endS) - doneAt(endS - axis.stepS)) / (1000 * axis.stepS);
  }
  return pace;
}

/** What a boot takes of a guest's virtual CPUs, row by row, and its share of each. */
export interface BootUse {
  readonly share: Series;
  readonly cpu: Float64Array;
}

export function bootUsesOf(world: World, axis: Axis, ref: Ref<'VM'>, vm: Records['VM']): readonly BootUse[] {
  return bootsOf(world, axis, ref).map((boot) => {
    const cores = (BOOT_NEEDS[boot.kind].cpuSeconds * 1000) / guestBootMs(boot.kind);
    const all = Math.min(1, cores / Math.max(1, vm.VCPUs_at_startup));
    const pace = paceOf(clockOf(world, boot.sr), axis, boot);
    return { share: shareOf(axis, [boot]), cpu: scaled(pace, all) };
  });
}

/**
 * Which part of what a guest reads while it boots memory of the control domain answers. The first of those that boot
 * together reads for all.
 */
export function cachedShares(world: World, all: readonly DoneBoot[]): (boot: DoneBoot) => number {
  const firsts = new Map<string, DoneBoot>();
  for (const boot of all) {
    const warmS = warmSince(world, boot.cache) ?? Infinity;
    if (boot.cache !== '' && boot.fromS < warmS && boot.toS >= warmS && !firsts.has(boot.cache)) {
      firsts.set(boot.cache, boot);
    }
  }
  return (boot) => (firsts.get(boot.cache) === boot ? 0 : boot.hitShare);
}

/** What a server keeps of images on a disk of its own, as far as boots are remembered, bytes. */
export function cacheBytes(world: World, axis: Axis, host: Ref<'host'>): Series {
  const images = new Map<string, number>();
  for (const { cache, kind, hitShare } of allBoots(world)) {
    if (cache.startsWith(`${host} `) && diskOfCache(cache) !== null)
      images.set(cache, hitShare * BOOT_NEEDS[kind].readBytes);
  }
  if (images.size === 0) return 0;
  const held = zeros(axis.rows);
  for (const [cache, bytes] of images) {
    const fromS = warmSince(world, cache);
    if (fromS !== undefined) addScaled(held, shareOf(axis, [{ fromS, toS: Infinity }]), bytes);
  }
  return held;
}
