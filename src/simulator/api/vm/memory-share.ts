import type { Ref } from '../../../xapi/datamodel/ref';
import type { Records } from '../../../xapi/datamodel/types.gen';
import { guestSums, totalMemoryBytes } from '../memory';
import type { World } from '../world';

/**
 * What the balloon driver leaves a guest on a server, bytes: its dynamic minimum and the same part of its range as
 * everybody there has (squeezed). Whole pages.
 */
export function memoryShareBytes({ db }: World, host: Ref<'host'>, vm: Records['VM']): number {
  const { memory_dynamic_min: least, memory_dynamic_max: most } = vm;
  if (least >= most) return most;
  const sums = guestSums(db, host);
  const spare = totalMemoryBytes(db, host) - (db.get('host', host)?.memory_overhead ?? 0) - sums.footprint;
  const range = sums.dynamicMax - sums.dynamicMin;
  const gamma = range <= 0 ? 1 : Math.min(1, Math.max(0, spare / range));
  return Math.floor((least + gamma * (most - least)) / 4096) * 4096;
}
