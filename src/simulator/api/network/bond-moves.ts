import { isNullRef, type Ref } from '../../../xapi/datamodel/ref';
import type { Records } from '../../../xapi/datamodel/types.gen';
import { coordinator, type World } from '../world';

/** The part of an interface that says how the server is reached over it. */
export function ipOf(pif: Records['PIF']): Partial<Records['PIF']> {
  const { ip_configuration_mode, IP, netmask, gateway, DNS, management, disallow_unplug, primary_address_type } = pif;
  const { ipv6_configuration_mode, IPv6, ipv6_gateway } = pif;
  const v6 = { ipv6_configuration_mode, IPv6, ipv6_gateway, primary_address_type };
  return { ip_configuration_mode, IP, netmask, gateway, DNS, management, disallow_unplug, ...v6 };
}

export const NO_IP: Partial<Records['PIF']> = {
  ip_configuration_mode: 'None',
  IP: '',
  netmask: '',
  gateway: '',
  DNS: '',
  management: false,
  disallow_unplug: false,
};

/** Moves the VLANs of interfaces to another one, tags and networks unchanged. */
export function moveVlans({ db }: World, from: readonly Ref<'PIF'>[], to: Ref<'PIF'>): void {
  const { device, metrics } = db.row('PIF', to);
  for (const pif of from) {
    for (const ref of db.row('PIF', pif).VLAN_slave_of) {
      db.update('VLAN', ref, { tagged_PIF: to });
      db.update('PIF', db.row('VLAN', ref).untagged_PIF, { device, device_name: device, metrics });
    }
  }
}

/** Moves tunnels from interfaces to another one. */
export function moveTunnels({ db }: World, from: readonly Ref<'PIF'>[], to: Ref<'PIF'>): void {
  for (const pif of from) {
    for (const tunnel of db.row('PIF', pif).tunnel_transport_PIF_of) db.update('tunnel', tunnel, { transport_PIF: to });
  }
}

/**
 * Moves VIFs of the server's own VMs from some networks to another: guests that run there and, for the coordinator,
 * those that run nowhere (xapi_bond.ml get_local_vms).
 */
export function moveVifs({ db }: World, host: Ref<'host'>, from: readonly Ref<'network'>[], to: Ref<'network'>): void {
  const takesHalted = coordinator(db) === host;
  for (const network of from) {
    for (const vif of db.row('network', network).VIFs) {
      const residentOn = db.get('VM', db.row('VIF', vif).VM)?.resident_on ?? '';
      if (residentOn === host || (takesHalted && isNullRef(residentOn))) db.update('VIF', vif, { network: to });
    }
  }
}
