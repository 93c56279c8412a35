import type { TimeWindow } from './time-spec';

/**
 * Marks of an axis of time: round times of a zone. It is told by how many seconds its clock is ahead of UTC; that of the
 * browser, which is ahead by more or less in summer, by nothing.
 */
type Ahead = number | undefined;

export interface TimeTick {
  readonly timeS: number;
  readonly text: string;
}

const MINUTE = 60;
const HOUR = 3600;
const DAY = 86_400;
/** Within a day. */
const STEPS_S = [
  1,
  2,
  5,
  10,
  15,
  30,
  MINUTE,
  2 * MINUTE,
  5 * MINUTE,
  10 * MINUTE,
  15 * MINUTE,
  30 * MINUTE,
  HOUR,
  2 * HOUR,
  3 * HOUR,
  6 * HOUR,
  12 * HOUR,
];
const DAYS = [1, 2, 7];
const MONTHS = [1, 2, 3, 6, 12];

const PER_TICK_PX = 76;
const MONTH_S = 30 * DAY;

export function timeTicks({ fromS, toS, aheadS }: TimeWindow, widthPx: number): readonly TimeTick[] {
  const count = Math.max(1, Math.floor(widthPx / PER_TICK_PX));
  const rough = (toS - fromS) / count;
  const step = STEPS_S.find((each) => each >= rough);
  if (step !== undefined) return clockTicks(fromS, toS, step, aheadS);
  const days = DAYS.find((each) => each * DAY >= rough);
  if (days !== undefined) return dayTicks(fromS, toS, days, aheadS);
  return monthTicks(fromS, toS, MONTHS.find((each) => each * MONTH_S >= rough) ?? 12, aheadS);
}

/** A moment as the clock of a zone shows it, in the parts of a date that are those of UTC. */
function clockOf(timeS: number, aheadS: Ahead): Date {
  return new Date((timeS + (aheadS ?? -new Date(timeS * 1000).getTimezoneOffset() * 60)) * 1000);
}

/** When a day of that clock begins. */
function startOfDay(year: number, month: number, day: number, aheadS: Ahead): number {
  return aheadS === undefined
    ? new Date(year, month, day).getTime() / 1000
    : Date.UTC(year, month, day) / 1000 - aheadS;
}

function clockTicks(fromS: number, toS: number, step: number, aheadS: Ahead): readonly TimeTick[] {
  const behindS = fromS - clockOf(fromS, aheadS).getTime() / 1000;
  const ticks: TimeTick[] = [];
  for (let local = Math.ceil((fromS - behindS) / step) * step; local + behindS <= toS; local += step) {
    const timeS = local + behindS;
    const isMidnight = step >= MINUTE && local % DAY === 0;
    ticks.push({ timeS, text: isMidnight ? dayText(timeS, aheadS) : clockText(timeS, step < MINUTE, aheadS) });
  }
  return ticks;
}

function dayTicks(fromS: number, toS: number, days: number, aheadS: Ahead): readonly TimeTick[] {
  const start = clockOf(fromS, aheadS);
  const ticks: TimeTick[] = [];
  for (let day = 0; ; day += 1) {
    const timeS = startOfDay(start.getUTCFullYear(), start.getUTCMonth(), start.getUTCDate() + day, aheadS);
    if (timeS > toS) return ticks;
    // Counted from a day that is always the same, so that marks do not move while time goes on.
    const number = Math.round(clockOf(timeS, aheadS).getTime() / 1000 / DAY);
    if (timeS >= fromS && number % days === 0) ticks.push({ timeS, text: dayText(timeS, aheadS) });
  }
}

function monthTicks(fromS: number, toS: number, months: number, aheadS: Ahead): readonly TimeTick[] {
  const start = clockOf(fromS, aheadS);
  const ticks: TimeTick[] = [];
  for (let month = 0; ; month += 1) {
    const timeS = startOfDay(start.getUTCFullYear(), start.getUTCMonth() + month, 1, aheadS);
    const at = clockOf(timeS, aheadS);
    if (timeS > toS) return ticks;
    if (timeS < fromS || at.getUTCMonth() % months !== 0) continue;
    ticks.push({ timeS, text: at.getUTCMonth() === 0 ? String(at.getUTCFullYear()) : MONTH.format(at) });
  }
}

const DAY_AND_MONTH = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short', timeZone: 'UTC' });
const MONTH = new Intl.DateTimeFormat(undefined, { month: 'short', timeZone: 'UTC' });

function dayText(timeS: number, aheadS: Ahead): string {
  return DAY_AND_MONTH.format(clockOf(timeS, aheadS));
}

const two = (value: number): string => String(value).padStart(2, '0');

function clockText(timeS: number, hasSeconds: boolean, aheadS: Ahead): string {
  const at = clockOf(timeS, aheadS);
  const minutes = `${two(at.getUTCHours())}:${two(at.getUTCMinutes())}`;
  return hasSeconds ? `${minutes}:${two(at.getUTCSeconds())}` : minutes;
}

function dateText(timeS: number, aheadS: Ahead): string {
  const at = clockOf(timeS, aheadS);
  return `${at.getUTCFullYear()}-${two(at.getUTCMonth() + 1)}-${two(at.getUTCDate())}`;
}

/** When something was, as precisely as its step deserves: `11-23 14:05:05`, `11-23 14:00`, `2025-11-23`. */
export function momentText(timeS: number, stepS: number, aheadS?: number): string {
  const date = dateText(timeS, aheadS);
  return stepS >= DAY ? date : `${date.slice(5)} ${clockText(timeS, stepS < MINUTE, aheadS)}`;
}

/** All of a moment: `2025-11-23 14:05:05`. */
export function fullText(timeS: number, aheadS?: number): string {
  return `${dateText(timeS, aheadS)} ${clockText(timeS, true, aheadS)}`;
}

/** What a clock is ahead by at a moment: `UTC+01:00`. */
export function zoneText(timeS: number, aheadS?: number): string {
  const offset = Math.round((clockOf(timeS, aheadS).getTime() / 1000 - timeS) / MINUTE);
  if (offset === 0) return 'UTC';
  const minutes = Math.abs(offset);
  return `UTC${offset < 0 ? '−' : '+'}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}
