import type { Connection } from '../../xapi/client/contract';
import { toXapiError } from '../../xapi/client/xapi-error';
import type { XapiError } from '../../xapi/client/xapi-error';

/** Why some objects stayed. */
export interface Refusal {
  readonly error: XapiError;
  readonly count: number;
}

/** How many calls are under way at the same time. */
const AT_ONCE = 6;

/** Answers of servers that do not have a call, or lack it at this place. */
const NO_SUCH_CALL: ReadonlySet<string> = new Set(['MESSAGE_METHOD_UNKNOWN', 'MESSAGE_REMOVED', 'NOT_IMPLEMENTED']);

/**
 * Removes messages from the pool: all with one call where the server has it (`destroy_many` came with XenServer 8),
 * else one by one. What is gone already counts as removed. Answers what stayed, by reason.
 */
export async function destroyMessages(connection: Connection, refs: readonly string[]): Promise<readonly Refusal[]> {
  if (refs.length > 1) {
    try {
      await connection.call('message.destroy_many', refs);
      return [];
    } catch (thrown) {
      const error = toXapiError(thrown);
      // One of them may be gone; then none was removed.
      if (!NO_SUCH_CALL.has(error.code) && error.code !== 'HANDLE_INVALID') return [{ error, count: refs.length }];
    }
  }
  return oneByOne(refs, (ref) => connection.call('message.destroy', ref));
}

/** Removes finished tasks from the pool. */
export function destroyTasks(connection: Connection, refs: readonly string[]): Promise<readonly Refusal[]> {
  return oneByOne(refs, (ref) => connection.call('task.destroy', ref));
}

async function oneByOne(
  refs: readonly string[],
  destroy: (ref: string) => Promise<unknown>,
): Promise<readonly Refusal[]> {
  const waiting = [...refs];
  const refused = new Map<string, Refusal>();
  const work = async (): Promise<void> => {
    for (let ref = waiting.shift(); ref !== undefined; ref = waiting.shift()) {
      try {
        await destroy(ref);
      } catch (thrown) {
        const error = toXapiError(thrown);
        if (error.code === 'HANDLE_INVALID') continue;
        refused.set(error.code, { error, count: (refused.get(error.code)?.count ?? 0) + 1 });
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, refs.length) }, work));
  return [...refused.values()];
}
