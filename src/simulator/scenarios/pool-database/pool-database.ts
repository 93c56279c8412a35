import type { DatabaseImage } from '../../engine/database';

/** The attributes of a row as the file spells them: white space still protected, lists unread. */
export type RawRow = Readonly<Record<string, string>>;

/** What the model does not know, kept to be written back. Plain data, so that a world can carry it along. */
export interface UnknownParts {
  /** Rows by table name. */
  readonly tables: Readonly<Record<string, readonly RawRow[]>>;
  /** Columns by class and reference. */
  readonly columns: Readonly<Record<string, Readonly<Record<string, RawRow>>>>;
}

/**
 * A pool database as rows of the current model: `Database.restore` takes it as it is. Records are complete (volatile
 * and internal fields included), both ends of every relation agree, and every reference leads somewhere or nowhere.
 */
export interface PoolDatabase extends DatabaseImage {
  /** All pairs of the file but its generation count; the schema version is the one of the model. */
  readonly manifest: Readonly<Record<string, string>>;
  readonly unknown: UnknownParts;
  /** The schema version that the file was written with, such as [5, 66]. */
  readonly fileSchema: readonly [major: number, minor: number];
  /** Sentences on what was kept, repaired and left out. */
  readonly notices: readonly string[];
}

/** What it takes to write a dump: a database read from one, or a running world with what it kept of its dump. */
export type WritablePoolDatabase = Pick<PoolDatabase, 'generation' | 'tables' | 'manifest' | 'unknown'>;

export const NOTHING_UNKNOWN: UnknownParts = { tables: {}, columns: {} };
