import { readInventory } from '../../xapi/cache/cache';
import type { Connection } from '../../xapi/client/contract';
import type { ErrorExplanation, ErrorLike } from '../../xapi/errors/load';
import { loadErrorCatalogue } from '../../xapi/errors/load';
import { nameOfRef } from '../objects';

/** What went wrong, why, and what helps, with the names of the pool's objects. The words are fetched with the first error. */
export async function explain(error: ErrorLike, connection: Connection): Promise<ErrorExplanation> {
  const catalogue = await loadErrorCatalogue();
  const inventory = readInventory(connection);
  return catalogue.explainError(error, (ref) => nameOfRef(inventory, ref));
}

/** What went wrong, in one sentence for people. */
export async function errorSentence(error: ErrorLike, connection: Connection): Promise<string> {
  return (await explain(error, connection)).sentence;
}
