import { NULL_REF, type Ref } from '../../../xapi/datamodel/ref';
import type { Records } from '../../../xapi/datamodel/types.gen';
import type { Json } from '../../engine/agenda';
import type { World } from '../world';

type Pif = Records['PIF'];

/** A port that a server has and its pool does not know, because somebody forgot it. */
export interface Port {
  readonly device: string;
  readonly MAC: string;
  readonly MTU: number;
  readonly capabilities: readonly string[];
  readonly PCI: Ref<'PCI'>;
  readonly metrics: Partial<Records['PIF_metrics']>;
}

const UNKNOWN_PORTS = 'unknownPorts';

type UnknownPorts = Readonly<Record<Ref<'host'>, readonly Port[]>>;

/** Ports that a scan would find. */
export function unknownPorts({ engine }: World, host: Ref<'host'>): readonly Port[] {
  return (engine.annex[UNKNOWN_PORTS] as unknown as UnknownPorts | undefined)?.[host] ?? [];
}

export function setUnknownPorts({ engine }: World, host: Ref<'host'>, ports: readonly Port[]): void {
  const before = engine.annex[UNKNOWN_PORTS] as unknown as UnknownPorts | undefined;
  const after: UnknownPorts = { ...before, [host]: ports };
  engine.annex = { ...engine.annex, [UNKNOWN_PORTS]: after as unknown as Json };
}

function portOf({ db }: World, pif: Pif): Port {
  const { uuid: _uuid, ...metrics } = db.get('PIF_metrics', pif.metrics) ?? { uuid: '' };
  const { device, MAC, MTU, capabilities, PCI } = pif;
  return { device, MAC, MTU, capabilities, PCI, metrics };
}

/** Removes a VLAN with its interface, unless that is the one that goes anyway. */
function removeVlan(world: World, vlan: Ref<'VLAN'>, going: Ref<'PIF'>): void {
  const { db } = world;
  const row = db.get('VLAN', vlan);
  if (row === undefined) return;
  db.remove('VLAN', vlan);
  // Rows that were introduced may claim a VLAN that is another's.
  for (const [pif, { VLAN_master_of }] of [...db.all('PIF')]) {
    if (VLAN_master_of === vlan) db.update('PIF', pif, { VLAN_master_of: NULL_REF });
  }
  if (row.untagged_PIF !== going) removePif(world, row.untagged_PIF);
}

/**
 * Removes an interface and what cannot be without it. A port stays in its server, where a scan finds it again.
 * xapi leaves the rest to its collector of garbage.
 */
export function removePif(world: World, ref: Ref<'PIF'>): void {
  const { db } = world;
  const pif = db.get('PIF', ref);
  if (pif === undefined) return;
  for (const [vlan, { tagged_PIF, untagged_PIF }] of [...db.all('VLAN')]) {
    if (tagged_PIF === ref || untagged_PIF === ref) removeVlan(world, vlan, ref);
  }
  // Interfaces that were introduced may stand on one another: what went with another has gone already.
  for (const tunnel of pif.tunnel_transport_PIF_of) removePif(world, db.get('tunnel', tunnel)?.access_PIF ?? NULL_REF);
  for (const sriov of pif.sriov_physical_PIF_of) {
    removePif(world, db.get('network_sriov', sriov)?.logical_PIF ?? NULL_REF);
  }
  if (!db.has('PIF', ref)) return;
  for (const bond of pif.bond_master_of) if (db.has('Bond', bond)) db.remove('Bond', bond);
  for (const tunnel of pif.tunnel_access_PIF_of) if (db.has('tunnel', tunnel)) db.remove('tunnel', tunnel);
  for (const sriov of pif.sriov_logical_PIF_of) if (db.has('network_sriov', sriov)) db.remove('network_sriov', sriov);
  if (db.get('Bond', pif.bond_slave_of)?.primary_slave === ref) {
    db.update('Bond', pif.bond_slave_of, { primary_slave: NULL_REF });
  }
  if (pif.physical) setUnknownPorts(world, pif.host, [...unknownPorts(world, pif.host), portOf(world, pif)]);
  db.remove('PIF', ref);
  // VLANs and the like show the metrics of what they stand on.
  const isShown = [...db.all('PIF')].some(([, { metrics }]) => metrics === pif.metrics);
  if (!isShown && db.has('PIF_metrics', pif.metrics)) db.remove('PIF_metrics', pif.metrics);
}
