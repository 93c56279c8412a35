import type { Records } from '../../xapi/datamodel/types.gen';
import { texts } from './texts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const WEEK_MS = 7 * DAY_MS;
/** The first Monday of the epoch. */
const MONDAY_MS = 4 * DAY_MS;

export type Day = keyof typeof texts.days;
export const DAYS: readonly Day[] = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];

export type When = Pick<Records['VMSS'], 'frequency' | 'schedule'>;

/** The days of a weekly schedule that are any. */
export function daysOf({ schedule }: When): readonly Day[] {
  const named = (schedule['days'] ?? '').split(',').map((day) => day.trim().toLowerCase());
  return DAYS.filter((day) => named.includes(day.toLowerCase()));
}

const numberIn = (text: string | undefined): number => {
  const number = Number(text ?? 0);
  return Number.isFinite(number) ? number : 0;
};

/** The first moment after `nowMs` that is `offsetMs` into a period. */
function after(nowMs: number, periodMs: number, offsetMs: number): number {
  return offsetMs + (Math.floor((nowMs - offsetMs) / periodMs) + 1) * periodMs;
}

/** When a schedule is due next, after `nowMs`; servers keep universal time. Null: never. */
export function nextRunMs(when: When, nowMs: number): number | null {
  const minutesMs = numberIn(when.schedule['min']) * MINUTE_MS;
  const timeMs = numberIn(when.schedule['hour']) * HOUR_MS + minutesMs;
  switch (when.frequency) {
    case 'hourly':
      return after(nowMs, HOUR_MS, minutesMs);
    case 'daily':
      return after(nowMs, DAY_MS, timeMs);
    case 'weekly': {
      const dues = daysOf(when).map((day) => after(nowMs, WEEK_MS, MONDAY_MS + DAYS.indexOf(day) * DAY_MS + timeMs));
      return dues.length === 0 ? null : Math.min(...dues);
    }
  }
}

/** "Every day at 22:30". */
export function whenText(when: When): string {
  const minute = (when.schedule['min'] ?? '0').padStart(2, '0');
  const time = `${(when.schedule['hour'] ?? '0').padStart(2, '0')}:${minute}`;
  switch (when.frequency) {
    case 'hourly':
      return texts.when.hourly(minute);
    case 'daily':
      return texts.when.daily(time);
    case 'weekly':
      return texts.when.weekly(
        daysOf(when)
          .map((day) => texts.days[day])
          .join(', '),
        time,
      );
  }
}
