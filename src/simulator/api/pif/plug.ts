import { isNullRef, type Ref } from '../../../xapi/datamodel/ref';
import type { Records } from '../../../xapi/datamodel/types.gen';
import { Fault } from '../fault';
import { vifInUse } from '../network/network';
import { disableSriov, enableSriov } from '../network/sriov-functions';
import { need, thePool, type World } from '../world';
import { isBondMember, kindOfPif } from './topology';

type Pif = Records['PIF'];

export function assertManaged(ref: Ref<'PIF'>, pif: Pif): void {
  if (!pif.managed) throw new Fault('PIF_UNMANAGED', ref);
}

export function assertNetworkManaged({ db }: World, network: Ref<'network'>): void {
  if (!need(db, 'network', network).managed) throw new Fault('NETWORK_UNMANAGED', network);
}

/** A server meets a network in one PIF (xapi_pif.ml assert_no_other_local_pifs; the code names the server). */
export function assertNetworkFree({ db }: World, host: Ref<'host'>, network: Ref<'network'>): void {
  const other = db.row('network', network).PIFs.find((pif) => db.row('PIF', pif).host === host);
  if (other !== undefined) throw new Fault('NETWORK_ALREADY_CONNECTED', host, other);
}

/** The pool must not lose its heartbeat or its log by a change (xapi_pif.ml assert_no_protection_enabled). */
export function assertUnprotected({ db }: World, pif: Pif): void {
  if (!pif.currently_attached) return;
  const [, pool] = thePool(db);
  if (pool.ha_enabled) throw new Fault('HA_IS_ENABLED');
  if (pool.redo_log_enabled) throw new Fault('REDO_LOG_IS_ENABLED');
}

export function assertNotManagement(ref: Ref<'PIF'>, pif: Pif): void {
  if (pif.currently_attached && pif.management) throw new Fault('PIF_IS_MANAGEMENT_INTERFACE', ref);
}

/** A server of a cluster talks to the others over its interface. */
export function assertUnclustered({ db }: World, ref: Ref<'PIF'>): void {
  for (const [cluster, row] of db.all('Cluster_host')) {
    if (row.PIF === ref && row.enabled) throw new Fault('CLUSTERING_ENABLED', cluster);
  }
}

const NONE: readonly Ref<'PIF'>[] = [];

/**
 * Takes an interface down, and all that need it; refuses when somebody does (xapi_pif.ml unplug).
 * @param below interfaces that go down already: those that were introduced may stand on themselves
 */
export function unplugPif(world: World, ref: Ref<'PIF'>, below = NONE): void {
  const { db } = world;
  const pif = need(db, 'PIF', ref);
  assertManaged(ref, pif);
  assertUnprotected(world, pif);
  assertNotManagement(ref, pif);
  const vif = vifInUse(world, pif.network, pif.host);
  if (vif !== undefined) throw new Fault('VIF_IN_USE', pif.network, vif);
  if (pif.disallow_unplug) throw new Fault('PIF_DOES_NOT_ALLOW_UNPLUG', ref);
  for (const above of dependents(world, pif)) if (!below.includes(above)) unplugPif(world, above, [...below, ref]);
  if (!isBondMember(pif) && pif.currently_attached) bringDown(world, ref, pif);
}

/** Interfaces that go down with one. */
function dependents({ db }: World, pif: Pif): readonly Ref<'PIF'>[] {
  const tunnels = pif.tunnel_transport_PIF_of.map((tunnel) => db.row('tunnel', tunnel).access_PIF);
  return tunnels.concat(sriovDependents(db, pif));
}

function sriovDependents(db: World['db'], pif: Pif): readonly Ref<'PIF'>[] {
  switch (kindOfPif(pif)) {
    case 'bond': {
      const slaves = pif.bond_master_of.flatMap((bond) => db.row('Bond', bond).slaves);
      return slaves.filter((slave) => db.row('PIF', slave).sriov_physical_PIF_of.length > 0);
    }
    case 'sriov':
      return pif.VLAN_slave_of.map((vlan) => db.row('VLAN', vlan).untagged_PIF);
    case 'physical':
      return pif.sriov_physical_PIF_of.map((sriov) => db.row('network_sriov', sriov).logical_PIF);
    default:
      return [];
  }
}

function bringDown(world: World, ref: Ref<'PIF'>, pif: Pif): void {
  if (kindOfPif(pif) === 'sriov') disableSriov(world, pif);
  world.db.update('PIF', ref, { currently_attached: false });
}

/**
 * Brings an interface up, and all that it needs (xapi_pif.ml plug).
 * @param above interfaces that come up already
 */
export function plugPif(world: World, ref: Ref<'PIF'>, above = NONE): void {
  const { db } = world;
  const pif = need(db, 'PIF', ref);
  assertManaged(ref, pif);
  const below = needed(world, ref, pif);
  if (below !== undefined && !above.includes(below)) plugPif(world, below, [...above, ref]);
  if (!isBondMember(pif)) bringUp(world, ref);
}

function needed({ db }: World, ref: Ref<'PIF'>, pif: Pif): Ref<'PIF'> | undefined {
  switch (kindOfPif(pif)) {
    case 'tunnel': {
      const transport = db.row('tunnel', pif.tunnel_access_PIF_of[0] ?? '').transport_PIF;
      const { ip_configuration_mode } = db.row('PIF', transport);
      if (ip_configuration_mode === 'None') throw new Fault('TRANSPORT_PIF_NOT_CONFIGURED', transport);
      return transport;
    }
    case 'vlan': {
      const tagged = db.get('VLAN', pif.VLAN_master_of)?.tagged_PIF ?? '';
      return (db.get('PIF', tagged)?.sriov_logical_PIF_of.length ?? 0) > 0 ? tagged : undefined;
    }
    case 'sriov':
      return db.row('network_sriov', pif.sriov_logical_PIF_of[0] ?? '').physical_PIF;
    default:
      if (!isBondMember(pif)) return undefined;
      if (pif.sriov_physical_PIF_of.length === 0) throw new Fault('CANNOT_PLUG_BOND_SLAVE', ref);
      return db.row('Bond', pif.bond_slave_of).master;
  }
}

/** Brings an interface up without looking at anything, and the one that carries its VLAN. */
export function bringUp(world: World, ref: Ref<'PIF'>): void {
  const { db } = world;
  const pif = db.row('PIF', ref);
  if (kindOfPif(pif) === 'sriov') {
    enableSriov(world, ref, pif);
    return;
  }
  const carrier = isNullRef(pif.VLAN_master_of) ? undefined : db.get('VLAN', pif.VLAN_master_of)?.tagged_PIF;
  const below = carrier === undefined ? undefined : db.get('PIF', carrier);
  if (carrier !== undefined && below?.currently_attached === false) {
    // SR-IOV that waits for a reboot keeps its VLANs down.
    if (kindOfPif(below) === 'sriov') return;
    db.update('PIF', carrier, { currently_attached: true });
  }
  if (!pif.currently_attached) db.update('PIF', ref, { currently_attached: true, MTU: mtuOf(world, pif) });
}

/** The MTU with which an interface comes up: its own, or that of its network (nm.ml determine_mtu). */
function mtuOf({ db }: World, { other_config, network, MTU }: Pif): number {
  const own = other_config['mtu'] ?? '';
  return /^[1-9]\d{1,5}$/.test(own) ? Number(own) : db.row('network', network).MTU || MTU;
}
