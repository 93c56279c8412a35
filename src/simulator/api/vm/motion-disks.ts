import { isNullRef, type Ref } from '../../../xapi/datamodel/ref';
import type { Records } from '../../../xapi/datamodel/types.gen';
import { repositoryBytesPerSecond } from '../../physics/lifecycle';
import { MIRROR_FIXED_MS, mirroredCopyMs } from '../../physics/transfer/storage-motion';
import { Fault } from '../fault';
import { chainOf } from '../vdi/chain';
import type { World } from '../world';
import { ownDisks } from './clone';

/** A disk that is to be copied, where to, and how long that takes. */
export interface MovingDisk {
  readonly vdi: Ref<'VDI'>;
  readonly sr: Ref<'SR'>;
  readonly ms: number;
  /** The copy and what the guest writes meanwhile. */
  readonly bytesPerS: number;
}

/** xapi_vm_migrate.ml with_migrate: how many migrations with storage a server does at once. */
const MOST_AT_ONCE = 3;

/** Refuses disks that forget what was written to them (migrate_send'). */
export function assertNoneResets(world: World, vm: Records['VM']): void {
  const disk = ownDisks(world, vm).find(({ VDI }) => world.db.row('VDI', VDI).on_boot === 'reset');
  if (disk !== undefined) throw new Fault('VDI_ON_BOOT_MODE_INCOMPATIBLE_WITH_OPERATION', disk.VDI);
}

export function assertFewEnough({ db }: World, ref: Ref<'VM'>, host: Ref<'host'>): void {
  let count = 0;
  for (const [other, { current_operations, resident_on, scheduled_to_be_resident_on }] of db.all('VM')) {
    if (other === ref || !Object.values(current_operations).includes('migrate_send')) continue;
    if ((isNullRef(resident_on) ? scheduled_to_be_resident_on : resident_on) === host) count += 1;
  }
  if (count >= MOST_AT_ONCE) throw new Fault('TOO_MANY_STORAGE_MIGRATES', String(MOST_AT_ONCE));
}

/** What a disk and its ancestors hold, bytes. */
function heldBytes(world: World, vdi: Records['VDI']): number {
  return [vdi, ...chainOf(world, vdi)].reduce((sum, { physical_utilisation }) => sum + physical_utilisation, 0);
}

/**
 * How a disk is copied while its guest writes to it.
 * @param there the world of the repository: this one, or another pool's
 * @param network bytes a second between the servers
 * @param writes what the guest writes to the disk, bytes a second
 */
export function diskCopy(
  world: World,
  there: World,
  [vdi, sr]: readonly [vdi: Ref<'VDI'>, to: Ref<'SR'>],
  network: number,
  writes: number,
): MovingDisk {
  const speed = ({ db }: World, ref: Ref<'SR'>): number => repositoryBytesPerSecond(db.get('SR', ref)?.type ?? '');
  const row = world.db.row('VDI', vdi);
  const bytes = Math.min(heldBytes(world, row), row.virtual_size);
  const copyMs = mirroredCopyMs(bytes, Math.min(speed(world, row.SR), speed(there, sr), network), writes);
  const bytesPerS = copyMs > 0 ? (bytes / copyMs) * 1000 + writes : 0;
  return { vdi, sr, ms: Math.round(MIRROR_FIXED_MS + copyMs), bytesPerS };
}

/**
 * Smallest first, older before younger: what comes first can be a base for what follows (migrate_send').
 * @param writes what the guest writes to its disks, bytes a second
 */
export function inOrder(
  world: World,
  there: World,
  moves: readonly (readonly [vdi: Ref<'VDI'>, to: Ref<'SR'>])[],
  network: number,
  writes: ReadonlyMap<Ref<'VDI'>, number>,
): MovingDisk[] {
  const { db } = world;
  const sorted = moves.toSorted(([one], [other]) => {
    const [a, b] = [db.row('VDI', one), db.row('VDI', other)];
    return a.virtual_size - b.virtual_size || (a.snapshot_time < b.snapshot_time ? -1 : 1);
  });
  return sorted.map((move) => diskCopy(world, there, move, network, writes.get(move[0]) ?? 0));
}
