import * as v from 'valibot';
import { readInventory } from '../../xapi/cache/cache';
import type { Connection } from '../../xapi/client/contract';
import { transferErrorCodes } from '../../xapi/client/transfer/transfer-error';
import { isXapiError } from '../../xapi/client/xapi-error';
import { only } from '../objects';
import { readSmallFile } from '../transfer';
import { parseTime } from '../values';

const texts = v.fallback(v.array(v.string()), []);
const guidance = v.fallback(v.object({ mandatory: texts, recommended: texts, full: texts, livepatch: texts }), {
  mandatory: [],
  recommended: [],
  full: [],
  livepatch: [],
});
const text = v.fallback(v.string(), '');

/** What `GET /updates` answers (xapi: repository.ml get_pool_updates_in_json). */
const schema = v.object({
  hosts: v.array(v.object({ ref: v.string(), guidance, RPMS: texts, updates: texts })),
  updates: v.array(
    v.object({
      id: v.string(),
      title: text,
      summary: text,
      description: text,
      'special-info': text,
      URL: text,
      type: text,
      issued: text,
      severity: text,
      guidance,
    }),
  ),
  hash: text,
});

/** What the repositories of a pool offer its servers, as of the last synchronisation. */
export type Offer = v.InferOutput<typeof schema>;

/** Real lists of a pool that was not updated for years have a few thousand packages. */
const MOST_BYTES = 16 * 2 ** 20;

/** Asks the pool. Null: it has no repository, no list yet, or is older than repositories. Rejects where it refuses. */
export async function readOffer(connection: Connection, signal: AbortSignal): Promise<Offer | null> {
  const pool = only(readInventory(connection), 'pool')?.[1];
  // It would answer 404, which browsers write to their console.
  if (!pool?.repositories.length || parseTime(pool.last_update_sync) === null) return null;
  try {
    const file = await readSmallFile(connection, '/updates', MOST_BYTES, signal);
    const read = v.safeParse(schema, JSON.parse(await file.text()));
    return read.success ? read.output : null;
  } catch (thrown) {
    // The list is not there any more.
    if (isXapiError(thrown, transferErrorCodes.transferRefused) && thrown.params[0] === '404') return null;
    throw thrown;
  }
}

const offers = new Map<string, Offer>();

/** Keeps what a pool answered last, by `Connection.id`, for those who decide by it. */
export function noteOffer(connection: string, offer: Offer | null): void {
  if (offer === null) offers.delete(connection);
  else offers.set(connection, offer);
}

/** What the pool answered last; null: nothing is offered, or nobody has asked. */
export const offerIn = (connection: string): Offer | null => offers.get(connection) ?? null;
