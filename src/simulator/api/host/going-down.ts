import { NULL_REF, type Ref } from '../../../xapi/datamodel/ref';
import { POWER_OFF_MS, SHUTDOWN_DELAY_MS } from '../../physics/server-life';
import { callAsTask } from '../dispatch';
import { continueAs, defineOperation, startOperation } from '../operations';
import { define } from '../registry';
import { createTask } from '../tasks';
import { operationRefusal } from '../vm/operation-check';
import { vmFacts } from '../vm/vm-facts';
import type { Call, World } from '../world';
import { guestsOf, planEvacuation } from './evacuation-plan';
import { anyPending, dropTasks, LOOK_MS } from './inside-tasks';
import { DISABLED_UNTIL_REBOOT, putLocal } from './local-db';
import { assertHostOperation, assertOnline } from './operations';
import { cutPower, startServer, unplugRepositories } from './power';

/** What comes when the guests have gone. */
type End = 'reboot' | 'off' | 'nothing';

/** Guests that cannot move are shut down, the others moved, and whoever is left is shut down (vm_evacuation.ml ensure_no_vms). */
const STAGES = ['immovable', 'evacuate', 'rest'] as const;

interface GoingDown {
  readonly host: Ref<'host'>;
  readonly end: End;
  /** Index of the stage that has begun; -1 before the first. */
  readonly stage: number;
  readonly tasks: readonly Ref<'task'>[];
  /** Guests that the stage shuts down. */
  readonly vms: readonly Ref<'VM'>[];
  readonly sinceMs: number;
  /** They are not asked any more. */
  readonly forced: boolean;
}

/** How long guests have to shut down by themselves (vm_evacuation.ml clean_shutdown). */
const CLEAN_MS = 60_000;

function isLive({ db }: World, vm: Ref<'VM'>): boolean {
  const state = db.get('VM', vm)?.power_state;
  return state === 'Running' || state === 'Paused';
}

/** Guests with this key see to their own end. */
function endsItself({ db }: World, vm: Ref<'VM'>): boolean {
  return db.row('VM', vm).other_config['auto_poweroff'] !== undefined;
}

function canShutDown({ db }: World, vm: Ref<'VM'>): boolean {
  return operationRefusal(db, vmFacts(db, vm, db.row('VM', vm)), 'clean_shutdown', true) === null;
}

function callAll(world: World, message: string, vms: readonly Ref<'VM'>[]): readonly Ref<'task'>[] {
  return vms.map((vm) => callAsTask(world, message, [vm]));
}

function force(world: World, args: GoingDown): GoingDown {
  const live = args.vms.filter((vm) => isLive(world, vm));
  return { ...args, forced: true, tasks: [...args.tasks, ...callAll(world, 'VM.hard_shutdown', live)] };
}

function shutDown(world: World, args: GoingDown, vms: readonly Ref<'VM'>[]): GoingDown {
  const tasks = callAll(
    world,
    'VM.clean_shutdown',
    vms.filter((vm) => canShutDown(world, vm)),
  );
  return { ...args, vms, tasks, forced: false, sinceMs: world.engine.nowMs };
}

function enterStage(world: World, before: GoingDown): GoingDown {
  const { host } = before;
  const args: GoingDown = { ...before, stage: before.stage + 1, tasks: [], vms: [], forced: true };
  switch (STAGES[args.stage]) {
    case 'immovable': {
      const immovable = [...planEvacuation(world, host).refusals.keys()];
      return shutDown(
        world,
        args,
        immovable.filter((vm) => !endsItself(world, vm)),
      );
    }
    case 'evacuate':
      if (guestsOf(world, host).length === 0) return args;
      return { ...args, tasks: [callAsTask(world, 'host.evacuate', [host, NULL_REF, 0])] };
    default: {
      const left = guestsOf(world, host).filter((vm) => isLive(world, vm) && !endsItself(world, vm));
      return shutDown(world, args, left);
    }
  }
}

defineOperation<GoingDown>('host.going-down', {
  finish: (world, begun) => {
    const { db, engine } = world;
    if (!db.has('host', begun.host)) return undefined;
    let args = begun;
    for (;;) {
      if (anyPending(world, args.tasks)) {
        const isLate = !args.forced && engine.nowMs - args.sinceMs >= CLEAN_MS;
        return continueAs('host.going-down', LOOK_MS, isLate ? force(world, args) : args);
      }
      dropTasks(
        world,
        args.tasks.filter((task) => db.has('task', task)),
      );
      const stillThere = !args.forced && args.vms.some((vm) => isLive(world, vm));
      if (!stillThere && args.stage + 1 >= STAGES.length) break;
      args = stillThere ? force(world, { ...args, tasks: [] }) : enterStage(world, args);
    }
    unplugRepositories(world, args.host);
    putLocal(world, args.host, DISABLED_UNTIL_REBOOT, 'true');
    if (args.end === 'nothing') return undefined;
    return continueAs<GoingDown>('host.power-off', POWER_OFF_MS, { ...args, tasks: [] });
  },
});

defineOperation<GoingDown>('host.power-off', {
  finish: (world, { host, end }) => {
    if (!world.db.has('host', host)) return;
    cutPower(world, host);
    if (end === 'reboot') startServer(world, host);
  },
});

function goingDown(call: Call, host: Ref<'host'>, end: End): GoingDown {
  return { host, end, stage: -1, tasks: [], vms: [], sinceMs: call.engine.nowMs, forced: true };
}

/**
 * The call is over at once; what it asked for begins ten seconds later, under a task of its own (xapi_host.ml
 * shutdown_and_reboot_common, which holds `shutdown` for both).
 */
function leave(call: Call, host: Ref<'host'>, end: 'reboot' | 'off'): void {
  assertHostOperation(call.world, host, end === 'off' ? 'shutdown' : 'reboot');
  const name = end === 'off' ? 'Host is shutting down' : 'Host is rebooting';
  const task = createTask(call.world, { name, description: name, session: call.session });
  // Nobody has asked for this task, so it goes when it ends (server_helpers.ml exec_with_new_task).
  call.db.transaction(() => call.db.update('task', task, { current_operations: { [task]: 'destroy' } }));
  startOperation({ world: call.world, engine: call.engine, db: call.db, task: () => task }, 'host.going-down', {
    durationMs: SHUTDOWN_DELAY_MS,
    args: goingDown(call, host, end),
    holds: [['host', host, 'shutdown']],
  });
}

define({
  'host.reboot': (call, host) => leave(call, host, 'reboot'),
  'host.shutdown': (call, host) => leave(call, host, 'off'),
  // Called by the server's own services while they stop: enabled or not (xapi_host.ml prepare_for_poweroff).
  'host.prepare_for_poweroff': (call, host) => {
    assertOnline(call.world, host);
    return startOperation(call, 'host.going-down', {
      durationMs: 0,
      args: goingDown(call, host, 'nothing'),
      holds: [],
    });
  },
});
