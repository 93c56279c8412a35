import { readInventory } from '../../xapi/cache/cache';
import type { Connection } from '../../xapi/client/contract';
import { announce } from '../../ui/feedback/live-region';
import { showToast } from '../../ui/feedback/toast-queue';
import { toXapiError } from '../../xapi/client/xapi-error';
import { errorSentence, forgetWork, ownWork, runOfItem } from '../commands';
import type { Script } from '../commands';
import { row } from '../objects';
import { destroyTasks } from './dismissing';
import { isOpen } from './event-rows';
import type { EventRow } from './event-rows';
import { tellRefusals } from './tell-refusals';
import { texts } from './texts';

/** Why an event cannot be cancelled now; null: it can. */
export function cancelReason(event: EventRow): string | null {
  if (!isOpen(event)) return texts.events.hasEnded;
  if (event.state === 'cancelling') return event.isOwn ? texts.events.ending : texts.events.cancelling;
  return event.isCancellable ? null : texts.events.cannotCancel;
}

/** Leaves own work that waits out; of everything else the pool is asked to cancel the task. */
export async function cancelEvent(connection: Connection, event: EventRow): Promise<void> {
  if (event.state === 'waiting' && runOfItem(event.id)?.leaveOut(event.id)) {
    announce(texts.events.leftOut);
    return;
  }
  const run = runOfItem(event.id);
  if (run?.stop(event.id)) {
    announce(texts.events.cancelAsked);
    // Who moves a file ends its way; the pool hears of it by that. Of work in steps the present one may be cancelled too.
    const task = event.task === null ? undefined : row(readInventory(connection), 'task', event.task);
    if (run.command.endsEarly !== true || !task?.allowed_operations.includes('cancel')) return;
  }
  if (event.task === null) return;
  try {
    await connection.call('task.cancel', event.task);
    announce(texts.events.cancelAsked);
  } catch (thrown) {
    const detail = await errorSentence(toXapiError(thrown), connection);
    showToast({ tone: 'danger', title: texts.events.cancelFailed(event.title), detail });
  }
}

/** Takes away what own work has left half-made; what refuses stays in its list. */
export async function cleanUp(event: EventRow): Promise<void> {
  await runOfItem(event.id)?.cleanUp(event.id);
}

/** Finished events that the pool keeps for other clients: taking them away takes them from everybody. */
export function foreignAmong(events: readonly EventRow[]): readonly EventRow[] {
  return events.filter((event) => !event.isOwn);
}

/** Takes finished events off the list: own work is forgotten, its tasks and those of others are removed from the pool. */
export async function dismissEvents(connection: Connection, events: readonly EventRow[]): Promise<void> {
  const finished = events.filter((event) => !isOpen(event));
  const inventory = readInventory(connection);
  const ownIds = new Set(finished.filter((event) => event.isOwn).map((event) => event.id));
  const ownTasks = ownWork()
    .filter((item) => ownIds.has(item.id))
    .flatMap((item) => item.tasks)
    .filter((ref) => row(inventory, 'task', ref) !== undefined);
  // Before they are forgotten here: a task whose work is forgotten would look like another client's.
  await destroyTasks(connection, ownTasks);
  forgetWork(ownIds);
  const foreign = foreignAmong(finished).flatMap((event) => event.task ?? []);
  const refusals = await destroyTasks(connection, foreign);
  const stayed = refusals.reduce((sum, refusal) => sum + refusal.count, 0);
  announce(texts.events.dismissed(finished.length - stayed));
  if (stayed > 0) await tellRefusals(connection, texts.events.dismissFailed(stayed), refusals);
}

/** The command behind own work, as XenAPI calls and `xe` lines; null for what others started. */
export function scriptOf(connection: Connection, event: EventRow): Script | null {
  const run = event.isOwn ? runOfItem(event.id) : undefined;
  const item = run?.items().find((each) => each.id === event.id);
  return run && item ? run.command.script(readInventory(connection), item.target, run.input) : null;
}
