import type { ClassName } from './ref';

/** A field as the datamodel describes it. `type` is its type text, such as `(string -> string) map` or `VM ref set`. */
export interface FieldModel {
  readonly type: string;
  /** RW: set by clients; RO: set by the server; SRO: given to the constructor, then fixed. */
  readonly access: 'RW' | 'RO' | 'SRO';
  /** Absent: the empty value of the type, and the constructor requires it. */
  readonly default?: unknown;
  /** Column in a database dump where it differs from the field's name. */
  readonly column?: string;
  /** Not kept in a database dump. */
  readonly volatile?: boolean;
  /** Kept in the database, never on the wire. */
  readonly internal?: boolean;
  readonly secret?: boolean;
  readonly since?: string;
  readonly state?: string;
  readonly role?: string;
  readonly keyRoles?: Readonly<Record<string, string>>;
}

export interface ClassModel {
  readonly tier: number;
  /** Rows survive in a database dump. */
  readonly persist: boolean;
  readonly events: boolean;
  /** The class has a database table. */
  readonly db: boolean;
  /** `get_all`, `get_all_records` and their `_where` forms exist. */
  readonly all: boolean;
  /** The generic `create` and `destroy` exist. */
  readonly ctor: boolean;
  readonly state?: string;
  readonly fields: Readonly<Record<string, FieldModel>>;
}

export type MessageKind =
  | 'custom'
  | 'getter'
  | 'setter'
  | 'add'
  | 'remove'
  | 'create'
  | 'destroy'
  | 'get_by_uuid'
  | 'get_by_label'
  | 'get_record'
  | 'get_all'
  | 'get_all_where'
  | 'get_all_records'
  | 'get_all_records_where';

export interface MessageModel {
  readonly kind: MessageKind;
  /** [name, type] or [name, type, default], without the session. */
  readonly params?: readonly (readonly [string, string, unknown?])[];
  readonly sessionless?: boolean;
  readonly result?: string;
  readonly async?: boolean;
  readonly role?: string;
  readonly clientCertificate?: boolean;
  readonly state?: string;
  readonly hidden?: boolean;
  readonly poolInternal?: boolean;
  readonly tier?: number;
  readonly errors?: readonly string[];
  readonly keyRoles?: Readonly<Record<string, string>>;
}

/** An HTTP handler beside the calls, such as `GET /export`. */
export interface HttpModel {
  readonly method: string;
  readonly path: string;
  /** The least role that may use it. */
  readonly role: string;
  /** Asks for no permission. */
  readonly isPublic?: boolean;
}

export type Relation = readonly [ClassName, string, ClassName, string, '1:n' | 'n:n' | 'none'];
