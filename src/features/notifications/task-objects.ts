import { onInventory, readInventory } from '../../xapi/cache/cache';
import type { Connection } from '../../xapi/client/contract';
import type { ObjectId } from '../navigation';
import { row, rows } from '../objects';
import type { Inventory } from '../objects';

/** Classes whose objects carry the tasks at work on them. */
const WORKED_ON = ['VM', 'host', 'SR', 'VDI', 'pool', 'VM_appliance'] as const;

/**
 * Which objects the tasks of a pool work on. Objects carry their tasks only while these run, and tasks do not name
 * their object, so it is noted as it goes by and kept as long as the task.
 */
export class TaskObjects {
  private readonly objects = new Map<string, ObjectId>();

  constructor(private readonly connection: string) {}

  /** Looks at every object, after a load. */
  noteAll(inventory: Inventory): void {
    for (const cls of WORKED_ON) for (const ref of rows(inventory, cls).keys()) this.note(inventory, cls, ref);
  }

  /** Looks at what changed. */
  noteTouched(inventory: Inventory, touched: ReadonlyMap<string, ReadonlySet<string>>): void {
    for (const cls of WORKED_ON) for (const ref of touched.get(cls) ?? []) this.note(inventory, cls, ref);
    for (const task of touched.get('task') ?? []) if (!row(inventory, 'task', task)) this.objects.delete(task);
  }

  get(task: string): ObjectId | undefined {
    return this.objects.get(task);
  }

  private note(inventory: Inventory, cls: (typeof WORKED_ON)[number], ref: string): void {
    const operations = row(inventory, cls, ref)?.current_operations;
    for (const task in operations) this.objects.set(task, { connection: this.connection, class: cls, ref });
  }
}

const followed = new WeakMap<Connection, TaskObjects>();

/** Begins to take notes on a connection the first time it is asked for. */
export function taskObjectsOf(connection: Connection): TaskObjects {
  let objects = followed.get(connection);
  if (!objects) {
    const made = (objects = new TaskObjects(connection.id));
    followed.set(connection, made);
    made.noteAll(readInventory(connection));
    onInventory(connection, (inventory, touched) => made.noteTouched(inventory, touched));
  }
  return objects;
}
