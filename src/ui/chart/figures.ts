import type { ChartAxis } from './chart-spec';

/** Numbers of charts as people read them. */

const BINARY_UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'] as const;

const formats = new Map<string, Intl.NumberFormat>();

/** To make one takes longer than to format a hundred numbers with it. */
function formatOf(options: Intl.NumberFormatOptions): Intl.NumberFormat {
  const key = JSON.stringify(options);
  let format = formats.get(key);
  if (format === undefined) formats.set(key, (format = new Intl.NumberFormat(undefined, options)));
  return format;
}

/** About three digits, and all of those before the point: 0.0421, 4.03, 12.5, 1,234. */
export function formatFigure(value: number): string {
  const size = Math.abs(value);
  const digits = size >= 100 ? 0 : size >= 10 ? 1 : 2;
  const options = size >= 1 || size === 0 ? { maximumFractionDigits: digits } : { maximumSignificantDigits: 3 };
  return formatOf(options).format(value);
}

/** The same for an axis, where room is short: 250,000 is 250K. */
function formatShort(value: number): string {
  if (Math.abs(value) < 100_000) return formatFigure(value);
  return formatOf({ notation: 'compact', maximumSignificantDigits: 3 }).format(value);
}

export function formatBinary(bytes: number): string {
  const power = bytes === 0 ? 0 : Math.floor(Math.log2(Math.abs(bytes)) / 10);
  const unit = Math.min(BINARY_UNITS.length - 1, Math.max(0, power));
  return `${formatFigure(bytes / 1024 ** unit)} ${BINARY_UNITS[unit]}`;
}

/** The two largest units: 1.5 s, 40 s, 2 min 30 s, 3 h. */
function formatSpan(seconds: number): string {
  const whole = Math.round(Math.abs(seconds));
  if (whole < 60) return `${formatFigure(seconds)} s`;
  const [first, second] =
    whole < 3600
      ? [`${Math.floor(whole / 60)} min`, whole % 60 === 0 ? '' : ` ${whole % 60} s`]
      : [`${Math.floor(whole / 3600)} h`, whole % 3600 < 60 ? '' : ` ${Math.floor((whole % 3600) / 60)} min`];
  return (seconds < 0 ? '−' : '') + first + second;
}

/** A value with its unit: `4.03 GB/s`, `4 KiB`, `2 min 30 s`, `10`. */
export function formatValue(axis: ChartAxis, value: number | string): string {
  if (typeof value === 'string') return value;
  if (axis.scale === 'bytes') return formatBinary(value);
  if (axis.scale === 'seconds') return formatSpan(value);
  return axis.unit === '' ? formatFigure(value) : `${formatFigure(value)} ${axis.unit}`;
}

/** A value on an axis whose label has the unit. */
export function formatTick(axis: ChartAxis, value: number): string {
  if (axis.scale === 'bytes') return formatBinary(value);
  if (axis.scale === 'seconds') return formatSpan(value);
  return formatShort(value);
}

/** `Throughput, GB/s`; axes that write a unit at every value name none. */
export function axisTitle({ label, unit, scale }: ChartAxis): string {
  return unit === '' || scale === 'bytes' || scale === 'seconds' || scale === 'names' ? label : `${label}, ${unit}`;
}
