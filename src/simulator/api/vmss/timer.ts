import type { Ref } from '../../../xapi/datamodel/ref';
import type { Records } from '../../../xapi/datamodel/types.gen';
import { defineStep } from '../operations';
import type { World } from '../world';
import { begin, goOn, isRunning, report } from './run';
import { nextRunMs } from './schedule';

const TIMER = 'vmss/timer';

function enabled({ db }: World): [Ref<'VMSS'>, Records['VMSS']][] {
  return [...db.all('VMSS')].filter(([, vmss]) => vmss.enabled);
}

/** Plans the moment at which the first schedule is due; nothing is planned while there is none. */
export function planSchedules(world: World): void {
  const { engine } = world;
  const planned = engine.plannedAs(TIMER);
  if (planned !== undefined) engine.cancel(planned.sequence);
  const dues = enabled(world).map(([, { frequency, schedule }]) => nextRunMs(frequency, schedule, engine.nowMs));
  if (dues.length === 0) return;
  const dueMs = dues.reduce((first, due) => Math.min(first, due), Infinity);
  engine.schedule(dueMs - engine.nowMs, TIMER, null, false, TIMER);
}

defineStep(TIMER, (world) => {
  const { nowMs } = world.engine;
  for (const [ref, vmss] of enabled(world)) {
    if (nextRunMs(vmss.frequency, vmss.schedule, nowMs - 1) !== nowMs) continue;
    if (!isRunning(world, ref)) goOn(world, begin(world, ref));
    else report(world, vmss, 'VMSS_SNAPSHOT_MISSED_EVENT', `The last run of '${vmss.name_label}' has not ended yet.`);
  }
  planSchedules(world);
});
