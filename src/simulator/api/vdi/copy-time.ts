import type { Ref } from '../../../xapi/datamodel/ref';
import { repositoryBytesPerSecond } from '../../physics/lifecycle';
import { need, type World } from '../world';
import { chainOf } from './chain';

/** What is read of a disk, and how fast: only what it holds, at the speed of the slower repository (sparse_dd.ml). */
export function copiedBytes(
  world: World,
  vdi: Ref<'VDI'>,
  to: Ref<'SR'>,
): { readonly bytes: number; readonly bytesPerSecond: number } {
  const { db } = world;
  const row = need(db, 'VDI', vdi);
  const held = [row, ...chainOf(world, row)].reduce((sum, { physical_utilisation }) => sum + physical_utilisation, 0);
  const speedOf = (sr: Ref<'SR'>): number => repositoryBytesPerSecond(db.get('SR', sr)?.type ?? '');
  return { bytes: Math.min(held, row.virtual_size), bytesPerSecond: Math.min(speedOf(row.SR), speedOf(to)) };
}
