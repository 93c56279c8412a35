import type { Ref } from '../../xapi/datamodel/ref';
import { Fault } from '../api/fault';
import { isPending } from '../api/tasks';
import type { World } from '../api/world';

/** Fails when clients have cancelled the task (xapi: taskHelper.ml exn_if_cancelling). */
export function assertNotCancelled(world: World, task: Ref<'task'>): void {
  if (!isPending(world, task)) throw new Fault('TASK_CANCELLED', task);
}

/** Passes chunks on until the task is cancelled; TASK_CANCELLED then. */
export async function* untilCancelled(
  world: World,
  task: Ref<'task'>,
  chunks: AsyncIterable<Uint8Array>,
): AsyncIterable<Uint8Array> {
  for await (const chunk of chunks) {
    assertNotCancelled(world, task);
    yield chunk;
  }
}
