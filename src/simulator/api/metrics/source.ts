import { zeros, type Series } from './series';

export type SourceType = 'GAUGE' | 'DERIVE' | 'ABSOLUTE';

/** One data source of an object. */
export interface Source {
  readonly name: string;
  readonly description: () => string;
  readonly units: string;
  readonly type: SourceType;
  /** Recorded without being asked for. */
  readonly standard: boolean;
  readonly min: number;
  readonly max: number;
  /** Its readings, rounded and within bounds, whether or not the object was there. */
  readonly values: () => Series;
}

/**
 * A kind of data source: the one place that says what it is called and what it reads. `<…>` in the pattern stands for
 * the device, whose label covers all between the first and the last; `value` may be replaced by a better model without anybody noticing.
 */
export interface SourceKind<Owner, Device = void> {
  readonly pattern: string;
  readonly description: string;
  readonly units: string;
  readonly type: SourceType;
  readonly standard?: false;
  readonly min?: null;
  readonly max?: number;
  readonly value: (owner: Owner, device: Device) => Series;
}

/** Kinds of data sources that belong together. */
export interface Family<Owner> {
  readonly expand: (owner: Owner) => readonly Source[];
}

/** Digits after the point. Rates of five seconds come from counters of whole things: finer ones would pretend. */
const DECIMALS: Readonly<Record<string, number>> = {
  '(fraction)': 5,
  's/s': 6,
  s: 6,
  'MiB/s': 6,
  B: 0,
  KiB: 0,
  count: 0,
  'file descriptors': 0,
  sessions: 0,
  tasks: 0,
};

/** Kinds of data sources that an object has once for each of its devices. */
export function family<Owner, Device>(
  devices: (owner: Owner) => readonly Device[],
  label: (device: Device, owner: Owner) => string,
  kinds: readonly SourceKind<Owner, Device>[],
): Family<Owner> {
  return {
    expand: (owner) =>
      devices(owner).flatMap((device) => {
        const text = label(device, owner);
        return kinds.map((kind) => sourceOf(kind, owner, device, text));
      }),
  };
}

/** Kinds of data sources that an object has once, or not at all. */
export function single<Owner>(
  kinds: readonly SourceKind<Owner>[],
  applies: (owner: Owner) => boolean = () => true,
): Family<Owner> {
  return { expand: (owner) => (applies(owner) ? kinds.map((kind) => sourceOf(kind, owner, undefined, '')) : []) };
}

function sourceOf<Owner, Device>(kind: SourceKind<Owner, Device>, owner: Owner, device: Device, label: string): Source {
  const { units, type, pattern } = kind;
  const min = kind.min === null ? -Infinity : 0;
  const max = kind.max ?? Infinity;
  return {
    name: filled(pattern, label),
    description: () => filled(kind.description, label),
    units,
    type,
    standard: kind.standard ?? true,
    min,
    max,
    values: () => rounded(kind.value(owner, device), 10 ** (DECIMALS[units] ?? 2), min, max),
  };
}

function filled(pattern: string, label: string): string {
  const from = pattern.indexOf('<');
  return from < 0 ? pattern : pattern.slice(0, from) + label + pattern.slice(pattern.lastIndexOf('>') + 1);
}

function rounded(series: Series, scale: number, min: number, max: number): Series {
  if (typeof series === 'number') return Math.max(min, Math.min(max, Math.round(series * scale) / scale));
  const values = zeros(series.length);
  for (let at = 0; at < values.length; at++) {
    const value = Math.round((series[at] ?? 0) * scale) / scale;
    values[at] = value < min ? min : value > max ? max : value;
  }
  return values;
}

/** Whole numbers from 0. */
export function numbers(count: number): readonly number[] {
  return Array.from({ length: count }, (_, at) => at);
}
