import { messageTable } from '../../xapi/datamodel/messages.gen';
import { isNullRef, type Ref } from '../../xapi/datamodel/ref';
import type { Records } from '../../xapi/datamodel/types.gen';
import { requirePermission } from './access/rbac';
import { DESTROY_ANY_TASK } from './access/roles';
import { Fault } from './fault';
import { protectedKey } from './method';
import { cancelOperation } from './operations';
import { define } from './registry';
import { watchTasks } from './task-collection';
import { createTask, failTask, isPending } from './tasks';
import { need, type Call } from './world';

/** Marks a task with the operation that a client asked of it; the key is the reference of the asking task. */
function markOperation(call: Call, task: Ref<'task'>, operation: 'cancel' | 'destroy'): void {
  const { current_operations } = need(call.db, 'task', task);
  const key = call.engine.newRef('task');
  call.db.transaction(() => {
    call.db.update('task', task, { current_operations: { ...current_operations, [key]: operation } });
  });
}

/**
 * The task, when the session may change it: one of the same user, or any for who may end them all
 * (xapi: taskHelper.ml assert_op_valid).
 */
function own(call: Call, task: Ref<'task'>): Records['task'] {
  const { db, world, session } = call;
  const row = need(db, 'task', task);
  const owner = isNullRef(row.session) ? undefined : db.get('session', row.session);
  const caller = session === null ? undefined : db.get('session', session);
  const isOwn = owner !== undefined && owner.auth_user_sid === caller?.auth_user_sid;
  if (!isOwn) requirePermission(world, session, DESTROY_ANY_TASK);
  return row;
}

function patch(call: Call, task: Ref<'task'>, values: Partial<Records['task']>): void {
  own(call, task);
  call.db.transaction(() => call.db.update('task', task, values));
}

/** Keys that need a role of their own when they come, go or change (xapi_task.ml set_other_config). */
function requireKeys(call: Call, before: Records['task']['other_config'], after: typeof before): void {
  const keys = messageTable.task['add_to_other_config']?.keyRoles ?? {};
  const check = (operation: string, changed: readonly string[]): void => {
    for (const name of changed) {
      const key = protectedKey(Object.keys(keys), name);
      if (key === undefined) continue;
      requirePermission(call.world, call.session, `task.${operation}_other_config/key:${key.toLowerCase()}`);
    }
  };
  check(
    'add_to',
    Object.keys(after).filter((name) => before[name] !== after[name]),
  );
  check(
    'remove_from',
    Object.keys(before).filter((name) => !Object.hasOwn(after, name)),
  );
}

define({
  'task.create': (call, label, description) => {
    const task = createTask(call.world, { name: label, description, session: call.session, host: call.host });
    watchTasks(call.world);
    return task;
  },

  // A pending task is only marked; it goes when it completes (xapi: xapi_task.ml destroy).
  'task.destroy': (call, task) => {
    own(call, task);
    if (isPending(call.world, task)) markOperation(call, task, 'destroy');
    else call.db.transaction(() => call.db.remove('task', task));
  },

  // What cannot be cancelled simply goes on (xapi: xapi_task.ml cancel).
  'task.cancel': (call, task) => {
    const { allowed_operations } = own(call, task);
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
  'task.set_other_config': (call, task, other_config) => {
    requireKeys(call, own(call, task).other_config, other_config);
    patch(call, task, { other_config });
  },
  'task.add_to_other_config': (call, task, key, value) => {
    const { other_config } = own(call, task);
    if (Object.hasOwn(other_config, key)) throw new Fault('MAP_DUPLICATE_KEY', 'task', 'other_config', task, key);
    patch(call, task, { other_config: { ...other_config, [key]: value } });
  },
  'task.remove_from_other_config': (call, task, key) => {
    const { other_config } = own(call, task);
    if (!Object.hasOwn(other_config, key)) return;
    patch(call, task, { other_config: Object.fromEntries(Object.entries(other_config).filter(([k]) => k !== key)) });
  },
});
