import { formatTime, parseTime } from './format';

/** A custom field of the date type, as XenCenter writes it (`2026-01-31 09:00:00Z`), or as XenAPI does; null: no date. */
export const parseFieldDate = (text: string): number | null => parseTime(text.trim().replace(/^([\d-]{10}) /, '$1T'));

/** The same, to be kept. */
export const formatFieldDate = (timeMs: number): string =>
  new Date(timeMs)
    .toISOString()
    .replace(/\.\d+Z$/, 'Z')
    .replace('T', ' ');

/** What a field of a form shows of a moment: in the zone of this computer, to the minute. */
export const toLocalMoment = (timeMs: number): string => formatTime(timeMs).slice(0, 16).replace(' ', 'T');

/** The inverse; null: it is no moment. */
export function fromLocalMoment(text: string): number | null {
  const timeMs = /^\d{4}-\d\d-\d\dT\d\d:\d\d/.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isFinite(timeMs) ? timeMs : null;
}
