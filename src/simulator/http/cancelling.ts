import type { Ref } from '../../xapi/datamodel/ref';
import { Fault } from '../api/fault';
import { isPending } from '../api/tasks';
import type { World } from '../api/world';

/** Fails when clients have cancelled the task (xapi: taskHelper.ml exn_if_cancelling). */
export function assertNotCancelled(world: World, task: Ref<'task'>): void {
  if (!isPending(world, task)) throw new Fault('TASK_CANCELLED', task);
}

/**
 * Passes chunks on until the task is cancelled; TASK_CANCELLED then, at once: the next chunk may be long in coming, or
 * never come. Whoever makes the chunks is told that nobody takes them any more, and is not waited for.
 */
export async function* untilCancelled(
  world: World,
  task: Ref<'task'>,
  chunks: AsyncIterable<Uint8Array>,
): AsyncIterable<Uint8Array> {
  const source = chunks[Symbol.asyncIterator]();
  let isWaiting = false;
  let giveUp: ((reason: Fault) => void) | null = null;
  // No promise that lives as long as the transfer: it would hold on to every chunk that it was raced with.
  const next = (): Promise<IteratorResult<Uint8Array>> =>
    new Promise((resolve, reject) => {
      isWaiting = true;
      giveUp = reject;
      void source
        .next()
        .then(resolve, reject)
        .finally(() => (isWaiting = false));
    });
  const forget = world.db.onChange(() => {
    if (isWaiting && !isPending(world, task)) giveUp?.(new Fault('TASK_CANCELLED', task));
  });
  try {
    for (let step = await next(); step.done !== true; step = await next()) {
      assertNotCancelled(world, task);
      yield step.value;
    }
  } finally {
    forget();
    const left = source.return?.().catch(() => undefined);
    if (!isWaiting) await left;
  }
}
