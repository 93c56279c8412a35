import { readInventory } from '../../xapi/cache/cache';
import type { Connection } from '../../xapi/client/contract';
import type { ErrorLike } from '../../xapi/errors/load';
import type { Refused, Remedy } from './remedies';

/** What can be clicked in answer to an error. The table has a chunk of its own; where that does not arrive, nothing can. */
export async function findRemedies(
  error: ErrorLike,
  connection: Connection,
  refused: Refused,
): Promise<readonly Remedy[]> {
  try {
    const { remediesFor } = await import('./remedies');
    return remediesFor(error, readInventory(connection), connection.id, refused);
  } catch {
    return [];
  }
}
