import type { Ref } from '../../../xapi/datamodel/ref';
import { nameOf, row } from '../../objects';
import type { Inventory } from '../../objects';
import { single } from '../model/graph';
import { vmOwner } from '../model/owners';
import type { Suspect } from './path';

/** How busy the processors of the control domains of servers are: backends of disks and networks run there. */
export function controlDomains(inventory: Inventory, hosts: readonly Ref<'host'>[]): readonly Suspect[] {
  return hosts.flatMap((host) => {
    const ref = row(inventory, 'host', host)?.control_domain;
    const owner = ref === undefined ? null : vmOwner(inventory, ref);
    if (owner === null || owner.isStopped === true) return [];
    const name = nameOf(inventory, 'host', host) ?? '';
    return [{ name, series: single({ owner, name: 'cpu_usage' }, name, 1) }];
  });
}
