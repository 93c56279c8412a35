import type { Ref } from '../../../xapi/datamodel/ref';
import { multipathOf, row } from '../../objects';
import type { Inventory } from '../../objects';
import { texts } from '../texts';

/** The state of the paths behind one PBD, a line for each LUN. */
export function multipathLines(inventory: Inventory, ref: Ref<'PBD'>, about: string): readonly string[] {
  const multipath = multipathOf(row(inventory, 'PBD', ref));
  if (multipath === null) return [];
  const lines = multipath.luns.map(({ active, total }) => {
    const line = texts.paths(String(active), String(total), multipath.sessions);
    return active < total ? texts.degraded(about, line) : texts.healthy(about, line);
  });
  return lines.length > 0 ? lines : [texts.healthy(about, texts.multipathed)];
}
