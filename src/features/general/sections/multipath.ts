import type { Ref } from '../../../xapi/datamodel/ref';
import { multipathOf, row } from '../../objects';
import type { Inventory } from '../../objects';
import type { Row } from '../section';
import { texts } from '../texts';

/** Drivers whose storage is a LUN, which several paths may lead to. */
const ON_LUNS: ReadonlySet<string> = new Set(['lvmoiscsi', 'lvmohba', 'lvmofcoe', 'lvmofc', 'gfs2']);

/** The paths behind one PBD, a row for each LUN, under the name of the server or storage it leads to. */
export function pathRows(inventory: Inventory, ref: Ref<'PBD'>, about: string): readonly Row[] {
  const pbd = row(inventory, 'PBD', ref);
  const multipath = multipathOf(pbd);
  if (multipath === null) {
    const isLun = pbd?.currently_attached === true && ON_LUNS.has(row(inventory, 'SR', pbd.SR)?.type ?? '');
    return isLun ? [{ id: `paths ${ref}`, name: about, value: { kind: 'text', text: texts.singlePath } }] : [];
  }
  if (multipath.luns.length === 0)
    return [{ id: `paths ${ref}`, name: about, value: { kind: 'status', tone: 'ok', text: texts.multipathed } }];
  return multipath.luns.map(({ scsiId, active, total }): Row => {
    const text = texts.paths(String(active), String(total), multipath.sessions);
    const tone = active === 0 ? 'danger' : active < total ? 'warning' : 'ok';
    const name = multipath.luns.length > 1 ? texts.lunOf(about, scsiId) : about;
    return { id: `paths ${ref} ${scsiId}`, name, value: { kind: 'status', tone, text } };
  });
}
