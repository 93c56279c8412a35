import type { ClassName } from '../../xapi/datamodel/ref';

/**
 * What a person can select. Beside the rows of a pool there are groups, which exist only in the console:
 * `group` (objects of one kind, such as `group:vms`), `tag`, `folder` and `field` (a custom field, or one value of it behind
 * a line feed); their `ref` is the name of the group. And there is `connection`: a pool as a whole, while nothing of it
 * is known.
 */
export type ObjectClass = ClassName | 'group' | 'tag' | 'folder' | 'field' | 'connection' | 'site';

export interface ObjectId {
  /** `Connection.id`, or `ALL_POOLS` for groups over all of them. */
  readonly connection: string;
  readonly class: ObjectClass;
  readonly ref: string;
}

export const ALL_POOLS = '*';

/**
 * The console with all its pools: what the root of the tree stands for. No address names it; it is what no selection
 * means.
 */
export const SITE: ObjectId = { connection: ALL_POOLS, class: 'site', ref: 'all' };

const REF_PREFIX = 'OpaqueRef:';
const CLASS_PATTERN = /^[A-Za-z][A-Za-z_0-9]{0,39}$/;

export function sameObject(a: ObjectId, b: ObjectId): boolean {
  return a.ref === b.ref && a.class === b.class && a.connection === b.connection;
}

/** Text that is unique for an object over all connections; for maps and element ids, not for URLs. */
export function objectKey(id: ObjectId): string {
  return `${id.connection} ${id.class} ${id.ref}`;
}

/** `VM:<uuid>`, or `<connection>~VM:<uuid>` for another than the default connection. */
export function encodeObjectId(id: ObjectId, defaultConnection: string): string {
  const ref = id.ref.startsWith(REF_PREFIX) ? id.ref.slice(REF_PREFIX.length) : `=${encodeURIComponent(id.ref)}`;
  const prefix = id.connection === defaultConnection ? '' : `${readable(encodeURIComponent(id.connection))}~`;
  return `${prefix}${id.class}:${ref}`;
}

/** Addresses are ids of connections: what separates their parts means nothing here. */
function readable(encoded: string): string {
  return encoded.replaceAll('%3A', ':').replaceAll('%2F', '/');
}

/** The inverse of `encodeObjectId`; null when the text cannot name an object. */
export function decodeObjectId(text: string, defaultConnection: string): ObjectId | null {
  const tilde = text.indexOf('~');
  const colon = text.indexOf(':', tilde + 1);
  if (colon < 0) return null;
  const connection = tilde < 0 ? defaultConnection : decodeText(text.slice(0, tilde));
  const cls = text.slice(tilde + 1, colon);
  const rest = text.slice(colon + 1);
  const ref = rest.startsWith('=') ? decodeText(rest.slice(1)) : rest === '' ? null : REF_PREFIX + rest;
  if (connection === null || connection === '' || ref === null || !CLASS_PATTERN.test(cls)) return null;
  return { connection, class: cls as ObjectClass, ref };
}

function decodeText(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}
