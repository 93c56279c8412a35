import type { Ref } from '../../../xapi/datamodel/ref';
import type { Records } from '../../../xapi/datamodel/types.gen';
import { balloonedBytes, balloonOpening } from '../../physics/memory';
import { balloonRange, guestSums, totalMemoryBytes } from '../memory';
import type { World } from '../world';

const PAGE_BYTES = 4096;

/**
 * What the balloon driver leaves a guest on a server, bytes: its dynamic minimum and the same part of its range as
 * everybody there has (squeezed). Whole pages.
 */
export function memoryShareBytes({ db }: World, host: Ref<'host'>, vm: Records['VM']): number {
  const [least, most] = balloonRange(vm);
  if (least >= most) return most;
  const { footprint, dynamicMin, dynamicMax } = guestSums(db, host);
  const spare = totalMemoryBytes(db, host) - (db.get('host', host)?.memory_overhead ?? 0) - footprint;
  const bytes = balloonedBytes(least, most, balloonOpening(spare, dynamicMax - dynamicMin));
  return Math.floor(bytes / PAGE_BYTES) * PAGE_BYTES;
}
