import { useEffect, useState } from 'react';
import type { Connection } from '../../xapi/client/contract';
import { toXapiError } from '../../xapi/client/xapi-error';
import { rows } from '../objects';
import type { Inventory } from '../objects';
import type { Target } from './command';
import { errorSentence } from './error-sentence';
import { MAX_SERVERS_IN_MENU } from './table/placement';

/** A pool answers these one after another for one VM; more at once only fill its queue. */
const AT_ONCE = 4;

const NOTHING: ReadonlyMap<string, string | null> = new Map();
const NO_SERVERS: readonly string[] = [];

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

/** What the pool says about its servers for the menu of these targets, while the menu is open: of one VM, and few enough. */
export function useMenuServerChecks(
  connection: Connection,
  inventory: Inventory,
  targets: readonly Target[],
  isOpen: boolean,
): ReadonlyMap<string, string | null> {
  const [target, ...others] = targets;
  const vm = isOpen && target?.kind === 'vm' && others.length === 0 ? target.ref : null;
  const servers = vm === null ? NO_SERVERS : [...rows(inventory, 'host').keys()];
  return useServerChecks(connection, vm, servers.length > MAX_SERVERS_IN_MENU ? NO_SERVERS : servers);
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
