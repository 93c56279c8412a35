import type { Ref } from '../../../xapi/datamodel/ref';
import { conditionNow } from '../metrics/host-conditions';
import { bootDemand } from '../../physics/boot-storm';
import type { Axis } from '../metrics/archives';
import { guestsAlong } from '../metrics/guests-along';
import { valueAt } from '../metrics/series';
import { SharedStorage, type BootTaker } from '../metrics/shared-storage';
import { meanAt, PATHS, pathsTo } from '../metrics/storage-paths';
import { toldDisks, type ToldDisk } from '../metrics/told-disks';
import { TOLD } from '../metrics/workload-history';
import { transferTakers } from '../transfer/takers';
import type { World } from '../world';
import type { Boots } from './boots';

/**
 * How fast guests boot from a repository beside guests that were told what to do and beside exports and imports, and over
 * what the paths of their servers carry; null when there is none of that. Each guest that boots counts as one disk.
 * @param alone how fast they boot without them
 */
export function speedBeside(world: World, sr: Ref<'SR'>, boots: Boots, alone: number): number | null {
  const transfers = transferTakers(world).filter(
    ([taker]) => taker.sr === sr || taker.hosts.some(({ host }) => boots.hosts.includes(host)),
  );
  // Most worlds have none, and every start of a VM asks.
  if (transfers.length === 0 && !TOLD.isKept(world) && !PATHS.isKept(world)) return null;
  const rivals = rivalsOf(world, [sr], boots.hosts);
  if (transfers.length === 0 && rivals.length === 0 && pathsTo(world, sr).length === 0) return null;
  const fromS = Math.floor(world.engine.nowMs / 1000);
  // The second that begins now.
  const axis: Axis = { lastS: fromS + 1, stepS: 1, rows: 1, xff: 0 };
  const disks = toldDisks(world, axis, guestsAlong(world, axis).guestOf, rivals).filter(
    ({ share: told }) => valueAt(told, 0) > 0,
  );
  const takers = [takerOf(sr, boots), ...transfers.map(([taker]) => taker)];
  const shared = new SharedStorage(world, [...disks, ...takers]);
  const places = disks.map(({ guest }) => guest.vm.resident_on);
  const carry = shared.ways.map((way) => meanAt(way, axis, 0));
  const { busy, hosts } = shared.group<ToldDisk>(disks, places, carry, takers, (host) => conditionNow(world, host));
  hosts.demands.set(busy.map(({ disk }) => valueAt(disk.wanted, 0)));
  hosts.wanted[0] = alone;
  hosts.weights[0] = weightOf(boots);
  transfers.forEach(([, bytesPerUs], at) => {
    hosts.wanted[1 + at] = bytesPerUs;
    hosts.weights[1 + at] = 1;
  });
  hosts.share();
  return Math.min(alone, hosts.rates[busy.length] ?? alone);
}

/** How much those that boot may grow while a disk grows by 1 byte/µs: each of them counts as one. */
export function weightOf({ groups }: Boots): number {
  const { guests, bytesPerUs } = bootDemand(0, groups);
  return guests / bytesPerUs;
}

/** Guests that were told what to do with disks on one of the repositories, or on one of the servers. */
export function rivalsOf(
  world: World,
  repositories: readonly Ref<'SR'>[],
  hosts: readonly Ref<'host'>[],
): readonly Ref<'VM'>[] {
  const { db } = world;
  return TOLD.refs(world).filter((ref) => {
    const vm = db.get('VM', ref);
    if (vm?.power_state !== 'Running') return false;
    if (hosts.includes(vm.resident_on)) return true;
    return vm.VBDs.some((vbd) => {
      const sr = db.get('VDI', db.row('VBD', vbd).VDI)?.SR;
      return sr !== undefined && repositories.includes(sr);
    });
  });
}

/** What all that boot take of the repository and of their servers at full speed. */
export function takerOf(sr: Ref<'SR'>, { hosts, groups, timePerByte }: Boots): BootTaker {
  const { servers } = bootDemand(hosts.length, groups);
  const of = hosts.flatMap((host, at) => {
    const server = servers[at];
    return server === undefined ? [] : [{ host, ...server }];
  });
  const readBytesPerUs = of.reduce((sum, each) => sum + each.readBytesPerUs, 0);
  const writeBytesPerUs = of.reduce((sum, each) => sum + each.writeBytesPerUs, 0);
  return { sr, readBytesPerUs, writeBytesPerUs, time: (readBytesPerUs + writeBytesPerUs) * timePerByte, hosts: of };
}
