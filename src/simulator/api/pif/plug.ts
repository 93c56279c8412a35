import { isNullRef, type Ref } from '../../../xapi/datamodel/ref';
import type { Records } from '../../../xapi/datamodel/types.gen';
import { Fault } from '../fault';
import { vifInUse } from '../network/network';
import type { World } from '../world';

export function assertManaged(ref: Ref<'PIF'>, pif: Records['PIF']): void {
  if (!pif.managed) throw new Fault('PIF_UNMANAGED', ref);
}

/** A server meets a network in one PIF (xapi_pif.ml assert_no_other_local_pifs). */
export function assertNetworkFree({ db }: World, host: Ref<'host'>, network: Ref<'network'>): void {
  const row = db.get('network', network);
  if (row === undefined) throw new Fault('HANDLE_INVALID', 'network', network);
  if (!row.managed) throw new Fault('NETWORK_UNMANAGED', network);
  const other = row.PIFs.find((pif) => db.row('PIF', pif).host === host);
  if (other !== undefined) throw new Fault('NETWORK_ALREADY_CONNECTED', network, other);
}

/** Refuses to take down an interface that something needs (xapi_pif.ml unplug). */
export function assertUnpluggable(world: World, ref: Ref<'PIF'>, pif: Records['PIF']): void {
  if (pif.management) throw new Fault('PIF_IS_MANAGEMENT_INTERFACE', ref);
  if (pif.disallow_unplug) throw new Fault('PIF_DOES_NOT_ALLOW_UNPLUG', ref);
  const vif = vifInUse(world, pif.network, pif.host);
  if (vif !== undefined) throw new Fault('VIF_IN_USE', pif.network, vif);
}

/** Brings an interface up, and the one that carries it. */
export function bringUp({ db }: World, ref: Ref<'PIF'>): void {
  const pif = db.row('PIF', ref);
  const carrier = isNullRef(pif.VLAN_master_of) ? undefined : db.get('VLAN', pif.VLAN_master_of)?.tagged_PIF;
  for (const each of carrier === undefined ? [ref] : [carrier, ref]) {
    if (db.get('PIF', each)?.currently_attached === false) db.update('PIF', each, { currently_attached: true });
  }
}
