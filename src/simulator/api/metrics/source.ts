import type { Series } from './series';

export type SourceType = 'GAUGE' | 'DERIVE' | 'ABSOLUTE';

/** A data source, whoever has it. */
export interface Source {
  readonly name: string;
  readonly description: () => string;
  readonly units: string;
  readonly type: SourceType;
  /** Recorded without being asked for. */
  readonly standard: boolean;
  readonly min: number;
  readonly max: number;
  /** Digits after the point of its readings. */
  readonly decimals: number;
}

/** A data source of an object. */
export interface Reading {
  readonly source: Source;
  /**
   * Writes what it reads, rounded and within bounds, whether or not the object was there: the newest at a place, the
   * others each a step further.
   */
  readonly write: (into: Float64Array, first: number, step: number, rows: number) => void;
}

/**
 * A kind of data source: the one place that says what it is called and what it reads. `<…>` in the pattern stands for
 * the device, whose label covers all between the first and the last; `value` may be replaced by a better model without anybody noticing.
 */
export interface SourceKind<Owner, Device = Owner> {
  readonly pattern: string;
  readonly description: string;
  readonly units: string;
  readonly type: SourceType;
  readonly standard?: false;
  readonly min?: null;
  readonly max?: number;
  readonly value: (device: Device, owner: Owner) => Series;
  /** What the series is multiplied by, such as from bytes to MiB. */
  readonly factor?: number;
}

/** Which data sources somebody wants to read. */
export interface Choice {
  readonly isWanted: (source: Source) => boolean;
  /** Whether any may be one that is only recorded when asked for. */
  readonly isRare: boolean;
}

export const ALL_SOURCES: Choice = { isWanted: () => true, isRare: true };

/** Kinds of data sources that belong together. */
export interface Family<Owner> {
  /** Adds those that an owner has and somebody wants. */
  readonly expand: (owner: Owner, choice: Choice, into: Reading[]) => void;
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
  const labelledAs = byLabel(kinds);
  const areRare = kinds.every(({ standard }) => standard === false);
  return {
    expand: (owner, { isWanted, isRare }, into) => {
      if (areRare && !isRare) return;
      for (const device of devices(owner)) {
        const all = labelledAs(label(device, owner));
        for (let at = 0; at < all.length; at++) {
          const labelled = all[at];
          if (labelled !== undefined && isWanted(labelled.source)) into.push(new ReadingOf(labelled, owner, device));
        }
      }
    },
  };
}

/** Kinds of data sources that an object has once, or not at all. */
export function single<Owner>(
  kinds: readonly SourceKind<Owner>[],
  applies: (owner: Owner) => boolean = () => true,
): Family<Owner> {
  return family<Owner, Owner>(
    (owner) => (applies(owner) ? [owner] : []),
    () => '',
    kinds,
  );
}

/** More labels than the devices of a pool have; those of others that were looked at before are forgotten. */
const MOST_LABELS = 1000;

interface Labelled<Owner, Device> {
  readonly source: Source;
  readonly kind: SourceKind<Owner, Device>;
}

/** Kinds with the label of a device: guests share them, as most have disks and interfaces of the same names. */
function byLabel<Owner, Device>(
  kinds: readonly SourceKind<Owner, Device>[],
): (label: string) => readonly Labelled<Owner, Device>[] {
  const known = new Map<string, readonly Labelled<Owner, Device>[]>();
  return (label) => {
    let labelled = known.get(label);
    if (labelled !== undefined) return labelled;
    if (known.size >= MOST_LABELS) known.clear();
    known.set(label, (labelled = kinds.map((kind) => ({ kind, source: sourceOf(kind, label) }))));
    return labelled;
  };
}

function sourceOf<Owner, Device>(kind: SourceKind<Owner, Device>, label: string): Source {
  const { units, type, pattern, description, standard = true, min = 0, max = Infinity } = kind;
  return {
    name: filled(pattern, label),
    description: () => filled(description, label),
    units,
    type,
    standard,
    min: min ?? -Infinity,
    max,
    decimals: DECIMALS[units] ?? 2,
  };
}

class ReadingOf<Owner, Device> implements Reading {
  readonly source: Source;
  readonly #kind: SourceKind<Owner, Device>;
  readonly #owner: Owner;
  readonly #device: Device;

  constructor({ source, kind }: Labelled<Owner, Device>, owner: Owner, device: Device) {
    this.source = source;
    this.#kind = kind;
    this.#owner = owner;
    this.#device = device;
  }

  write(into: Float64Array, first: number, step: number, rows: number): void {
    const { value: read, factor = 1 } = this.#kind;
    const series = read(this.#device, this.#owner);
    const { decimals, min, max } = this.source;
    const scale = 10 ** decimals;
    if (typeof series === 'number') {
      const value = Math.max(min, Math.min(max, Math.round(series * factor * scale) / scale));
      for (let at = 0, place = first; at < rows; at++, place += step) into[place] = value;
      return;
    }
    for (let at = 0, place = first; at < rows; at++, place += step) {
      // As Math.round, which guesses wrongly for every other reading whether it is up or down.
      const value = Math.floor((series[at] ?? 0) * factor * scale + 0.5) / scale;
      into[place] = value < min ? min : value > max ? max : value;
    }
  }
}

function filled(pattern: string, label: string): string {
  const from = pattern.indexOf('<');
  return from < 0 ? pattern : pattern.slice(0, from) + label + pattern.slice(pattern.lastIndexOf('>') + 1);
}

const known: (readonly number[])[] = [];

/** Whole numbers from 0. */
export function numbers(count: number): readonly number[] {
  return (known[count] ??= Array.from({ length: count }, (_, at) => at));
}
