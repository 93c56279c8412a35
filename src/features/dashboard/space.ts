import * as v from 'valibot';
import { isTwinId } from '../connections';
import { outlookOf } from './trend';
import type { Outlook, Trend } from './trend';

/**
 * How full storage was, a value a day. Toolstacks keep no statistics of that, so the console notes what it sees, in this
 * browser, and can say where it leads after a few days.
 */
export type SpaceNotes = Readonly<Record<string, readonly (readonly [day: number, share: number])[]>>;

export interface Fullness {
  readonly uuid: string;
  /** 0 to 1. */
  readonly share: number;
}

const KEY = 'xenia.space';
const DAY_MS = 86_400_000;
const MOST_DAYS = 120;
const MOST_REPOSITORIES = 500;

const schema = v.record(v.string(), v.array(v.tuple([v.number(), v.number()])));

/** What was noted so far; nothing where the browser keeps nothing, or something else stands there. */
export function readSpace(): SpaceNotes {
  try {
    const kept = v.safeParse(schema, JSON.parse(localStorage.getItem(KEY) ?? '{}'));
    return kept.success ? kept.output : {};
  } catch {
    return {};
  }
}

/** The notes with what is so today; those of days to come are of a clock that was set back. */
export function withToday(notes: SpaceNotes, seen: readonly Fullness[], nowMs: number): SpaceNotes {
  const day = Math.floor(nowMs / DAY_MS);
  const own = seen.map(({ uuid, share }) => {
    const before = (notes[uuid] ?? []).filter(([at]) => at < day);
    return [uuid, [...before, [day, share] as const].slice(-MOST_DAYS)] as const;
  });
  const others = Object.entries(notes).filter(([uuid]) => !seen.some((each) => each.uuid === uuid));
  return Object.fromEntries([...others, ...own].slice(-MOST_REPOSITORIES));
}

/** A twin has the repositories of the real pool by uuid, and what happens to them in it happens to no real one. */
export function keepSpace(connection: string, notes: SpaceNotes): void {
  if (isTwinId(connection)) return;
  try {
    localStorage.setItem(KEY, JSON.stringify(notes));
  } catch {
    // A browser that keeps nothing has no forecast either.
  }
}

export function spaceOutlook(notes: SpaceNotes, uuid: string): Outlook {
  return outlookOf(notes[uuid] ?? []);
}

/** Of a repository, and how much of all storage it is. */
export interface Sized extends Fullness {
  readonly total: number;
}

const MOST_SHOWN = 30;

/** How full all storage together was, day by day, by the sizes of today; null: there are no two days to compare. */
export function storageTrend(notes: SpaceNotes, present: readonly Sized[]): Trend | null {
  const byDay = new Map<number, { used: number; total: number }>();
  for (const { uuid, total } of present) {
    for (const [day, share] of notes[uuid] ?? []) {
      const sum = byDay.get(day) ?? { used: 0, total: 0 };
      byDay.set(day, { used: sum.used + share * total, total: sum.total + total });
    }
  }
  // A day on which a repository was not seen would look like a fall.
  const all = present.filter(({ uuid }) => notes[uuid] !== undefined).reduce((sum, { total }) => sum + total, 0);
  const points = [...byDay]
    .filter(([, { total }]) => total > 0 && total === all)
    .map(([day, { used, total }]) => [day, used / total] as const)
    .sort(([a], [b]) => a - b)
    .slice(-MOST_SHOWN);
  const now = points.at(-1)?.[1];
  if (now === undefined || points.length < 2) return null;
  return { id: 'storage', course: points.map(([, share]) => share), now, outlook: outlookOf(points) };
}
