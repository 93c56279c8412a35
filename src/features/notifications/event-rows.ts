import type { XapiError } from '../../xapi/client/xapi-error';
import { XapiError as XapiErrorClass } from '../../xapi/client/xapi-error';
import type { Records } from '../../xapi/datamodel/types.gen';
import type { RunItem } from '../commands';
import type { EventState, ObjectId } from '../navigation';
import { nameOf, rows } from '../objects';
import type { Inventory } from '../objects';
import { parseTime } from '../values';

export type EventRowState = 'waiting' | 'running' | 'cancelling' | 'done' | 'failed' | 'cancelled';

/** One line of the Events page: work of this console, or a task of another client. */
export interface EventRow {
  readonly id: string;
  readonly title: string;
  readonly state: EventRowState;
  /** From 0 to 1. */
  readonly progress: number;
  readonly object: { readonly id: ObjectId; readonly name: string } | null;
  readonly startedMs: number | null;
  readonly finishedMs: number | null;
  readonly error: XapiError | null;
  readonly calls: readonly string[];
  /** The task that can be cancelled or dismissed; null while there is none. */
  readonly task: string | null;
  readonly isCancellable: boolean;
  readonly isOwn: boolean;
}

const STATE_OF_TASK: Record<Records['task']['status'], EventRowState> = {
  pending: 'running',
  cancelling: 'cancelling',
  success: 'done',
  failure: 'failed',
  cancelled: 'cancelled',
};

/** Own work first known by this console, tasks of others by the pool; newest first. */
export function eventRows(connection: string, inventory: Inventory, own: readonly RunItem[]): readonly EventRow[] {
  const ownTasks = new Set(own.flatMap((item) => item.tasks));
  const foreign = [...rows(inventory, 'task')].filter(([ref, task]) => !ownTasks.has(ref) && isForPeople(task));
  const objects = foreign.length === 0 ? new Map<string, ObjectId>() : objectsOfTasks(connection, inventory);
  const found = [
    ...own.map((item) => ownRow(inventory, item)),
    ...foreign.map(([ref, task]): EventRow => {
      const id = objects.get(ref);
      const name = id && nameOf(inventory, id.class, id.ref);
      const [code, ...params] = task.error_info;
      return {
        id: ref,
        title: taskTitle(task),
        state: STATE_OF_TASK[task.status],
        progress: task.progress,
        object: id && name !== undefined ? { id, name } : null,
        startedMs: parseTime(task.created),
        finishedMs: parseTime(task.finished),
        error: code === undefined ? null : new XapiErrorClass(code, params),
        calls: [task.name_label],
        task: ref,
        isCancellable: task.allowed_operations.includes('cancel'),
        isOwn: false,
      };
    }),
  ];
  const isOpen = (row: EventRow): boolean => row.finishedMs === null && row.state !== 'done';
  return found.sort(
    (a, b) => Number(isOpen(b)) - Number(isOpen(a)) || (b.startedMs ?? Infinity) - (a.startedMs ?? Infinity) || 0,
  );
}

function ownRow(inventory: Inventory, item: RunItem): EventRow {
  const task = item.tasks.at(-1) ?? null;
  const record = task === null ? undefined : rows(inventory, 'task').get(task);
  return {
    id: item.id,
    title: item.title,
    state: item.state === 'running' && record?.status === 'cancelling' ? 'cancelling' : item.state,
    progress: item.progress,
    object: { id: item.target.id, name: item.target.name },
    startedMs: item.startedMs,
    finishedMs: item.finishedMs,
    error: item.error,
    calls: item.calls,
    task,
    isCancellable: item.state === 'waiting' || (record?.allowed_operations.includes('cancel') ?? false),
    isOwn: true,
  };
}

/** Bookkeeping of servers and short synchronous calls is not news; asynchronous calls and transfers are. */
function isForPeople(task: Records['task']): boolean {
  return task.name_label.startsWith('Async.') || !/^\w+\.\w+$/.test(task.name_label);
}

function taskTitle(task: Records['task']): string {
  const method = /^Async\.(\w+)\.(\w+)$/.exec(task.name_label);
  if (method?.[1] === undefined || method[2] === undefined) return task.name_label || task.uuid;
  return `${method[1]}: ${method[2].replaceAll('_', ' ')}`;
}

/** Which object a running task works on, by the operations that objects carry. */
function objectsOfTasks(connection: string, inventory: Inventory): ReadonlyMap<string, ObjectId> {
  const found = new Map<string, ObjectId>();
  for (const cls of ['VM', 'host', 'SR', 'VDI', 'pool'] as const) {
    for (const [ref, record] of rows(inventory, cls)) {
      for (const task in record.current_operations) found.set(task, { connection, class: cls, ref });
    }
  }
  return found;
}

const SHOWN_AS: Record<EventRowState, EventState> = {
  waiting: 'running',
  running: 'running',
  cancelling: 'running',
  done: 'done',
  failed: 'failed',
  cancelled: 'cancelled',
};

export function filterEvents(
  all: readonly EventRow[],
  filter: { readonly states: readonly EventState[]; readonly text: string },
): readonly EventRow[] {
  const words = filter.text
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  return all.filter(({ state, title, object }) => {
    if (filter.states.length > 0 && !filter.states.includes(SHOWN_AS[state])) return false;
    const haystack = `${title} ${object?.name ?? ''}`.toLowerCase();
    return words.every((word) => haystack.includes(word));
  });
}
