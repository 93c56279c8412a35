import type { Ref } from '../../../xapi/datamodel/ref';
import { withoutTask } from '../operations';
import { failTask } from '../tasks';
import { destroyWithDisks } from '../vm/destroy';
import type { World } from '../world';
import { isForTransfer } from './control-domain';
import { endFlows, flows, type Flow } from './flow-history';
import { cutByPool, LOOK, STEP } from './pace';

/** Ends what was on its way when a world was kept or forked: in the one that goes on from there, nobody moves it. */
export function endOrphans(world: World): void {
  const { db, engine } = world;
  for (const { kind, sequence } of engine.agenda()) if (kind === STEP || kind === LOOK) engine.cancel(sequence);
  const orphans = flows(world);
  if (orphans.length === 0) return;
  db.transaction(() => {
    endFlows(world, null);
    for (const orphan of orphans) unplugDisks(world, orphan);
    for (const task of new Set(orphans.map((orphan) => orphan.task))) {
      release(world, task);
      failTask(world, task, cutByPool());
    }
  });
}

function unplugDisks({ db }: World, { host, sr }: Flow): void {
  const domain = db.get('VM', db.get('host', host)?.control_domain ?? '');
  const uuid = db.get('SR', sr)?.uuid;
  for (const vbd of domain?.VBDs ?? []) if (isForTransfer(db.row('VBD', vbd), uuid)) db.remove('VBD', vbd);
}

function release(world: World, task: Ref<'task'>): void {
  const { db } = world;
  for (const vm of db.refs('VM')) {
    const { current_operations } = db.row('VM', vm);
    // What an import has made never gets the rest of its disks.
    if (current_operations[task] === 'import') destroyWithDisks(world, vm);
    else if (task in current_operations) {
      db.update('VM', vm, { current_operations: withoutTask(current_operations, task) });
    }
  }
  for (const vdi of db.refs('VDI')) {
    const { current_operations } = db.row('VDI', vdi);
    if (task in current_operations) {
      db.update('VDI', vdi, { current_operations: withoutTask(current_operations, task) });
    }
  }
}
