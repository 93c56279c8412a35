import { formatBinary, formatFigure } from '../figures';

/** What values over time are measured in. Shares are 0 to 1, times are in seconds, sizes in bytes. */
export type Unit =
  'share' | 'bytes' | 'bytesPerSecond' | 'perSecond' | 'seconds' | 'count' | 'watts' | 'celsius' | 'megahertz';

const SYMBOLS: Partial<Record<Unit, string>> = {
  share: '%',
  perSecond: '/s',
  watts: 'W',
  celsius: '°C',
  megahertz: 'MHz',
};

/** A value as people read it, with its unit; a dash where nothing is known. */
export function formatReading(unit: Unit, value: number): string {
  if (!Number.isFinite(value)) return '–';
  switch (unit) {
    case 'bytes':
      return formatBinary(value);
    case 'bytesPerSecond':
      return `${formatBinary(value)}/s`;
    case 'seconds':
      return formatLatency(value);
    case 'share':
      return `${formatFigure(round(value * 100))} %`;
    case 'count':
      return formatFigure(round(value));
    default:
      return `${formatFigure(round(value))} ${SYMBOLS[unit] ?? ''}`.trim();
  }
}

/** Thousandths are enough: what is smaller is noise of averages. */
const round = (value: number): number => Math.round(value * 1000) / 1000;

function formatLatency(seconds: number): string {
  const size = Math.abs(seconds);
  if (size === 0) return '0 s';
  if (size < 1e-3) return `${formatFigure(round(seconds * 1e6))} µs`;
  return size < 1 ? `${formatFigure(seconds * 1e3)} ms` : `${formatFigure(seconds)} s`;
}

/** Of a column in a file, whose cells are bare numbers: `%`, `B/s`, `s`. */
export function unitSymbol(unit: Unit): string {
  if (unit === 'bytes') return 'B';
  if (unit === 'bytesPerSecond') return 'B/s';
  return unit === 'seconds' ? 's' : (SYMBOLS[unit] ?? '');
}

/** A value in the unit of `unitSymbol`. */
export const inSymbol = (unit: Unit, value: number): number => (unit === 'share' ? value * 100 : value);

export interface ValueAxis {
  /** The upper end; the lower one is zero, or the lowest value where that is below. */
  readonly top: number;
  readonly bottom: number;
  readonly ticks: readonly { readonly value: number; readonly text: string }[];
}

/** What an axis has at least, so that noise around nothing does not look like work. */
const LEAST: Record<Unit, number> = {
  share: 0.01,
  bytes: 1024,
  bytesPerSecond: 1024,
  perSecond: 1,
  seconds: 1e-4,
  count: 1,
  watts: 1,
  celsius: 10,
  megahertz: 1,
};

const TICKS = 4;

/**
 * A value axis from zero over all values.
 * @param least what it reaches at least, such as all of a processor
 */
export function valueAxis(unit: Unit, values: Iterable<number>, least = 0): ValueAxis {
  let most = Math.max(least, LEAST[unit]);
  let lowest = 0;
  for (const value of values) {
    if (value > most) most = value;
    if (value < lowest) lowest = value;
  }
  const step = stepOf(unit, (most - lowest) / TICKS);
  const top = Math.ceil(most / step - 1e-9) * step;
  const bottom = Math.floor(lowest / step + 1e-9) * step;
  const count = Math.round((top - bottom) / step);
  const ticks = Array.from({ length: count + 1 }, (_each, at) => Number((bottom + at * step).toPrecision(12)));
  return { top, bottom, ticks: ticks.map((value) => ({ value, text: formatReading(unit, value) })) };
}

function stepOf(unit: Unit, rough: number): number {
  if (unit === 'bytes' || unit === 'bytesPerSecond') return 2 ** Math.ceil(Math.log2(rough) - 1e-9);
  const power = 10 ** Math.floor(Math.log10(rough) + 1e-9);
  return ([1, 2, 2.5, 5].find((each) => each * power >= rough * (1 - 1e-9)) ?? 10) * power;
}
