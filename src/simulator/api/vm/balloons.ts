import type { Ref } from '../../../xapi/datamodel/ref';
import type { Records } from '../../../xapi/datamodel/types.gen';
import type { Database } from '../../engine/database';
import { balloonedBytes } from '../../physics/memory';
import { balloonRange, elasticVms, guestSums, openingOn, takeMovedHosts } from '../memory';
import { noteOpening } from '../metrics/balloon-history';
import type { World } from '../world';

type Vm = Records['VM'];

const PAGE_BYTES = 4096;

/** What a balloon that is open so far leaves a guest, bytes: whole pages. */
export function memoryAtOpening(least: number, most: number, opening: number): number {
  return least >= most ? most : Math.floor(balloonedBytes(least, most, opening) / PAGE_BYTES) * PAGE_BYTES;
}

/** What the balloon driver leaves a guest on a server, bytes: its dynamic minimum and its part of what there is. */
export function memoryShareBytes({ db }: World, host: Ref<'host'>, vm: Vm): number {
  const [least, most] = balloonRange(vm);
  return least >= most ? most : memoryAtOpening(least, most, openingOn(db, host));
}

/** Memory that all guests of a server have beside overheads, bytes; those in the act of arriving at their least. */
export function guestMemoryBytes(db: Database, host: Ref<'host'>): number {
  const { dynamicMin } = guestSums(db, host);
  const elastic = elasticVms(db, host);
  if (elastic.size === 0) return dynamicMin;
  const opening = openingOn(db, host);
  let bytes = dynamicMin;
  for (const ref of elastic) {
    const [least, most] = balloonRange(db.row('VM', ref));
    bytes += memoryAtOpening(least, most, opening) - least;
  }
  return bytes;
}

/**
 * Moves the balloons of all servers on which guests need another sum than before, as squeezed does whenever one comes,
 * goes or is told another range. `VM.memory_target` is what xenopsd reports, `VM_metrics.memory_actual` what Xen does.
 * A server without balloons is none of them.
 * @returns those servers
 */
export function balanceMemory(world: World): Iterable<Ref<'host'>> {
  const { db } = world;
  const moved = takeMovedHosts(db);
  for (const [host, before] of moved) {
    if (!db.has('host', host)) continue;
    const elastic = elasticVms(db, host);
    if (elastic.size === 0) continue;
    const opening = openingOn(db, host);
    noteOpening(world, host, before, opening);
    for (const ref of elastic) inflate(db, ref, opening);
  }
  return moved.keys();
}

function inflate(db: Database, ref: Ref<'VM'>, opening: number): void {
  const vm = db.row('VM', ref);
  if (vm.power_state !== 'Running' && vm.power_state !== 'Paused') return;
  const [least, most] = balloonRange(vm);
  const bytes = memoryAtOpening(least, most, opening);
  if (vm.memory_target !== bytes) db.update('VM', ref, { memory_target: bytes });
  const metrics = db.get('VM_metrics', vm.metrics);
  if (metrics !== undefined && metrics.memory_actual !== bytes) {
    db.update('VM_metrics', vm.metrics, { memory_actual: bytes });
  }
}
