import type { Records } from '../../xapi/datamodel/types.gen';

const METHOD = /^\w+\.\w+$/;

/** Bookkeeping of servers and short synchronous calls is not news; asynchronous calls and transfers are. */
export function isForPeople(task: Records['task']): boolean {
  return task.name_label.startsWith('Async.') || !METHOD.test(task.name_label);
}
