import { texts } from './texts';

const BINARY_UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'] as const;

/** Binary units with at most one decimal: `4 GiB`, `1.5 TiB`. Negative and absent sizes (XenAPI says -1) are a dash. */
export function formatBytes(bytes: number): string {
  if (!Number.isFinite(bytes) || bytes < 0) return texts.none;
  let unit = 0;
  let value = bytes;
  while (value >= 1024 && unit < BINARY_UNITS.length - 1) {
    value /= 1024;
    unit++;
  }
  // 1023.96 MiB reads as 1024; the next unit says it better.
  if (Math.round(value * 10) / 10 >= 1024 && unit < BINARY_UNITS.length - 1) {
    value /= 1024;
    unit++;
  }
  return `${trimDecimal(value, value < 100 && unit > 0 ? 1 : 0)} ${BINARY_UNITS[unit] ?? ''}`;
}

/** `4 GiB of 16 GiB` */
export function formatUsage(usedBytes: number, totalBytes: number): string {
  return texts.usage(formatBytes(usedBytes), formatBytes(totalBytes));
}

/** A fraction of 1 as a whole percentage. */
export function formatPercent(fraction: number): string {
  return Number.isFinite(fraction) ? `${Math.round(fraction * 100)} %` : texts.none;
}

/** The two largest units: `3 d 4 h`, `12 min 5 s`, `40 s`. */
export function formatDuration(durationMs: number): string {
  if (!Number.isFinite(durationMs)) return texts.none;
  const seconds = Math.max(0, Math.floor(durationMs / 1000));
  const parts: readonly (readonly [number, string])[] = [
    [Math.floor(seconds / 86_400), 'd'],
    [Math.floor(seconds / 3600) % 24, 'h'],
    [Math.floor(seconds / 60) % 60, 'min'],
    [seconds % 60, 's'],
  ];
  const first = parts.findIndex(([amount]) => amount > 0);
  if (first < 0) return '0 s';
  return parts
    .slice(first, first + 2)
    .filter(([amount]) => amount > 0)
    .map(([amount, unit]) => `${amount} ${unit}`)
    .join(' ');
}

const XENAPI_TIME = /^(\d{4})-?(\d{2})-?(\d{2})T(\d{2}):?(\d{2}):?(\d{2})(?:\.(\d{1,3})\d*)?(Z|[+-]\d{2}:?\d{2})?$/;

/**
 * A XenAPI date (`20260102T03:04:05Z`, with or without dashes) in milliseconds since 1970; null for texts that are no
 * date and for the epoch, by which XenAPI says "never".
 */
export function parseTime(text: string): number | null {
  const match = XENAPI_TIME.exec(text.trim());
  if (!match) return null;
  const [, year, month, day, hours, minutes, seconds, fraction, zone] = match;
  const utcMs = Date.UTC(+`${year}`, +`${month}` - 1, +`${day}`, +`${hours}`, +`${minutes}`, +`${seconds}`);
  const timeMs = utcMs + +(fraction ?? '0').padEnd(3, '0') - zoneMs(zone ?? 'Z');
  return timeMs > 0 ? timeMs : null;
}

function zoneMs(zone: string): number {
  if (zone === 'Z') return 0;
  const digits = zone.slice(1).replace(':', '');
  const ms = (Number(digits.slice(0, 2)) * 60 + Number(digits.slice(2))) * 60_000;
  return zone.startsWith('-') ? -ms : ms;
}

const pad = (value: number) => String(value).padStart(2, '0');

/** Local date and time, sortable and without words of a language: `2026-01-02 03:04:05`. */
export function formatTime(timeMs: number | null): string {
  if (timeMs === null || !Number.isFinite(timeMs)) return texts.none;
  const time = new Date(timeMs);
  if (Number.isNaN(time.getTime())) return texts.none;
  const date = `${time.getFullYear()}-${pad(time.getMonth() + 1)}-${pad(time.getDate())}`;
  return `${date} ${pad(time.getHours())}:${pad(time.getMinutes())}:${pad(time.getSeconds())}`;
}

/** Like `formatTime` with the zone: `2026-01-02 03:04:05 +01:00`. */
export function formatTimeWithZone(timeMs: number | null): string {
  const text = formatTime(timeMs);
  if (timeMs === null || text === texts.none) return text;
  const offset = -new Date(timeMs).getTimezoneOffset();
  if (offset === 0) return `${text} UTC`;
  const minutes = Math.abs(offset);
  return `${text} ${offset < 0 ? '-' : '+'}${pad(Math.floor(minutes / 60))}:${pad(minutes % 60)}`;
}

/** Groups of three digits with thin spaces between: `12 345`. */
export function formatCount(count: number): string {
  return Number.isFinite(count) ? String(count).replace(/\B(?=(\d{3})+(?!\d))/g, '\u202f') : texts.none;
}

function trimDecimal(value: number, digits: number): string {
  const text = value.toFixed(digits);
  return digits > 0 && text.endsWith('0') ? text.slice(0, -2) : text;
}
