import type { ObjectId } from '../navigation';

/** A pool as a whole, whatever is known of it. */
export function standInId(connection: string): ObjectId {
  return { connection, class: 'connection', ref: 'pool' };
}
