/** Reading and writing the times and spans that a person gives the simulator's clock. Virtual time is shown in UTC. */

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

const pad = (value: number, digits = 2) => String(value).padStart(digits, '0');

/** `Fri 2026-01-02` and `09:00:00`, as the bar shows them. */
export function clockParts(timeMs: number): { readonly date: string; readonly time: string } {
  const at = new Date(timeMs);
  const weekday = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'][at.getUTCDay()] ?? '';
  const date = `${pad(at.getUTCFullYear(), 4)}-${pad(at.getUTCMonth() + 1)}-${pad(at.getUTCDate())}`;
  const time = `${pad(at.getUTCHours())}:${pad(at.getUTCMinutes())}:${pad(at.getUTCSeconds())}`;
  return { date: `${weekday} ${date}`, time };
}

/** `2026-01-02 09:00` for a text field. */
export function writeTime(timeMs: number): string {
  return new Date(timeMs).toISOString().slice(0, 16).replace('T', ' ');
}

const ABSOLUTE = /^(\d{4})-(\d{2})-(\d{2})(?:[ T](\d{1,2}):(\d{2})(?::(\d{2}))?)?$/;
const SPAN = /(\d+(?:\.\d+)?)\s*(d|h|min|m|s)(?![a-z])/gi;
const UNIT_MS: Readonly<Record<string, number>> = { d: DAY_MS, h: HOUR_MS, min: MINUTE_MS, m: MINUTE_MS, s: 1000 };

/**
 * A time to go to: `2026-01-02 09:00`, a time of day such as `17:30` (the next one), or a span such as `+2 h` or
 * `1 d 4 h`, counted from now. Null when it is none of these.
 */
export function readTime(text: string, nowMs: number): number | null {
  const trimmed = text.trim();
  const absolute = ABSOLUTE.exec(trimmed);
  if (absolute !== null) {
    const [, year, month, day, hours = '0', minutes = '0', seconds = '0'] = absolute;
    const timeMs = Date.UTC(+`${year}`, +`${month}` - 1, +`${day}`, +hours, +minutes, +seconds);
    return +`${month}` <= 12 && +`${day}` <= 31 && +hours <= 23 && +minutes <= 59 ? timeMs : null;
  }
  const timeOfDay = /^(\d{1,2}):(\d{2})(?::(\d{2}))?$/.exec(trimmed);
  if (timeOfDay !== null) {
    const [, hours, minutes, seconds = '0'] = timeOfDay;
    if (+`${hours}` > 23 || +`${minutes}` > 59) return null;
    const inDayMs = +`${hours}` * HOUR_MS + +`${minutes}` * MINUTE_MS + +seconds * 1000;
    const today = Math.floor(nowMs / DAY_MS) * DAY_MS + inDayMs;
    return today > nowMs ? today : today + DAY_MS;
  }
  return readSpan(trimmed, nowMs);
}

function readSpan(text: string, nowMs: number): number | null {
  let spanMs = 0;
  let found = false;
  const rest = text.replace(SPAN, (_, amount: string, unit: string) => {
    found = true;
    spanMs += Number(amount) * (UNIT_MS[unit.toLowerCase()] ?? 0);
    return '';
  });
  return found && /^\+?\s*$/.test(rest) ? nowMs + spanMs : null;
}
