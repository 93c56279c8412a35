import { XapiError } from '../../xapi/client/xapi-error';
import type { ClassName } from '../../xapi/datamodel/ref';
import type { Records } from '../../xapi/datamodel/types.gen';
import type { Kept, RunItem, Transfer } from '../commands';
import type { EventState, ObjectId } from '../navigation';
import { nameOf, OBJECT_CLASSES, row, rows } from '../objects';
import type { Inventory } from '../objects';
import { parseTime } from '../values';
import type { NamedObject } from './alert-rows';
import { isForPeople } from './task-kinds';
import { taskTitle } from './task-titles';
import { wordsOf } from './words';

export type EventRowState = 'waiting' | 'running' | 'cancelling' | 'done' | 'failed' | 'cancelled';

/** One line of the Events page: work of this console, or a task of another client. The same object while it shows the same. */
export interface EventRow {
  readonly id: string;
  readonly title: string;
  readonly state: EventRowState;
  /** From 0 to 1. */
  readonly progress: number;
  readonly object: NamedObject | null;
  /** Pool time, milliseconds since 1970. */
  readonly startedMs: number | null;
  readonly finishedMs: number | null;
  readonly error: XapiError | null;
  /** What own work has made for good, and what it left half-made after a failure. */
  readonly kept: Kept | null;
  readonly remains: readonly string[];
  readonly calls: readonly string[];
  /** The file that own work moves now; null: none. */
  readonly transfer: Transfer | null;
  /** The task of the pool that does the work now, or did it last; null while there is none. */
  readonly task: string | null;
  readonly isCancellable: boolean;
  readonly isOwn: boolean;
}

/** Classes whose changes can change rows. */
export const EVENT_CLASSES: readonly ClassName[] = ['task', 'VM', 'host', 'SR', 'VDI', 'pool', 'VM_appliance'];

const STATE_OF_TASK: Record<Records['task']['status'], EventRowState> = {
  pending: 'running',
  cancelling: 'cancelling',
  success: 'done',
  failure: 'failed',
  cancelled: 'cancelled',
};

/** The key by which XenCenter, and this console, mark what a task is about: the reference of the object. */
const APPLIES_TO = 'applies_to';

interface Made {
  readonly inputs: readonly unknown[];
  readonly row: EventRow;
}

/** Makes the rows of the Events page and keeps what has not changed. Own work is known before the pool knows of it. */
export class EventReader {
  private rows: readonly EventRow[] = [];
  private made = new Map<string, Made>();

  constructor(
    private readonly connection: string,
    private readonly objectOf: (task: string) => ObjectId | undefined,
  ) {}

  /** What goes on first, then the newest. The same list while nothing in it changed. */
  read(inventory: Inventory, own: readonly RunItem[]): readonly EventRow[] {
    const before = this.made;
    this.made = new Map();
    const ownTasks = new Set(own.flatMap((item) => item.tasks));
    const list = own.map((item) => this.ownRow(before, inventory, item));
    for (const [ref, task] of rows(inventory, 'task')) {
      if (!ownTasks.has(ref) && isForPeople(task)) list.push(this.foreignRow(before, inventory, ref, task));
    }
    list.sort(runningFirst);
    if (list.length !== this.rows.length || list.some((each, at) => each !== this.rows[at])) this.rows = list;
    return this.rows;
  }

  private ownRow(before: ReadonlyMap<string, Made>, inventory: Inventory, item: RunItem): EventRow {
    const task = item.tasks.at(-1) ?? null;
    const record = task === null ? undefined : row(inventory, 'task', task);
    const isEnding = item.state === 'running' && (item.ending === 'asked' || record?.status === 'cancelling');
    const isCancellable =
      item.state === 'waiting' ||
      item.transfer !== null ||
      (item.state === 'running' && item.ending === 'may') ||
      (item.state === 'running' && (record?.allowed_operations.includes('cancel') ?? false) && !isEnding);
    return this.keep(before, item.id, [item, isEnding, isCancellable], () => ({
      id: item.id,
      title: item.title,
      state: isEnding ? 'cancelling' : item.state,
      progress: item.progress,
      object: { id: item.target.id, name: item.target.name },
      startedMs: item.startedMs,
      finishedMs: item.finishedMs,
      error: item.error,
      kept: item.kept,
      remains: item.remains,
      calls: item.calls,
      transfer: item.transfer,
      task,
      isCancellable,
      isOwn: true,
    }));
  }

  private foreignRow(
    before: ReadonlyMap<string, Made>,
    inventory: Inventory,
    ref: string,
    task: Records['task'],
  ): EventRow {
    const id = this.markedObject(inventory, task) ?? this.objectOf(ref);
    const name = id && nameOf(inventory, id.class, id.ref);
    return this.keep(before, ref, [task, id?.ref, name], () => {
      const [code, ...params] = task.error_info;
      return {
        id: ref,
        title: taskTitle(task, name),
        state: STATE_OF_TASK[task.status],
        progress: task.progress,
        object: id && name !== undefined ? { id, name } : null,
        startedMs: parseTime(task.created),
        finishedMs: parseTime(task.finished),
        error: code === undefined ? null : new XapiError(code, params),
        kept: null,
        remains: [],
        calls: [],
        transfer: null,
        task: ref,
        isCancellable: task.status === 'pending' && task.allowed_operations.includes('cancel'),
        isOwn: false,
      };
    });
  }

  private markedObject(inventory: Inventory, task: Records['task']): ObjectId | undefined {
    const ref = task.other_config[APPLIES_TO];
    const cls = ref === undefined ? undefined : OBJECT_CLASSES.find((each) => row(inventory, each, ref) !== undefined);
    return ref === undefined || cls === undefined ? undefined : { connection: this.connection, class: cls, ref };
  }

  private keep(
    before: ReadonlyMap<string, Made>,
    id: string,
    inputs: readonly unknown[],
    make: () => EventRow,
  ): EventRow {
    let made = before.get(id);
    if (!made || made.inputs.some((input, at) => input !== inputs[at])) made = { inputs, row: make() };
    this.made.set(id, made);
    return made.row;
  }
}

export function isOpen({ state }: EventRow): boolean {
  return state === 'waiting' || state === 'running' || state === 'cancelling';
}

/** Work that waits has not started: it stands before the newest. */
function runningFirst(a: EventRow, b: EventRow): number {
  return Number(isOpen(b)) - Number(isOpen(a)) || (b.startedMs ?? Infinity) - (a.startedMs ?? Infinity) || 0;
}

const SHOWN_AS: Record<EventRowState, EventState> = {
  waiting: 'running',
  running: 'running',
  cancelling: 'running',
  done: 'done',
  failed: 'failed',
  cancelled: 'cancelled',
};

export function eventStateOf({ state }: EventRow): EventState {
  return SHOWN_AS[state];
}

export function filterEvents(
  all: readonly EventRow[],
  filter: { readonly states: readonly EventState[]; readonly text: string },
): readonly EventRow[] {
  const words = wordsOf(filter.text);
  return all.filter((each) => {
    if (filter.states.length > 0 && !filter.states.includes(eventStateOf(each))) return false;
    const haystack = `${each.title} ${each.object?.name ?? ''} ${each.error?.code ?? ''}`.toLowerCase();
    return words.every((word) => haystack.includes(word));
  });
}
