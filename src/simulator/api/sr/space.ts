import type { Ref } from '../../../xapi/datamodel/ref';
import type { Records } from '../../../xapi/datamodel/types.gen';
import { Fault } from '../fault';
import { settleWrites } from '../vdi/growth';
import type { World } from '../world';

/** Free space, in bytes. Repositories of unknown size (ISO libraries report -1) have no limit. */
function freeBytes(sr: Records['SR']): number {
  return sr.physical_size > 0 ? sr.physical_size - sr.physical_utilisation : Infinity;
}

/** SR_FULL [requested, maximum] unless the repository has room for this many more bytes. */
export function assertRoom(world: World, sr: Ref<'SR'>, bytes: number): void {
  settleWrites(world, sr);
  const maximum = freeBytes(world.db.row('SR', sr));
  if (bytes > maximum) throw new Fault('SR_FULL', String(bytes), String(Math.max(0, maximum)));
}

/** Adds to what a repository holds, or takes away; inside the transaction that changes its disks. */
export function account(world: World, sr: Ref<'SR'>, virtualBytes: number, physicalBytes: number): void {
  const row = world.db.get('SR', sr);
  if (row === undefined || (virtualBytes === 0 && physicalBytes === 0)) return;
  world.db.update('SR', sr, {
    virtual_allocation: Math.max(0, row.virtual_allocation + virtualBytes),
    physical_utilisation:
      row.physical_utilisation < 0 ? row.physical_utilisation : Math.max(0, row.physical_utilisation + physicalBytes),
  });
}
