import type { Ref } from '../../../xapi/datamodel/ref';
import { conditionNow } from '../metrics/host-conditions';
import { bootSpeed } from '../../physics/boot-storm';
import type { Axis } from '../metrics/archives';
import { guestsAlong } from '../metrics/guests-along';
import { valueAt } from '../metrics/series';
import { SharedStorage } from '../metrics/shared-storage';
import { meanAt, PATHS, pathsTo } from '../metrics/storage-paths';
import { toldDisks, type ToldDisk } from '../metrics/told-disks';
import { TOLD } from '../metrics/workload-history';
import { rivalsOf, takerOf as takerOfBoots, weightOf } from '../vm/boot-rivals';
import { bootedFrom, bootsFrom } from '../vm/boots';
import type { World } from '../world';
import type { Flow } from './flow-history';
import { takerOf } from './takers';

/** What an export or an import would read or write if nobody else did. */
export interface Wanted extends Pick<Flow, 'host' | 'sr' | 'direction'> {
  readonly bytesPerS: number;
  readonly coresPerByte: number;
}

/**
 * What exports and imports get of their repositories beside guests that boot or were told what to do, and over what the
 * paths of their servers carry, bytes/s; null when there is none of that. Each counts as one disk.
 */
export function besideOthers(world: World, wanted: readonly Wanted[]): readonly number[] | null {
  const repositories = [...new Set(wanted.map(({ sr }) => sr))].filter((sr) => world.db.has('SR', sr));
  const storms = bootedFrom(world).flatMap((sr) => {
    const boots = repositories.includes(sr) ? bootsFrom(world, sr) : undefined;
    return boots === undefined || boots.pending.length === 0 ? [] : [{ sr, boots }];
  });
  // Most worlds have none.
  if (storms.length === 0 && !TOLD.isKept(world) && !PATHS.isKept(world)) return null;
  const hosts = [...new Set(wanted.map(({ host }) => host))];
  const rivals = rivalsOf(world, repositories, hosts);
  const hasPaths = repositories.some((sr) => pathsTo(world, sr).length > 0);
  if (storms.length === 0 && rivals.length === 0 && !hasPaths) return null;
  const fromS = Math.floor(world.engine.nowMs / 1000);
  // The second that begins now.
  const axis: Axis = { lastS: fromS + 1, stepS: 1, rows: 1, xff: 0 };
  const disks = toldDisks(world, axis, guestsAlong(world, axis).guestOf, rivals).filter(
    ({ share }) => valueAt(share, 0) > 0,
  );
  const own = wanted.filter(({ sr, host }) => world.db.has('SR', sr) && world.db.has('host', host));
  const takers = [
    ...own.map((each) => takerOf(world, each, each.coresPerByte)),
    ...storms.map(({ sr, boots }) => takerOfBoots(sr, boots)),
  ];
  const shared = new SharedStorage(world, [...disks, ...takers]);
  const places = disks.map(({ guest }): Ref<'host'> => guest.vm.resident_on);
  const carry = shared.ways.map((way) => meanAt(way, axis, 0));
  const { busy, hosts: busyHosts } = shared.group<ToldDisk>(disks, places, carry, takers, (host) =>
    conditionNow(world, host),
  );
  busyHosts.demands.set(busy.map(({ disk }) => valueAt(disk.wanted, 0)));
  own.forEach(({ bytesPerS }, at) => {
    busyHosts.wanted[at] = bytesPerS / 1e6;
    busyHosts.weights[at] = 1;
  });
  storms.forEach(({ boots }, at) => {
    busyHosts.wanted[own.length + at] = bootSpeed(boots, boots.groups);
    busyHosts.weights[own.length + at] = weightOf(boots);
  });
  busyHosts.share();
  return wanted.map((each) => {
    const at = own.indexOf(each);
    return at < 0 ? each.bytesPerS : 1e6 * (busyHosts.rates[busy.length + at] ?? 0);
  });
}
