import { isNullRef, type Ref } from '../../../xapi/datamodel/ref';
import { callAsTask } from '../dispatch';
import { Fault } from '../fault';
import { continueAs, defineOperation, startOperation } from '../operations';
import { define } from '../registry';
import { isPending, setProgress } from '../tasks';
import { need, type World } from '../world';
import { guestsOf, planEvacuation } from './evacuation-plan';
import { anyPending, dropTasks, failureOf, LOOK_MS } from './inside-tasks';
import { assertHostOperation } from './operations';
import { addressOn } from './transfer';

interface Evacuate {
  readonly host: Ref<'host'>;
  readonly options: Readonly<Record<string, string>>;
  readonly batch: number;
  /** Guests whose turn is still to come, with their destinations. */
  readonly waiting: readonly (readonly [vm: Ref<'VM'>, to: Ref<'host'>])[];
  /** Migrations of the batch that is on its way. */
  readonly tasks: readonly Ref<'task'>[];
  readonly total: number;
}

/** xapi_globs.ml evacuation_batch_size. */
const BATCH = 10;

/** A guest that has halted or gone meanwhile is no reason to stop. */
function batchFailure(world: World, tasks: readonly Ref<'task'>[]): Fault | null {
  const failures = tasks.map((task) => failureOf(world, task));
  return failures.find((failure) => failure !== null && failure.code !== 'VM_BAD_POWER_STATE') ?? null;
}

defineOperation<Evacuate>('host.evacuate', {
  finish: (world, args, task) => {
    const { host, tasks, waiting, total } = args;
    if (anyPending(world, tasks)) return continueAs('host.evacuate', LOOK_MS, args);
    const failure = batchFailure(world, tasks);
    if (failure !== null) throw failure;
    dropTasks(world, tasks);
    if (tasks.length > 0) setProgress(world, task, 1 - waiting.length / total);
    if (waiting.length > 0) {
      const next = waiting.slice(0, args.batch);
      const begun = next.map(([vm, to]) => callAsTask(world, 'VM.pool_migrate', [vm, to, args.options], task));
      return continueAs<Evacuate>('host.evacuate', LOOK_MS, {
        ...args,
        tasks: begun,
        waiting: waiting.slice(args.batch),
      });
    }
    const left = guestsOf(world, host).length;
    if (left > 0) throw new Fault('CANNOT_EVACUATE_HOST', `${left} VMs are still resident on ${host}`);
    return undefined;
  },
  // What still moves when the toolstack ends is taken back with its own task.
  undo: (world, { tasks }) =>
    dropTasks(
      world,
      tasks.filter((task) => !isPending(world, task)),
    ),
});

define({
  'host.evacuate': (call, host, network, batch) => {
    const { world, db } = call;
    assertHostOperation(world, host, 'evacuate');
    const { moves, refusals } = planEvacuation(world, host);
    for (const refusal of refusals.values()) throw new Fault(...refusal);
    if (!isNullRef(network)) {
      need(db, 'network', network);
      for (const target of new Set(moves.values())) addressOn(world, network, target);
    }
    return startOperation<Evacuate>(call, 'host.evacuate', {
      durationMs: 0,
      args: {
        host,
        options: isNullRef(network) ? { live: 'true' } : { network, live: 'true' },
        batch: batch > 0 ? batch : BATCH,
        waiting: [...moves],
        tasks: [],
        total: moves.size,
      },
      holds: [['host', host, 'evacuate']],
    });
  },
  // All reasons in one string (xapi_host.ml assert_can_evacuate).
  'host.assert_can_evacuate': (call, host) => {
    const { refusals } = planEvacuation(call.world, host);
    if (refusals.size === 0) return;
    const reasons = [...refusals.values()].map((refusal) => refusal.join(','));
    throw new Fault('CANNOT_EVACUATE_HOST', reasons.join('|'));
  },
  'host.get_vms_which_prevent_evacuation': (call, self) =>
    Object.fromEntries(planEvacuation(call.world, self).refusals),
  // Deprecated, and empty ever since (xapi_host.ml).
  'host.get_uncooperative_resident_VMs': (call, self) => {
    need(call.db, 'host', self);
    return [];
  },
  'host.get_uncooperative_domains': (call, self) => {
    need(call.db, 'host', self);
    return [];
  },
});
