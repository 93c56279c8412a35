import type { ClassName } from '../../../xapi/datamodel/ref';
import type { ReadProperty } from './property-values';
import type { LiveFigures } from './read-live';

/**
 * How values compare, are written and are edited. `since` is a moment that is asked for by the time that has passed;
 * `day` is a moment that is asked for by its day.
 */
export type PropertyType =
  'text' | 'list' | 'choice' | 'yesNo' | 'bytes' | 'rate' | 'count' | 'percent' | 'since' | 'day' | 'address' | 'mac';

export interface Option {
  readonly id: string;
  /** What it is called in a query; the first is what is written. */
  readonly names: readonly [string, ...string[]];
  readonly label: string;
  /** An option that stands for several others. */
  readonly covers?: readonly string[];
}

export interface Property {
  readonly id: string;
  /** What it is called in a query; the first is what is written. */
  readonly names: readonly [string, ...string[]];
  readonly label: string;
  readonly type: PropertyType;
  readonly options?: readonly Option[];
  /** The property that says the same as a share of 100 %, asked for by `name<10%`. */
  readonly share?: string;
  /** Such a share: it has no name of its own in a query. */
  readonly isShareOf?: string;
  /** Comes from the statistics of the pool, not from its records: this figure of them. */
  readonly figure?: keyof LiveFigures;
  /** Classes that are not held from the start and that it is read from. */
  readonly needs?: readonly ClassName[];
  readonly read: ReadProperty;
}
