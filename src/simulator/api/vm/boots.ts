import type { Ref } from '../../../xapi/datamodel/ref';
import type { Json } from '../../engine/agenda';
import type { GuestKind } from '../../physics/lifecycle';
import type { BootGroup, BootPlaces } from '../../physics/boot-storm';
import type { World } from '../world';

/** A guest that boots, or has booted. */
export interface Boot {
  readonly vm: Ref<'VM'>;
  readonly kind: GuestKind;
  readonly fromS: number;
  /** When the clock of the repository says so, it has booted, ms. */
  readonly endsMs: number;
  /** Server and image whose reads the control domain keeps for others; empty when it keeps none. */
  readonly cache: string;
  /** Part of the reads that it answers once it is filled. */
  readonly hitShare: number;
}

export interface PendingBoot extends Boot {
  /** Of the domain that boots: another one since then is another boot. */
  readonly domid: number;
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
  readonly sr: Ref<'SR'>;
  readonly toS: number;
}

const BOOTS = 'boots/';
const DONE = 'boots';
const WARM = 'read caches';
/** More than any storm has. */
const LONGEST = 1000;
const FEW = 50;
const COURSES = 'boot clocks';
const LONGEST_COURSE = 1000;

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

/** All boots that are remembered, those that go on last and have no end. */
export function allBoots(world: World): readonly DoneBoot[] {
  const { annex } = world.engine;
  const { earlier, latest } = doneBoots(world);
  const pending = Object.keys(annex).flatMap((key) => {
    if (!key.startsWith(BOOTS)) return [];
    const sr: Ref<'SR'> = key.slice(BOOTS.length);
    return (annex[key] as unknown as Boots).pending.map((boot): DoneBoot => ({ ...boot, sr, toS: Infinity }));
  });
  return [...earlier, ...latest, ...pending];
}

/** Readings of a repository's clock: a time and what it said then, in turns, both ms. Between them it ran evenly. */
type Course = readonly number[];

export function courseOf({ engine }: World, sr: Ref<'SR'>): Course {
  return ((engine.annex[COURSES] ?? {}) as Readonly<Record<Ref<'SR'>, Course>>)[sr] ?? [];
}

/** Notes what the clock of a repository says, unless it has been read just before. */
export function noteClock(world: World, sr: Ref<'SR'>, clockMs: number, leastMs: number): void {
  const { engine } = world;
  const course = courseOf(world, sr);
  if (engine.nowMs - (course.at(-2) ?? -Infinity) < leastMs) return;
  const next = [...course, engine.nowMs, clockMs].slice(-LONGEST_COURSE);
  const all = engine.annex[COURSES] as Readonly<Record<Ref<'SR'>, Course>> | undefined;
  engine.annex = { ...engine.annex, [COURSES]: { ...all, [sr]: next } };
}

/** What the clock of a repository said at some times, ms since 1970. */
export function clockOf(world: World, sr: Ref<'SR'>): (timeMs: number) => number {
  const course = courseOf(world, sr);
  const boots = bootsFrom(world, sr);
  const points = boots === undefined ? course : [...course, boots.atMs, boots.clockMs];
  const speed = boots?.speed ?? 0;
  return (timeMs) => {
    let high = points.length / 2;
    let low = -1;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if ((points[2 * middle] ?? 0) <= timeMs) low = middle;
      else high = middle;
    }
    const [fromMs = 0, saidMs = 0, toMs, nextMs] = points.slice(2 * Math.max(0, low), 2 * Math.max(0, low) + 4);
    // Before anybody looked it ran as it should.
    if (low < 0) return saidMs - (fromMs - timeMs);
    if (toMs === undefined || nextMs === undefined) return saidMs + (timeMs - fromMs) * speed;
    return saidMs + ((timeMs - fromMs) / (toMs - fromMs)) * (nextMs - saidMs);
  };
}
