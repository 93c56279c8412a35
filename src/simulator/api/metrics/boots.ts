import type { Ref } from '../../../xapi/datamodel/ref';
import type { Records } from '../../../xapi/datamodel/types.gen';
import { BOOT_NEEDS } from '../../physics/boot-storm';
import { guestBootMs } from '../../physics/lifecycle';
import { allBoots, warmSince, type PacedBoot } from '../vm/boots';
import type { World } from '../world';
import type { Axis } from './archives';
import { shareOf, type Series } from './series';

type BootsByVm = ReadonlyMap<Ref<'VM'>, readonly PacedBoot[]>;

/** Boots by guest, for a state of the annex and a moment: while somebody boots, his pace changes with time alone. */
const known = new WeakMap<object, { readonly nowMs: number; readonly byVm: BootsByVm }>();

function bootsByVm(world: World): BootsByVm {
  const { annex, nowMs } = world.engine;
  const all = known.get(annex);
  if (all?.nowMs === nowMs) return all.byVm;
  const byVm = new Map<Ref<'VM'>, PacedBoot[]>();
  for (const boot of allBoots(world)) {
    const own = byVm.get(boot.vm);
    if (own === undefined) byVm.set(boot.vm, [boot]);
    else own.push(boot);
  }
  known.set(annex, { nowMs, byVm });
  return byVm;
}

function isSeen({ lastS, stepS, rows }: Axis, { fromS, toS }: PacedBoot): boolean {
  return toS > lastS - rows * stepS && fromS < lastS;
}

/** All boots in the time of an axis. */
export function bootsAlong(world: World, axis: Axis): readonly PacedBoot[] {
  return [...bootsByVm(world).values()].flatMap((boots) => boots.filter((boot) => isSeen(axis, boot)));
}

/** What a boot takes of a guest's virtual CPUs, with its share of each row. */
export interface BootUse {
  readonly share: Series;
  readonly cpu: number;
}

export function bootUsesOf(world: World, axis: Axis, ref: Ref<'VM'>, vm: Records['VM']): readonly BootUse[] {
  const boots = bootsByVm(world).get(ref) ?? [];
  return boots.flatMap((boot) => {
    if (!isSeen(axis, boot)) return [];
    const cores = (BOOT_NEEDS[boot.kind].cpuSeconds * 1000 * boot.pace) / guestBootMs(boot.kind);
    return [{ share: shareOf(axis, [boot]), cpu: Math.min(1, cores / Math.max(1, vm.VCPUs_at_startup)) }];
  });
}

/** A part of a boot in which memory of the control domain answers as much of what it reads. */
export interface BootPhase {
  readonly fromS: number;
  readonly toS: number;
  readonly cachedShare: number;
}

/** The first guest that is done has read for all: until then those that boot together read it once. */
export function phasesAmong(world: World, all: readonly PacedBoot[]): (boot: PacedBoot) => readonly BootPhase[] {
  const caches = new Map<string, { readonly warmS: number; together: number }>();
  for (const { cache, fromS, toS } of all) {
    if (cache === '') continue;
    const known = caches.get(cache) ?? { warmS: warmSince(world, cache) ?? Infinity, together: 0 };
    if (fromS < known.warmS && toS >= known.warmS) known.together++;
    caches.set(cache, known);
  }
  return ({ fromS, toS, cache, hitShare }) => {
    const { warmS, together } = caches.get(cache) ?? { warmS: -Infinity, together: 1 };
    if (warmS <= fromS) return [{ fromS, toS, cachedShare: hitShare }];
    const cold = { fromS, toS: Math.min(toS, warmS), cachedShare: hitShare * (1 - 1 / Math.max(1, together)) };
    return warmS < toS ? [cold, { fromS: warmS, toS, cachedShare: hitShare }] : [cold];
  };
}
