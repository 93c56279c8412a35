import type { Comparison } from './model';
import type { PropertyValue } from './property-values';

/** Days that are told by a word. The weeks are XenCenter's: the last seven days, and the seven before them. */
export const DAY_WORDS = ['today', 'yesterday', 'thisweek', 'lastweek'] as const;
export type DayWord = (typeof DAY_WORDS)[number];

const DAY = /^(\d{4})-(\d{2})-(\d{2})$/;
const DAY_MS = 86_400_000;

export function isDayWord(text: string): text is DayWord {
  return (DAY_WORDS as readonly string[]).includes(text);
}

/** A day that exists, written `2026-01-31`. */
export function isDay(text: string): boolean {
  const match = DAY.exec(text);
  if (!match) return false;
  const [, year, month, day] = match;
  const date = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day)));
  return date.getUTCMonth() === Number(month) - 1 && date.getUTCDate() === Number(day);
}

/** Days since 1970 by the calendar of this computer: XenCenter compares days of local time, and no times of day. */
export function localDay(timeMs: number): number {
  const time = new Date(timeMs);
  return Date.UTC(time.getFullYear(), time.getMonth(), time.getDate()) / DAY_MS;
}

export function dayNumber(day: string): number {
  const [, year, month, date] = DAY.exec(day) ?? [];
  return Date.UTC(Number(year), Number(month) - 1, Number(date)) / DAY_MS;
}

export function dayText(day: number): string {
  return new Date(day * DAY_MS).toISOString().slice(0, 10);
}

/** First and last day, in days before today. */
const WORDS: Readonly<Record<DayWord, readonly [number, number]>> = {
  today: [0, 0],
  yesterday: [1, 1],
  thisweek: [0, 6],
  lastweek: [7, 13],
};

export function dayMatcher(is: Comparison, value: string): (time: PropertyValue, nowMs: number) => boolean {
  if (isDayWord(value)) {
    const [newest, oldest] = WORDS[value];
    return (time, nowMs) => {
      if (typeof time !== 'number') return false;
      const ago = localDay(nowMs) - localDay(time);
      switch (is) {
        case 'is':
          return ago >= newest && ago <= oldest;
        case 'isNot':
          return ago < newest || ago > oldest;
        case 'below':
          return ago > oldest;
        case 'atMost':
          return ago >= newest;
        case 'above':
          return ago < newest;
        case 'atLeast':
          return ago <= oldest;
        default:
          return false;
      }
    };
  }
  const wanted = dayNumber(value);
  return (time) => {
    if (typeof time !== 'number') return false;
    const day = localDay(time);
    switch (is) {
      case 'is':
        return day === wanted;
      case 'isNot':
        return day !== wanted;
      case 'below':
        return day < wanted;
      case 'atMost':
        return day <= wanted;
      case 'above':
        return day > wanted;
      case 'atLeast':
        return day >= wanted;
      default:
        return false;
    }
  };
}
