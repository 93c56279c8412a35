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
  /** Together with the guests of other repositories they want more of a server than it has. */
  readonly isCrowded: boolean;
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

/** Parts of the notes: what boots now and how clocks went, by repository; what has booted; whose reads are kept. */
const BOOTING = 'booting';
const COURSES = 'boot clocks';
const DONE = 'boots';
const WARM = 'read caches';
/** The one value of what has booted. */
const LATEST = 'latest';
/** More than any storm has. */
const LONGEST = 1000;
const LONGEST_COURSE = 1000;
/** Images whose reads a server keeps at once: its page cache has room for a few (assumption). */
const MOST_WARM = 8;

function noted<T>({ engine }: World, part: string, name: string): T | undefined {
  return engine.notes.get(part, name) as unknown as T | undefined;
}

function note({ engine }: World, part: string, name: string, value: unknown): void {
  engine.notes.set(part, name, value as Json);
}

export function bootsFrom(world: World, sr: Ref<'SR'>): Boots | undefined {
  return noted(world, BOOTING, sr);
}

/** Repositories that guests boot from, or did just now. */
export function bootedFrom({ engine }: World): readonly Ref<'SR'>[] {
  return [...engine.notes.all(BOOTING).keys()] as Ref<'SR'>[];
}

/** @param boots null when nobody boots any more */
export function setBoots(world: World, sr: Ref<'SR'>, boots: Boots | null): void {
  if (boots === null) world.engine.notes.delete(BOOTING, sr);
  else note(world, BOOTING, sr, boots);
}

/** What was added last stands apart: few are copied when one more is. */
interface Tail<T> {
  readonly earlier: readonly T[];
  readonly latest: readonly T[];
}

const FEW = 50;

function withOneMore<T>(tail: Tail<T> | undefined, item: T, most: number): Tail<T> {
  if (tail === undefined) return { earlier: [], latest: [item] };
  const { earlier, latest } = tail;
  if (latest.length < FEW) return { earlier, latest: [...latest, item] };
  return { earlier: [...earlier, ...latest].slice(-most), latest: [item] };
}

function doneBoots(world: World): Tail<DoneBoot> | undefined {
  return noted(world, DONE, LATEST);
}

export function noteDone(world: World, boot: DoneBoot): void {
  note(world, DONE, LATEST, withOneMore(doneBoots(world), boot, LONGEST));
}

/** The server and the image of a name that `cacheOf` made. */
function partsOf(cache: string): readonly [host: string, image: string] {
  const space = cache.indexOf(' ');
  return [cache.slice(0, space), cache.slice(space + 1)];
}

/** Since when the reads of an image are kept on a server, seconds since 1970. */
export function warmSince(world: World, cache: string): number | undefined {
  const [host, image] = partsOf(cache);
  return imagesOn(world, host).find(([other]) => other === image)?.[1];
}

/** Images whose reads a server keeps, and since when, noted longest ago first. */
type Images = readonly (readonly [image: string, fromS: number])[];

function imagesOn(world: World, host: string): Images {
  return noted(world, WARM, host) ?? [];
}

/** The image that was noted longest ago makes room for another one. */
export function noteWarm(world: World, cache: string, fromS: number): void {
  const [host, image] = partsOf(cache);
  const others = imagesOn(world, host).filter(([other]) => other !== image);
  note(world, WARM, host, [...others.slice(-MOST_WARM + 1), [image, fromS]]);
}

/** All boots that are remembered, those that go on last and have no end. */
export function allBoots(world: World): readonly DoneBoot[] {
  const done = doneBoots(world);
  const pending = [...world.engine.notes.all(BOOTING)].flatMap(([sr, boots]) =>
    (boots as unknown as Boots).pending.map((boot): DoneBoot => ({ ...boot, sr: sr as Ref<'SR'>, toS: Infinity })),
  );
  return [...(done?.earlier ?? []), ...(done?.latest ?? []), ...pending];
}

/**
 * Readings of a repository's clock: a time and what it said then, both ms. Between them it ran evenly; before the first
 * and while nobody boots it runs as time does.
 */
type Course = Tail<readonly [timeMs: number, clockMs: number]>;

/** What the clock of a repository says that nobody boots from. */
export function idleClockMs(world: World, sr: Ref<'SR'>): number {
  const { nowMs } = world.engine;
  const last = lastReading(world, sr);
  return last === undefined ? nowMs : last[1] + (nowMs - last[0]);
}

function lastReading(world: World, sr: Ref<'SR'>): readonly [timeMs: number, clockMs: number] | undefined {
  return noted<Course>(world, COURSES, sr)?.latest.at(-1);
}

/** Notes what the clock of a repository says, unless it has been read just before. */
export function noteClock(world: World, sr: Ref<'SR'>, clockMs: number, leastMs: number): void {
  const { nowMs } = world.engine;
  if (nowMs - (lastReading(world, sr)?.[0] ?? -Infinity) < leastMs) return;
  const course = noted<Course>(world, COURSES, sr);
  note(world, COURSES, sr, withOneMore(course, [nowMs, clockMs] as const, LONGEST_COURSE));
}

/** What the clock of a repository said at some times, ms since 1970. */
export function clockOf(world: World, sr: Ref<'SR'>): (timeMs: number) => number {
  const { earlier, latest } = noted<Course>(world, COURSES, sr) ?? { earlier: [], latest: [] };
  const boots = bootsFrom(world, sr);
  const points = [...earlier, ...latest, ...(boots === undefined ? [] : [[boots.atMs, boots.clockMs] as const])];
  const speed = boots?.speed ?? 1;
  return (timeMs) => {
    let high = points.length;
    let low = -1;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if ((points[middle]?.[0] ?? 0) <= timeMs) low = middle;
      else high = middle;
    }
    const [fromMs, saidMs] = points[Math.max(0, low)] ?? [0, 0];
    // Before anybody looked it ran as it should.
    if (low < 0) return saidMs - (fromMs - timeMs);
    const next = points[low + 1];
    if (next === undefined) return saidMs + (timeMs - fromMs) * speed;
    return saidMs + ((timeMs - fromMs) / (next[0] - fromMs)) * (next[1] - saidMs);
  };
}
