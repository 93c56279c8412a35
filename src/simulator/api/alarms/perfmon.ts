import { annexPart, setAnnexPart } from '../annex';
import { postMessage } from '../message';
import { floorTo, type Axis } from '../metrics/archives';
import { Statistics } from '../metrics/statistics';
import { defineStep } from '../operations';
import type { World } from '../world';
import type { Variable } from './config';
import { readings, rowOf, ROW_S, type Watched } from './readings';
import { followConfigurations, isBad, watchesOf, watchList } from './watch-list';

/**
 * The daemon that raises alarms from readings. Source: python3/bin/perfmon. It looks every five minutes at the minutes
 * since it last did; here all servers look at the same time, and only while somebody has configured an alarm.
 */
const INTERVAL_S = 300;
const LOOK = 'perfmon';
/** It never catches up with more than the archive of minutes holds. */
const MOST_ROWS = 120;

/** What is known of a condition: when it raised its last alarm, and for how long it must still be bad. */
interface State {
  readonly lastS: number;
  readonly downS: number;
}

/** Part of the annex: by object and by what the condition says, so that another configuration begins anew. */
const STATES = 'perfmon';

/** Looks at readings from now on when somebody configures an alarm. Once for each world. */
export function watchAlarms(world: World): void {
  followConfigurations(world, () => planAlarms(world));
}

/** Plans the next look, when somebody has configured an alarm: for a world whose rows were read from a file. */
export function planAlarms(world: World): void {
  if (watchList(world).size === 0 || world.engine.plannedAs(LOOK) !== undefined) return;
  planNext(world, world.engine.nowMs / 1000);
}

/** @param sinceS up to when readings have been looked at */
function planNext({ engine }: World, sinceS: number): void {
  const dueMs = (floorTo(engine.nowMs / 1000, INTERVAL_S) + INTERVAL_S) * 1000;
  engine.schedule(dueMs - engine.nowMs, LOOK, { sinceS }, false, LOOK);
}

/** Looks now instead of at the next time, as the plug-in's `refresh` asks. */
export function lookNow({ engine }: World): void {
  const planned = engine.plannedAs(LOOK);
  if (planned === undefined) return;
  engine.cancel(planned.sequence);
  engine.schedule(0, LOOK, planned.args, false, LOOK);
}

defineStep<{ readonly sinceS: number }>(LOOK, (world, { sinceS }) => {
  const statistics = new Statistics(world);
  const lastS = floorTo(statistics.lastUpdateS, ROW_S);
  const rows = Math.min(MOST_ROWS, Math.max(0, (lastS - floorTo(sinceS, ROW_S)) / ROW_S));
  const axis: Axis = { lastS, stepS: ROW_S, rows, xff: 0.5 };
  const known = annexPart<State>(world, STATES);
  const states: Record<string, State> = {};
  const list = watchList(world);
  for (const [ref, watched] of list) {
    const watches = watchesOf(world, watched);
    if (watches === null) list.delete(ref);
    for (const { on, variable } of watches ?? []) {
      const key = `${on.ref} ${variable.xml}`;
      // What is not measured is forgotten: a VM that starts again begins anew.
      const values = readings(world, statistics, on, variable, axis);
      if (values !== null) states[key] = judge(world, on, variable, values, known[key]);
    }
  }
  setAnnexPart<State>(world, STATES, states);
  if (list.size > 0) planNext(world, lastS);
});

/** Counts how long a value has been bad, and raises an alarm when that is long enough (Variable.update). */
function judge(world: World, on: Watched, variable: Variable, values: readonly number[], known?: State): State {
  const nowS = Math.floor(world.engine.nowMs / 1000);
  let { lastS, downS } = known ?? { lastS: nowS - variable.inhibitS, downS: variable.periodS };
  for (const value of values) {
    if (!isBad(variable, value)) {
      downS = variable.periodS;
      continue;
    }
    downS -= ROW_S;
    if (downS > 0) continue;
    downS = variable.periodS;
    if (nowS - lastS < variable.inhibitS) continue;
    lastS = nowS;
    raise(world, on, variable, value);
  }
  return { lastS, downS };
}

function raise(world: World, on: Watched, { priority, xml }: Variable, value: number): void {
  postMessage(world, {
    name: 'ALARM',
    cls: on.cls,
    obj_uuid: rowOf(world, on)?.uuid ?? '',
    priority,
    body: `value: ${value.toFixed(6)}\nconfig:\n${xml}`,
  });
}
