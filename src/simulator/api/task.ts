import type { Ref } from '../../xapi/datamodel/ref';
import { cancelOperation } from './operations';
import { define } from './registry';
import { watchTasks } from './task-collection';
import { createTask, failTask, isPending } from './tasks';
import { Fault } from './fault';
import { need, type Call } from './world';
import type { Records } from '../../xapi/datamodel/types.gen';

/** Marks a task with the operation that a client asked of it; the key is the reference of the asking task. */
function markOperation(call: Call, task: Ref<'task'>, operation: 'cancel' | 'destroy'): void {
  const { current_operations } = need(call.db, 'task', task);
  const key = call.engine.newRef('task');
  call.db.transaction(() => {
    call.db.update('task', task, { current_operations: { ...current_operations, [key]: operation } });
  });
}

function patch(call: Call, task: Ref<'task'>, values: Partial<Records['task']>): void {
  need(call.db, 'task', task);
  call.db.transaction(() => call.db.update('task', task, values));
}

define({
  'task.create': (call, label, description) => {
    const task = createTask(call.world, { name: label, description, session: call.session });
    watchTasks(call.world);
    return task;
  },

  // A pending task is only marked; it goes when it completes (xapi: xapi_task.ml destroy).
  'task.destroy': (call, task) => {
    need(call.db, 'task', task);
    if (isPending(call.world, task)) markOperation(call, task, 'destroy');
    else call.db.transaction(() => call.db.remove('task', task));
  },

  // What cannot be cancelled simply goes on (xapi: xapi_task.ml cancel).
  'task.cancel': (call, task) => {
    const { allowed_operations } = need(call.db, 'task', task);
    if (!isPending(call.world, task)) throw new Fault('OPERATION_NOT_ALLOWED', 'The task has ended');
    call.db.transaction(() => {
      markOperation(call, task, 'cancel');
      if (cancelOperation(call.world, task)) return;
      if (allowed_operations.includes('cancel')) failTask(call.world, task, new Fault('TASK_CANCELLED', task));
    });
  },

  // The owner of a task ends it; a client may have asked for it to go then.
  'task.set_status': (call, task, status) => {
    patch(call, task, { status });
    const { current_operations } = need(call.db, 'task', task);
    if (isPending(call.world, task) || !Object.values(current_operations).includes('destroy')) return;
    call.db.transaction(() => call.db.remove('task', task));
  },
  'task.set_progress': (call, task, progress) => patch(call, task, { progress }),
  'task.set_result': (call, task, result) => patch(call, task, { result }),
  'task.set_error_info': (call, task, error_info) => patch(call, task, { error_info }),
  'task.set_other_config': (call, task, other_config) => patch(call, task, { other_config }),
  'task.add_to_other_config': (call, task, key, value) => {
    const { other_config } = need(call.db, 'task', task);
    if (Object.hasOwn(other_config, key)) throw new Fault('MAP_DUPLICATE_KEY', 'task', 'other_config', task, key);
    patch(call, task, { other_config: { ...other_config, [key]: value } });
  },
  'task.remove_from_other_config': (call, task, key) => {
    const { other_config } = need(call.db, 'task', task);
    if (!Object.hasOwn(other_config, key)) return;
    patch(call, task, { other_config: Object.fromEntries(Object.entries(other_config).filter(([k]) => k !== key)) });
  },
});
