import type { Ref } from '../../../xapi/datamodel/ref';
import type { Json } from '../../engine/agenda';
import { guestBootMs, type GuestKind } from '../../physics/lifecycle';
import type { BootGroup, BootPlaces } from '../../physics/boot-storm';
import type { World } from '../world';

/** A guest that boots, or has booted. */
export interface Boot {
  readonly vm: Ref<'VM'>;
  readonly kind: GuestKind;
  readonly fromS: number;
  /** Server and image whose reads the control domain keeps for others; empty when it keeps none. */
  readonly cache: string;
  /** Part of the reads that it answers once it is filled. */
  readonly hitShare: number;
}

export interface PendingBoot extends Boot {
  /** Of the domain that boots: another one since then is another boot. */
  readonly domid: number;
  /** When the clock of the repository says so, it has booted, ms. */
  readonly endsMs: number;
  /** Index of its group. */
  readonly group: number;
}

export interface NamedGroup extends BootGroup {
  readonly name: string;
}

/**
 * The guests that boot from one repository. Its clock runs at the speed at which they boot, so that a guest that
 * begins or is done changes one number and no plan of the others.
 */
export interface Boots extends BootPlaces {
  readonly clockMs: number;
  /** When the clock was read last. */
  readonly atMs: number;
  readonly speed: number;
  /** In the order of the servers. */
  readonly hosts: readonly Ref<'host'>[];
  readonly groups: readonly NamedGroup[];
  /** The next to be done first. */
  readonly pending: readonly PendingBoot[];
}

export interface DoneBoot extends Boot {
  readonly toS: number;
}

const BOOTS = 'boots/';
const DONE = 'boots';
const WARM = 'read caches';
/** More than any storm has. */
const LONGEST = 1000;
const FEW = 50;

export function bootsFrom({ engine }: World, sr: Ref<'SR'>): Boots | undefined {
  return engine.annex[BOOTS + sr] as unknown as Boots | undefined;
}

export function setBoots({ engine }: World, sr: Ref<'SR'>, boots: Boots | undefined): void {
  if (boots !== undefined) {
    engine.annex = { ...engine.annex, [BOOTS + sr]: boots as unknown as Json };
    return;
  }
  const { [BOOTS + sr]: _before, ...annex } = engine.annex;
  engine.annex = annex;
}

/** Boots that are over, the latest apart: few are copied when one more is. */
interface Done {
  readonly earlier: readonly DoneBoot[];
  readonly latest: readonly DoneBoot[];
}

const NOTHING_DONE: Done = { earlier: [], latest: [] };

function doneBoots({ engine }: World): Done {
  return (engine.annex[DONE] ?? NOTHING_DONE) as unknown as Done;
}

export function noteDone(world: World, boot: DoneBoot): void {
  const { earlier, latest } = doneBoots(world);
  const isFull = latest.length >= FEW;
  const next: Done = isFull
    ? { earlier: [...earlier, ...latest].slice(-LONGEST), latest: [boot] }
    : { earlier, latest: [...latest, boot] };
  world.engine.annex = { ...world.engine.annex, [DONE]: next as unknown as Json };
}

/** Since when the reads of an image are kept on a server, seconds since 1970. */
export function warmSince({ engine }: World, cache: string): number | undefined {
  return ((engine.annex[WARM] ?? {}) as Readonly<Record<string, number>>)[cache];
}

export function noteWarm({ engine }: World, cache: string, fromS: number): void {
  engine.annex = { ...engine.annex, [WARM]: { ...(engine.annex[WARM] as Record<string, number>), [cache]: fromS } };
}

/** A boot with its pace in the mean: 1 as fast as alone. */
export interface PacedBoot extends Boot {
  /** Infinity while it goes on. */
  readonly toS: number;
  readonly pace: number;
}

/** All boots that are remembered, those that go on last. */
export function allBoots(world: World): readonly PacedBoot[] {
  const { engine } = world;
  const { earlier, latest } = doneBoots(world);
  const pending = Object.keys(engine.annex).flatMap((key) => {
    if (!key.startsWith(BOOTS)) return [];
    const boots = engine.annex[key] as unknown as Boots;
    const clockMs = boots.clockMs + (engine.nowMs - boots.atMs) * boots.speed;
    return boots.pending.map((boot): PacedBoot => {
      const aloneMs = guestBootMs(boot.kind);
      const elapsedMs = engine.nowMs - boot.fromS * 1000;
      const pace = elapsedMs < 1000 ? boots.speed : (aloneMs - (boot.endsMs - clockMs)) / elapsedMs;
      return { ...boot, toS: Infinity, pace };
    });
  });
  const paced = [...earlier, ...latest].map((boot): PacedBoot => {
    return { ...boot, pace: Math.min(1, guestBootMs(boot.kind) / 1000 / (boot.toS - boot.fromS)) };
  });
  return [...paced, ...pending];
}
