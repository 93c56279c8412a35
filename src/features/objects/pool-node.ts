import type { Records } from '../../xapi/datamodel/types.gen';
import type { ObjectId } from '../navigation';
import { only, rows } from './inventory';
import type { Inventory } from './inventory';

/** A pool of one server without a name is shown as that server. */
export function hasPoolNode(inventory: Inventory, pool: Records['pool']): boolean {
  return pool.name_label !== '' || rows(inventory, 'host').size > 1;
}

/** The pool that has no row beside the one of its only server, so that the server answers for it; null: another case. */
export function poolOfAlone(inventory: Inventory, id: ObjectId | undefined): ObjectId | null {
  const [ref, pool] = only(inventory, 'pool') ?? [];
  if (id?.class !== 'host' || ref === undefined || !pool || hasPoolNode(inventory, pool)) return null;
  return { connection: id.connection, class: 'pool', ref };
}
