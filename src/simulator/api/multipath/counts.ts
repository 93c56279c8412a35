import type { Ref } from '../../../xapi/datamodel/ref';
import { noticeMs } from '../../physics/multipath/failover';
import { pathCount } from '../../physics/multipath/path-count';
import { defineStep } from '../operations';
import type { World } from '../world';
import { noteCount } from './alerts';
import { FAILED_KEY, pathsOf, scsiIdOf, transportOf } from './paths';

/** How long after a plug, or after paths have changed and that was noticed, they are counted (assumption). */
const COUNT_MS = 1000;
const COUNT = 'count-paths';

/** Counts paths to LUNs when they change, for servers with multipathing. Once for each world. */
export function watchPaths(world: World): void {
  const { db, engine } = world;
  const changed = new Map<Ref<'PBD'>, number>();
  db.observe('PBD', {
    replace: (ref, before, after) => {
      if (after === undefined) return;
      const wasAttached = before?.currently_attached === true;
      if (wasAttached !== after.currently_attached) changed.set(ref, 0);
      if (!after.currently_attached || before === undefined) return;
      const was = before.other_config[FAILED_KEY] ?? '';
      const sr = db.get('SR', after.SR);
      const transport = sr === undefined ? undefined : transportOf(sr);
      if (transport === undefined || was === (after.other_config[FAILED_KEY] ?? '')) return;
      changed.set(ref, noticeMs(transport, pathsOf(was), pathsOf(after.other_config[FAILED_KEY] ?? '')));
    },
    reset: () => changed.clear(),
  });
  db.onChange(() => {
    // Emptying an empty map makes a new one.
    if (changed.size === 0) return;
    for (const [pbd, afterMs] of changed) {
      const row = db.get('PBD', pbd);
      const isCounted = row?.other_config['multipathed'] === 'true';
      const isMultipathed = row !== undefined && db.get('host', row.host)?.multipathing === true;
      if (isCounted || isMultipathed) engine.schedule(afterMs + COUNT_MS, COUNT, { pbd });
    }
    changed.clear();
  });
}

/** Source: sm, mpathcount.py: `[paths that are up, the most that were ever seen]`, as long as there is a LUN. */
defineStep<{ readonly pbd: Ref<'PBD'> }>(COUNT, (world, { pbd: ref }) => {
  const { db } = world;
  const pbd = db.get('PBD', ref);
  const sr = pbd === undefined ? undefined : db.get('SR', pbd.SR);
  const id = pbd === undefined || sr === undefined || transportOf(sr) === undefined ? undefined : scsiIdOf(sr, pbd);
  if (pbd === undefined || id === undefined) return;
  const key = `mpath-${id}`;
  const { [key]: before, multipathed: _multipathed, ...others } = pbd.other_config;
  // A LUN that was there before multipathing was turned on has no map; it gets one with the next plug.
  const isMapped = pbd.currently_attached && db.get('host', pbd.host)?.multipathing === true;
  if (!isMapped) {
    if (before !== undefined) db.transaction(() => db.update('PBD', ref, { other_config: others }));
    return;
  }
  const up = pathsOf(pbd.other_config[FAILED_KEY] ?? '').filter(({ isUp }) => isUp).length;
  const after = pathCount(up, Number(/, (\d+)\]$/.exec(before ?? '')?.[1] ?? 0));
  if (after === before) return;
  db.transaction(() => db.update('PBD', ref, { other_config: { ...others, multipathed: 'true', [key]: after } }));
  noteCount(world, ref);
});
