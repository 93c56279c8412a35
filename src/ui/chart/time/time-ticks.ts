/** Marks of an axis of time: round times of the zone of the browser. */

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

export function timeTicks(fromS: number, toS: number, widthPx: number): readonly TimeTick[] {
  const count = Math.max(1, Math.floor(widthPx / PER_TICK_PX));
  const rough = (toS - fromS) / count;
  const step = STEPS_S.find((each) => each >= rough);
  if (step !== undefined) return clockTicks(fromS, toS, step);
  const days = DAYS.find((each) => each * DAY >= rough);
  if (days !== undefined) return dayTicks(fromS, toS, days);
  return monthTicks(fromS, toS, MONTHS.find((each) => each * MONTH_S >= rough) ?? 12);
}

function clockTicks(fromS: number, toS: number, step: number): readonly TimeTick[] {
  const zoneS = new Date(fromS * 1000).getTimezoneOffset() * 60;
  const ticks: TimeTick[] = [];
  for (let local = Math.ceil((fromS - zoneS) / step) * step; local + zoneS <= toS; local += step) {
    const timeS = local + zoneS;
    const isMidnight = step >= MINUTE && local % DAY === 0;
    ticks.push({ timeS, text: isMidnight ? dayText(timeS) : clockText(timeS, step < MINUTE) });
  }
  return ticks;
}

function dayTicks(fromS: number, toS: number, days: number): readonly TimeTick[] {
  const start = new Date(fromS * 1000);
  const ticks: TimeTick[] = [];
  for (let day = 0; ; day += 1) {
    const at = new Date(start.getFullYear(), start.getMonth(), start.getDate() + day);
    const timeS = at.getTime() / 1000;
    if (timeS > toS) return ticks;
    // Counted from a day that is always the same, so that marks do not move while time goes on.
    const number = Math.round((timeS - at.getTimezoneOffset() * 60) / DAY);
    if (timeS >= fromS && number % days === 0) ticks.push({ timeS, text: dayText(timeS) });
  }
}

function monthTicks(fromS: number, toS: number, months: number): readonly TimeTick[] {
  const start = new Date(fromS * 1000);
  const ticks: TimeTick[] = [];
  for (let month = 0; ; month += 1) {
    const at = new Date(start.getFullYear(), start.getMonth() + month, 1);
    const timeS = at.getTime() / 1000;
    if (timeS > toS) return ticks;
    if (timeS < fromS || at.getMonth() % months !== 0) continue;
    ticks.push({ timeS, text: at.getMonth() === 0 ? String(at.getFullYear()) : MONTH.format(at) });
  }
}

const DAY_AND_MONTH = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short' });
const MONTH = new Intl.DateTimeFormat(undefined, { month: 'short' });

function dayText(timeS: number): string {
  return DAY_AND_MONTH.format(timeS * 1000);
}

const two = (value: number): string => String(value).padStart(2, '0');

function clockText(timeS: number, hasSeconds: boolean): string {
  const at = new Date(timeS * 1000);
  const minutes = `${two(at.getHours())}:${two(at.getMinutes())}`;
  return hasSeconds ? `${minutes}:${two(at.getSeconds())}` : minutes;
}

/** When something was, as precisely as its step deserves: `11-23 14:05:05`, `11-23 14:00`, `2025-11-23`. */
export function momentText(timeS: number, stepS: number): string {
  const at = new Date(timeS * 1000);
  const day = `${two(at.getMonth() + 1)}-${two(at.getDate())}`;
  if (stepS >= DAY) return `${at.getFullYear()}-${day}`;
  return `${day} ${clockText(timeS, stepS < MINUTE)}`;
}

/** The zone of the browser at a moment: `UTC+01:00`. */
export function zoneText(timeS: number): string {
  const offset = -new Date(timeS * 1000).getTimezoneOffset();
  if (offset === 0) return 'UTC';
  const minutes = Math.abs(offset);
  return `UTC${offset < 0 ? '−' : '+'}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}
