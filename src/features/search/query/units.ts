/** Sizes and times as people write them. Bytes go by powers of two where the unit says so, or says one letter. */
const SIZE = /^(\d+(?:\.\d+)?)([kmgtp]?)(i?)(b?)(\/s)?$/i;
const POWERS = ['', 'k', 'm', 'g', 't', 'p'];

/** Bytes; null: no size. `8` alone is none, except for 0: nobody means eight bytes. */
export function parseBytes(text: string): number | null {
  const match = SIZE.exec(text);
  if (!match) return null;
  const [, amount, prefix = '', binary = '', unit = ''] = match;
  if (prefix === '' && unit === '' && Number(amount) !== 0) return null;
  if (binary !== '' && (prefix === '' || unit === '')) return null;
  const base = binary !== '' || unit === '' ? 1024 : 1000;
  return Number(amount) * base ** POWERS.indexOf(prefix.toLowerCase());
}

/** The shortest way to write exactly so many bytes. */
export function printBytes(bytes: number): string {
  for (let power = POWERS.length - 1; power > 0; power--) {
    const text = String(bytes / 1024 ** power);
    if (!text.startsWith('0') && text.length <= 6) return `${text}${(POWERS[power] ?? '').toUpperCase()}iB`;
  }
  return bytes === 0 ? '0' : `${bytes}B`;
}

const DURATION_UNITS: readonly (readonly [string, number])[] = [
  ['y', 365 * 86_400_000],
  ['w', 7 * 86_400_000],
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['min', 60_000],
  ['m', 60_000],
  ['s', 1000],
  ['ms', 1],
];
const DURATION = /^(?:\d+(?:\.\d+)?(?:ms|min|[ywdhms]))+$/i;

/** Milliseconds of `2d`, `1d12h`, `90min`; null: no duration. */
export function parseDuration(text: string): number | null {
  if (text === '0') return 0;
  if (!DURATION.test(text)) return null;
  let total = 0;
  for (const [, amount, unit] of text.matchAll(/(\d+(?:\.\d+)?)(ms|min|[ywdhms])/gi)) {
    const known = DURATION_UNITS.find(([name]) => name === unit?.toLowerCase());
    total += Number(amount) * (known?.[1] ?? 0);
  }
  return Math.round(total);
}

const PRINTED = DURATION_UNITS.filter(([unit]) => unit !== 'y' && unit !== 'w' && unit !== 'm');

export function printDuration(durationMs: number): string {
  let rest = Math.round(durationMs);
  let text = '';
  for (const [unit, size] of PRINTED) {
    const amount = Math.floor(rest / size);
    if (amount > 0) text += `${amount}${unit}`;
    rest -= amount * size;
  }
  return text === '' ? '0' : text;
}

/** `80%` or `80`; null: no share. */
export function parsePercent(text: string): number | null {
  const match = /^(\d+(?:\.\d+)?)%?$/.exec(text);
  return match ? Number(match[1]) : null;
}

export function parseCount(text: string): number | null {
  return /^\d+(?:\.\d+)?$/.test(text) ? Number(text) : null;
}
