import { useEffect, useState } from 'react';
import type { Connection } from '../../xapi/client/contract';
import { toXapiError } from '../../xapi/client/xapi-error';
import { errorSentence } from './error-sentence';

/** A pool answers these one after another for one VM; more at once only fill its queue. */
const AT_ONCE = 4;

const NOTHING: ReadonlyMap<string, string | null> = new Map();

/**
 * Asks the pool for each server whether a VM could run there (`VM.assert_can_boot_here`), while mounted. The map holds
 * the reasons that arrived so far; null: it can.
 */
export function useServerChecks(
  connection: Connection,
  vm: string | null,
  servers: readonly string[],
): ReadonlyMap<string, string | null> {
  const key = `${vm ?? ''} ${servers.join(' ')}`;
  const [state, setState] = useState<{ readonly key: string; readonly answers: ReadonlyMap<string, string | null> }>({
    key,
    answers: NOTHING,
  });
  useEffect(() => {
    const [asking, ...waiting] = key.split(' ').filter((ref) => ref !== '');
    if (vm === null || asking === undefined) return;
    let isOver = false;
    const ask = async (): Promise<void> => {
      for (let server = waiting.shift(); server !== undefined && !isOver; server = waiting.shift()) {
        const asked = server;
        const reason = await whyNot(connection, asking, asked);
        if (!isOver)
          setState((before) => ({
            key,
            answers: new Map(before.key === key ? before.answers : NOTHING).set(asked, reason),
          }));
      }
    };
    for (let i = 0; i < AT_ONCE; i++) void ask();
    return () => {
      isOver = true;
    };
  }, [connection, vm, key]);
  return state.key === key ? state.answers : NOTHING;
}

/** Why a VM could not run on a server, in the words of the pool; null: it can, as far as the pool can tell. */
export async function whyNot(connection: Connection, vm: string, server: string): Promise<string | null> {
  try {
    await connection.call('VM.assert_can_boot_here', vm, server);
    return null;
  } catch (thrown) {
    const error = toXapiError(thrown);
    // A pool that cannot answer the question is not a reason against the server.
    return error.code === 'NOT_IMPLEMENTED' || error.code === 'MESSAGE_METHOD_UNKNOWN'
      ? null
      : errorSentence(error, connection);
  }
}
