import type { ObjectId } from '../navigation';
import type { Inventory } from '../objects';
import { texts } from './texts';

export interface Linked {
  readonly text: string;
  readonly id: ObjectId;
}

/** A text, or the name of an object, which leads to it. */
export type Cell = string | Linked;

/** One table of a report. */
export interface Section {
  readonly id: string;
  readonly title: string;
  /** What stands in it, and why it matters. */
  readonly about: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
  /** What an empty table means. */
  readonly none: string;
}

/** What reports read: a pool as it was at one moment. */
export interface Source {
  /** `Connection.id`. */
  readonly connection: string;
  readonly name: string;
  readonly uuid: string;
  readonly takenMs: number;
  readonly inventory: Inventory;
  /** The latest reading of a data source, by what it belongs to; null: nobody told. */
  readonly figure: (uuid: string, name: string) => number | null;
  /** Servers that respond, and how many of them told their statistics; null: they were not asked. */
  readonly servers: number;
  readonly told: number | null;
}

/** What has a title, columns and words of its own. */
type SectionWords = Pick<Section, 'title' | 'about' | 'columns' | 'none'>;

export function section(id: string, words: SectionWords, rows: Section['rows']): Section {
  return { id, ...words, rows };
}

export const textOf = (cell: Cell): string => (typeof cell === 'string' ? cell : cell.text);

/** The same tables of several pools as one, with the pool in front of each row. */
export function merged(parts: readonly (readonly [Source, readonly Section[]])[]): readonly Section[] {
  const [first, ...others] = parts;
  if (!first || others.length === 0) return first?.[1] ?? [];
  return first[1].map((each, at) => ({
    ...each,
    columns: [texts.pool, ...each.columns],
    rows: parts.flatMap(([source, sections]) => (sections[at]?.rows ?? []).map((cells) => [source.name, ...cells])),
  }));
}
