import { isNullRef, type Ref } from '../../../xapi/datamodel/ref';
import type { Records } from '../../../xapi/datamodel/types.gen';
import type { Database } from '../../engine/database';
import { isLicensed } from '../licence/features';
import { postMessage } from '../message';
import { thePool, type World } from '../world';

const ALERT = 'ALL_RUNNING_VMS_IN_ANTI_AFFINITY_GRP_ON_SINGLE_HOST';

/** The server on which all running members of a group are, when there are at least two (check_breach_on_vm_anti_affinity_rules). */
function breachedOn(db: Database, group: Records['VM_group']): Ref<'host'> | null {
  const hosts: Ref<'host'>[] = [];
  for (const vm of group.VMs) {
    const { power_state, resident_on } = db.row('VM', vm);
    if (power_state === 'Running' && !isNullRef(resident_on)) hosts.push(resident_on);
  }
  const [first, second] = hosts;
  if (first === undefined || second === undefined) return null;
  return hosts.every((host) => host === first) ? first : null;
}

/** Keeps the alert about each anti-affinity group as its members are now: none, or the one that names the server. */
export function updateGroupAlerts(world: World, groups: readonly Ref<'VM_group'>[]): void {
  const { db } = world;
  if (groups.length === 0 || !isLicensed(db, 'VM_groups')) return;
  for (const ref of new Set(groups)) {
    const group = db.get('VM_group', ref);
    if (group === undefined || group.placement !== 'anti_affinity') continue;
    const host = breachedOn(db, group);
    const about = `<VM_group>${group.uuid}</VM_group>`;
    const where = host === null ? '' : `<host>${db.row('host', host).uuid}</host>`;
    const old = [...db.all('message')].filter(([, { name, body }]) => name === ALERT && body.includes(about));
    if (host !== null && old.some(([, { body }]) => body.includes(where))) continue;
    for (const [message] of old) db.remove('message', message);
    if (host === null) continue;
    const body = `<body><message>Breach on VM anti-affinity rules</message>${about}${where}</body>`;
    postMessage(world, { name: ALERT, cls: 'Pool', obj_uuid: thePool(db)[1].uuid, body });
  }
}
