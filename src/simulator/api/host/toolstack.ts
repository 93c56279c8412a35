import { NULL_REF, type Ref } from '../../../xapi/datamodel/ref';
import { AGENT_DELAY_MS, AGENT_RESTART_MS } from '../../physics/server-life';
import { Fault } from '../fault';
import { cancelOperation, defineStep } from '../operations';
import { define } from '../registry';
import { endSession } from '../sessions';
import { failTask, isPending } from '../tasks';
import { clearGuidance } from '../updates/guidance';
import { coordinator, type World } from '../world';
import { AUTO_ENABLE, DISABLED_UNTIL_REBOOT, localDb } from './local-db';
import { setHostMode } from './mode';
import { assertOnline } from './operations';

/** A moment as `other_config` says it: seconds since 1970, as OCaml prints a float. */
export function secondsText(timeMs: number): string {
  return `${Math.floor(timeMs / 1000)}.`;
}

/** Work that servers do by themselves once it was asked for: it goes on without the toolstack of the coordinator. */
function unstoppable({ db }: World): ReadonlySet<string> {
  const tasks = new Set<string>();
  for (const [, host] of db.all('host')) {
    for (const task in host.current_operations) if (host.current_operations[task] === 'shutdown') tasks.add(task);
  }
  return tasks;
}

/**
 * The toolstack of a server ends. Its local sessions live in its memory only; those of the pool and all tasks live in
 * that of the coordinator, and what it was about to do is taken back (xapi: cancel_tasks.ml, tables that are not
 * persistent).
 */
export function loseMemory(world: World, host: Ref<'host'>): void {
  const { db, localSessions } = world;
  for (const [session, home] of localSessions) if (home === host) localSessions.delete(session);
  if (host !== coordinator(db)) return;
  const goesOn = unstoppable(world);
  for (const task of db.refs('task')) {
    if (goesOn.has(task) || !isPending(world, task)) continue;
    if (!cancelOperation(world, task, true)) failTask(world, task, new Fault('TASK_CANCELLED', task));
  }
  db.transaction(() => {
    for (const task of db.refs('task')) {
      // The server that goes down still carries the operation, so that nobody asks for it once more.
      if (goesOn.has(task)) db.update('task', task, { session: NULL_REF });
      else db.remove('task', task);
    }
  });
  for (const session of db.refs('session')) endSession(world, session);
}

/** Whether a toolstack that starts takes its server into service (xapi_host_helpers.ml consider_enabling_host). */
export function enablesItself(world: World, ref: Ref<'host'>): boolean {
  const local = localDb(world, ref);
  const { pending_guidances } = world.db.row('host', ref);
  return local[AUTO_ENABLE] !== 'false' && local[DISABLED_UNTIL_REBOOT] !== 'true' && pending_guidances.length === 0;
}

interface OfHost {
  readonly host: Ref<'host'>;
}

interface Stop extends OfHost {
  readonly restarts: boolean;
}

const STOP = 'host.agent-stop';
const START = 'host.agent-start';

defineStep<Stop>(STOP, (world, { host, restarts }) => {
  const { db, engine } = world;
  if (!db.has('host', host)) return;
  loseMemory(world, host);
  setHostMode(world, host, restarts ? 'booting' : 'off');
  db.touch('host', host);
  if (restarts) engine.schedule(AGENT_RESTART_MS, START, { host }, true, `${START}/${host}`);
});

/** A disabled server comes back into service with its toolstack, unless it was told not to. */
defineStep<OfHost>(START, (world, { host }) => {
  const { db, engine } = world;
  const row = db.get('host', host);
  if (row === undefined) return;
  setHostMode(world, host, 'up');
  clearGuidance(world, host, 'restart_toolstack');
  db.update('host', host, {
    enabled: row.enabled || enablesItself(world, host),
    other_config: { ...row.other_config, agent_start_time: secondsText(engine.nowMs) },
  });
});

/** Ends the start of a toolstack that will not come: its server has lost power. */
export function forgetAgent({ engine }: World, host: Ref<'host'>): void {
  for (const kind of [STOP, START]) {
    const entry = engine.plannedAs(`${kind}/${host}`);
    if (entry !== undefined) engine.cancel(entry.sequence);
  }
}

function stopLater(world: World, host: Ref<'host'>, restarts: boolean): void {
  forgetAgent(world, host);
  const args: Stop = { host, restarts };
  world.engine.schedule(AGENT_DELAY_MS, STOP, args as never, true, `${STOP}/${host}`);
}

define({
  'host.restart_agent': (call, host) => {
    assertOnline(call.world, host);
    stopLater(call.world, host, true);
  },
  // The toolstack that answers goes, and nothing starts it again (xapi_fuse.ml light_fuse_and_dont_restart).
  'host.shutdown_agent': (call) => stopLater(call.world, call.host, false),
});
