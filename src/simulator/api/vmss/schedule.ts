import type { Enums } from '../../../xapi/datamodel/types.gen';
import { Fault } from '../fault';

export type Schedule = Readonly<Record<string, string>>;
export type Frequency = Enums['vmss_frequency'];

/** Monday first, as xapi lists them. */
const DAYS: readonly string[] = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];
const MINUTES: readonly string[] = ['0', '15', '30', '45'];

/** INVALID_VALUE names the key and what is wrong with its value (map_check.ml err). */
function invalid(key: string, value: string): Fault {
  return new Fault('INVALID_VALUE', `schedule:${key}`, value);
}

function member(value: string, range: readonly string[]): string | undefined {
  return range.find((item) => item.toLowerCase() === value.toLowerCase());
}

/** What a key may hold and holds unless it is given; `read` answers the value as it is kept. */
interface Key {
  readonly fallback: string;
  readonly read: (value: string) => string;
}

const KEYS: Readonly<Record<string, Key>> = {
  min: {
    fallback: '0',
    read: (value) => {
      const minute = member(value, MINUTES);
      if (minute === undefined) throw invalid('min', value);
      return minute;
    },
  },
  hour: {
    fallback: '0',
    read: (value) => {
      if (!/^-?\d+$/.test(value) || Number(value) < 0 || Number(value) > 23) throw invalid('hour', value);
      return value;
    },
  },
  days: {
    fallback: 'Monday',
    read: (value) => {
      const days: string[] = [];
      // From the last to the first, so that the last mistake is the one that is named.
      for (const text of value.split(',').toReversed()) {
        const day = member(text, DAYS);
        if (day === undefined) throw invalid('days', text);
        if (days.includes(day)) throw invalid('days', value);
        days.unshift(day);
      }
      return days.join(',');
    },
  },
};

/** The keys that mean something, by frequency (xapi_vmss.ml schedule_keys). */
const KEYS_OF: Readonly<Record<Frequency, readonly string[]>> = {
  hourly: ['min'],
  daily: ['hour', 'min'],
  weekly: ['hour', 'min', 'days'],
};

/**
 * A schedule with every value checked and written as xapi keeps it (map_check.ml assert_keys).
 * @param frequency keys must mean something for it; any key that exists will do unless given
 */
export function checkKeys(schedule: Schedule, frequency?: Frequency): Schedule {
  const entries = Object.entries(schedule).map(([name, value]) => {
    const key = Object.hasOwn(KEYS, name) ? KEYS[name] : undefined;
    const isKnown = frequency === undefined || KEYS_OF[frequency].includes(name);
    if (key === undefined || !isKnown) throw invalid(name, value);
    return [name, key.read(value)] as const;
  });
  return Object.fromEntries(entries);
}

/** A schedule with exactly the keys of a frequency, those that are missing filled in (map_check.ml assert_all_keys). */
export function fitKeys(schedule: Schedule, frequency: Frequency): Schedule {
  return Object.fromEntries(
    KEYS_OF[frequency].map((name) => {
      const key = KEYS[name];
      return [name, key === undefined ? '' : key.read(schedule[name] ?? key.fallback)];
    }),
  );
}

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const WEEK_MS = 7 * DAY_MS;
/** The first Monday of the epoch. */
const MONDAY_MS = 4 * DAY_MS;

/** The first moment after `nowMs` that is `offsetMs` into a period that began at `originMs`. */
function next(nowMs: number, periodMs: number, offsetMs: number, originMs = 0): number {
  const first = originMs + offsetMs;
  return first + (Math.floor((nowMs - first) / periodMs) + 1) * periodMs;
}

/** When a schedule is due next, after `nowMs`; servers keep universal time. */
export function nextRunMs(frequency: Frequency, schedule: Schedule, nowMs: number): number {
  const minutesMs = Number(schedule['min'] ?? 0) * MINUTE_MS;
  if (frequency === 'hourly') return next(nowMs, HOUR_MS, minutesMs);
  const timeMs = Number(schedule['hour'] ?? 0) * HOUR_MS + minutesMs;
  if (frequency === 'daily') return next(nowMs, DAY_MS, timeMs);
  const days = (schedule['days'] ?? 'Monday').split(',').map((day) => Math.max(0, DAYS.indexOf(day)));
  return Math.min(...days.map((day) => next(nowMs, WEEK_MS, day * DAY_MS + timeMs, MONDAY_MS)));
}
