import type { Attributes } from './attributes';

/** A row as a file holds it: attributes of a dump of a pool database, or values by field of a saved world. */
export type Row = Attributes | Readonly<Record<string, unknown>>;

/** The objects of one moment. */
export interface State {
  /** Of the pool. */
  readonly name: string;
  /** Rows by reference, by class. */
  readonly tables: ReadonlyMap<string, ReadonlyMap<string, Row>>;
  /** Rows hold texts as the database writes them. */
  readonly isText: boolean;
  /** What a reference leads to. Objects without a uuid go by their reference. */
  readonly uuids: ReadonlyMap<string, string>;
  readonly classes: ReadonlyMap<string, string>;
}

export interface FieldChange {
  /** As XenAPI spells it: `name_label`, `other_config: folder`. */
  readonly field: string;
  /** Empty for sets, of which `after` says what came and went. */
  readonly before: string;
  readonly after: string;
}

export type ChangeKind = 'added' | 'removed' | 'changed';

/** An object that one of two states does not have, or that differs. */
export interface Change {
  readonly kind: ChangeKind;
  readonly cls: string;
  readonly uuid: string;
  readonly name: string;
  /** The object that it is a part of, or itself. */
  readonly owner: { readonly cls: string; readonly uuid: string; readonly name: string };
  /** Of what was added or removed: none, as all of them are new or gone. */
  readonly fields: readonly FieldChange[];
}

export interface Comparison {
  readonly before: string;
  readonly after: string;
  readonly changes: readonly Change[];
  /** Objects that are the same in both. */
  readonly same: number;
}

/** A file that is no state of a pool, in a sentence for people. */
export class WrongState extends Error {}
