import type { Connection } from '../../xapi/client/contract';
import { isXapiError, XapiError } from '../../xapi/client/xapi-error';
import { onInventory, readInventory } from '../../xapi/cache/cache';
import type { Records } from '../../xapi/datamodel/types.gen';

/** Codes of ours for tasks that ended without saying how. */
export const TASK_CANCELLED = 'TASK_CANCELLED';

/**
 * Follows a task to its end through the events of the connection; nothing is polled. Answers the task's result as
 * text: a reference, or nothing. Rejects with the task's error, `TASK_CANCELLED`, or `HANDLE_INVALID` when the task
 * was taken away before its end was seen.
 */
export function followTask(
  connection: Connection,
  ref: string,
  onProgress: (progress: number) => void,
): Promise<string> {
  return new Promise((resolve, reject) => {
    const offs: (() => void)[] = [];
    const settle = (end: () => void): void => {
      for (const off of offs) off();
      end();
    };
    const look = (task: Records['task']): void => {
      switch (task.status) {
        case 'success':
          settle(() => resolve(resultText(task.result)));
          return;
        case 'failure':
          settle(() => reject(new XapiError(task.error_info[0] ?? 'INTERNAL_ERROR', task.error_info.slice(1))));
          return;
        case 'cancelled':
          settle(() => reject(new XapiError(TASK_CANCELLED, [ref])));
          return;
        default:
          onProgress(task.progress);
      }
    };
    offs.push(
      onInventory(connection, (inventory, touched) => {
        if (!touched.get('task')?.has(ref)) return;
        const task = inventory.task.get(ref);
        if (task) look(task);
        else settle(() => reject(new XapiError('HANDLE_INVALID', ['task', ref])));
      }),
      connection.onStatus((status) => {
        // Events were missed: what happened meanwhile has to be asked for.
        if (status.kind === 'connected') void ask();
        if (status.kind === 'closed') settle(() => reject(new XapiError('CONNECTION_CLOSED')));
      }),
    );
    const ask = async (): Promise<void> => {
      try {
        look(await connection.call('task.get_record', ref));
      } catch (error) {
        if (isXapiError(error, 'HANDLE_INVALID')) settle(() => reject(error));
      }
    };
    const known = readInventory(connection).task.get(ref);
    if (known) look(known);
  });
}

/** Results of tasks are wrapped in an XML-RPC value, whatever protocol asked. */
function resultText(result: string): string {
  return result.replace(/^<value>(?:<string>)?/, '').replace(/(?:<\/string>)?<\/value>$/, '');
}
