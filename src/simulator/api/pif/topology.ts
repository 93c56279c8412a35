import { isNullRef, type Ref } from '../../../xapi/datamodel/ref';
import type { Records } from '../../../xapi/datamodel/types.gen';
import type { Database } from '../../engine/database';
import { Fault } from '../fault';

type Pif = Records['PIF'];

/** What an interface is made of; every interface is of one kind (xapi: xapi_pif_helpers.ml get_pif_type). */
type PifKind = 'tunnel' | 'vlan' | 'sriov' | 'bond' | 'physical';

export function kindOfPif(pif: Pif): PifKind {
  if (pif.tunnel_access_PIF_of.length > 0) return 'tunnel';
  if (!isNullRef(pif.VLAN_master_of)) return 'vlan';
  if (pif.sriov_logical_PIF_of.length > 0) return 'sriov';
  return pif.bond_master_of.length > 0 ? 'bond' : 'physical';
}

export function isBondMember(pif: Pif): boolean {
  return !isNullRef(pif.bond_slave_of);
}

/** The SR-IOV interface that a VLAN is on, if it is on one. */
function sriovBelow(db: Database, pif: Pif): Pif | undefined {
  if (kindOfPif(pif) !== 'vlan') return undefined;
  const tagged = db.get('VLAN', pif.VLAN_master_of)?.tagged_PIF ?? '';
  const below = db.get('PIF', tagged);
  return below !== undefined && kindOfPif(below) === 'sriov' ? below : undefined;
}

/** The port whose functions an interface gives to guests: that of an SR-IOV interface, or of a VLAN on one. */
export function sriovPort(db: Database, pif: Pif): Ref<'PIF'> | undefined {
  const logical = kindOfPif(pif) === 'sriov' ? pif : sriovBelow(db, pif);
  const [sriov] = logical?.sriov_logical_PIF_of ?? [];
  return sriov === undefined ? undefined : db.get('network_sriov', sriov)?.physical_PIF;
}

/** Whether two ports are of one model, by their PCI devices. */
function sameModel(db: Database, one: Ref<'PIF'>, other: Ref<'PIF'>): boolean {
  const [a, b] = [one, other].map((port) => db.get('PCI', db.get('PIF', port)?.PCI ?? ''));
  return a?.vendor_id === b?.vendor_id && a?.device_id === b?.device_id;
}

/** The oldest interface of a network, which says what kind of network it is (xapi: xapi_network_helpers.ml). */
function firstPif(db: Database, network: Ref<'network'>): Pif | undefined {
  const [first] = db.row('network', network).PIFs;
  return first === undefined ? undefined : db.row('PIF', first);
}

export function assertNotSriovNetwork(db: Database, network: Ref<'network'>, purpose: 'TUNNEL' | 'BOND'): void {
  const first = firstPif(db, network);
  if (first !== undefined && sriovPort(db, first) !== undefined) {
    throw new Fault(`NETWORK_INCOMPATIBLE_WITH_${purpose}`, network);
  }
}

/** All interfaces of an SR-IOV network are SR-IOV, on ports of one model. */
export function assertSriovFits(db: Database, port: Ref<'PIF'>, network: Ref<'network'>): void {
  const first = firstPif(db, network);
  if (first === undefined) return;
  if (kindOfPif(first) !== 'sriov') throw new Fault('NETWORK_INCOMPATIBLE_WITH_SRIOV', network);
  if (!sameModel(db, sriovPort(db, first) ?? '', port)) {
    throw new Fault('NETWORK_HAS_INCOMPATIBLE_SRIOV_PIFS', port, network);
  }
}

/** VLANs of a network are all on bridges or all on SR-IOV interfaces of one model. */
export function assertVlanFits(db: Database, tagged: Ref<'PIF'>, network: Ref<'network'>): void {
  const first = firstPif(db, network);
  if (first === undefined) return;
  const existing = sriovPort(db, first);
  if (kindOfPif(db.row('PIF', tagged)) !== 'sriov') {
    if (existing !== undefined) throw new Fault('NETWORK_INCOMPATIBLE_WITH_VLAN_ON_BRIDGE', network);
    return;
  }
  if (existing === undefined || kindOfPif(first) !== 'vlan') {
    throw new Fault('NETWORK_INCOMPATIBLE_WITH_VLAN_ON_SRIOV', network);
  }
  if (!sameModel(db, existing, sriovPort(db, db.row('PIF', tagged)) ?? '')) {
    throw new Fault('NETWORK_HAS_INCOMPATIBLE_VLAN_ON_SRIOV_PIFS', tagged, network);
  }
}

/** xapi: xapi_pif_helpers.ml tunnel_is_allowed_on_pif. */
export function assertTunnelAllowed(db: Database, ref: Ref<'PIF'>, pif: Pif): void {
  if (isBondMember(pif)) throw new Fault('CANNOT_ADD_TUNNEL_TO_BOND_SLAVE', ref);
  const kind = kindOfPif(pif);
  if (kind === 'tunnel') throw new Fault('IS_TUNNEL_ACCESS_PIF', ref);
  if (kind === 'sriov') throw new Fault('CANNOT_ADD_TUNNEL_TO_SRIOV_LOGICAL', ref);
  if (sriovBelow(db, pif) !== undefined) throw new Fault('CANNOT_ADD_TUNNEL_TO_VLAN_ON_SRIOV_LOGICAL', ref);
}

/** xapi: xapi_pif_helpers.ml vlan_is_allowed_on_pif. */
export function assertVlanAllowed(ref: Ref<'PIF'>, pif: Pif): void {
  if (isBondMember(pif)) throw new Fault('CANNOT_ADD_VLAN_TO_BOND_SLAVE', ref);
  const kind = kindOfPif(pif);
  if (kind === 'vlan') throw new Fault('PIF_IS_VLAN', ref);
  if (kind === 'tunnel') throw new Fault('IS_TUNNEL_ACCESS_PIF', ref);
}

/** xapi: xapi_pif_helpers.ml bond_is_allowed_on_pif; a bond of bonds would not come up. */
export function assertBondAllowed(ref: Ref<'PIF'>, pif: Pif): void {
  if (isBondMember(pif)) throw new Fault('PIF_ALREADY_BONDED', ref);
  const kind = kindOfPif(pif);
  if (kind === 'vlan') throw new Fault('PIF_VLAN_EXISTS', pif.device);
  if (kind === 'tunnel') throw new Fault('IS_TUNNEL_ACCESS_PIF', ref);
  if (kind === 'sriov') throw new Fault('PIF_IS_SRIOV_LOGICAL', ref);
  if (kind === 'bond') throw new Fault('PIF_IS_NOT_PHYSICAL', ref);
}

/** xapi: xapi_pif_helpers.ml sriov_is_allowed_on_pif. */
export function assertSriovAllowed(ref: Ref<'PIF'>, pif: Pif): void {
  if (kindOfPif(pif) !== 'physical') throw new Fault('PIF_IS_NOT_PHYSICAL', ref);
  if (pif.sriov_physical_PIF_of.length > 0) throw new Fault('NETWORK_SRIOV_ALREADY_ENABLED', ref);
  if (!pif.capabilities.includes('sriov')) throw new Fault('PIF_IS_NOT_SRIOV_CAPABLE', ref);
}
