import { isNullRef, NULL_REF, type Ref } from '../../../xapi/datamodel/ref';
import type { Enums, Records } from '../../../xapi/datamodel/types.gen';
import { Fault } from '../fault';
import { assertManaged, assertNetworkFree } from '../pif/plug';
import { define } from '../registry';
import { need, toXapiDate, type World } from '../world';
import { ipOf, moveVifs, moveVlans, NO_IP } from './bond-moves';

const MAC = /^([0-9a-f]{2}:){5}[0-9a-f]{2}$/i;
/** How LACP spreads traffic, and what else it may be told (xapi_bond.ml requirements). */
const HASHING_ALGORITHMS = ['src_mac', 'tcpudp_ports'];

interface BondPlan {
  readonly network: Ref<'network'>;
  readonly members: readonly Ref<'PIF'>[];
  readonly mac: string;
  readonly mode: Enums['bond_mode'];
  readonly properties: Readonly<Record<string, string>>;
}

function assertMember({ db }: World, ref: Ref<'PIF'>): Records['PIF'] {
  const pif = need(db, 'PIF', ref);
  if (!isNullRef(pif.bond_slave_of)) throw new Fault('PIF_ALREADY_BONDED', ref);
  if (pif.VLAN >= 0) throw new Fault('PIF_IS_VLAN', ref);
  if (pif.tunnel_access_PIF_of.length > 0) throw new Fault('IS_TUNNEL_ACCESS_PIF', ref);
  if (!pif.physical) throw new Fault('PIF_IS_NOT_PHYSICAL', ref);
  assertManaged(ref, pif);
  return pif;
}

/** Settings of a bond: LACP has a hashing algorithm, the other modes have none. */
function propertiesFor(
  mode: Enums['bond_mode'],
  given: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  if (mode !== 'lacp') return {};
  const hashing = given['hashing_algorithm'] ?? 'tcpudp_ports';
  if (!HASHING_ALGORITHMS.includes(hashing)) throw new Fault('INVALID_VALUE', 'properties', hashing);
  return { 'lacp-time': 'slow', 'lacp-aggregation-key': '0', ...given, hashing_algorithm: hashing };
}

function freeDevice({ db }: World, host: Ref<'host'>): string {
  const taken = new Set(db.row('host', host).PIFs.map((pif) => db.row('PIF', pif).device));
  for (let number = 0; ; number++) if (!taken.has(`bond${number}`)) return `bond${number}`;
}

function linkOf({ db }: World, pifs: readonly Records['PIF'][]): { readonly up: number; readonly speedMbps: number } {
  const metrics = pifs.map((pif) => db.get('PIF_metrics', pif.metrics));
  return {
    up: metrics.filter((each) => each?.carrier === true).length,
    speedMbps: metrics.reduce((sum, each) => sum + (each?.carrier === true ? each.speed : 0), 0),
  };
}

/** A bond with its interface; the first member that has an address, or the first of all, leads. */
function createBond(world: World, plan: BondPlan): Ref<'Bond'> {
  const { db, engine } = world;
  if (plan.mac !== '' && !MAC.test(plan.mac)) throw new Fault('MAC_INVALID', plan.mac);
  const members = [...new Set(plan.members)];
  const [first] = members;
  if (first === undefined || members.length < 2) throw new Fault('PIF_BOND_NEEDS_MORE_MEMBERS');
  const { host } = need(db, 'PIF', first);
  assertNetworkFree(world, host, plan.network);
  const pifs = members.map((member) => assertMember(world, member));
  if (pifs.some((pif) => pif.host !== host)) throw new Fault('PIF_CANNOT_BOND_CROSS_HOST');
  const addressed = pifs.filter((pif) => pif.ip_configuration_mode !== 'None');
  if (addressed.length > 1) throw new Fault('PIF_BOND_MORE_THAN_ONE_IP');
  const leader = pifs.findIndex((pif) => pif.ip_configuration_mode !== 'None');
  const primary = members[Math.max(0, leader)] ?? first;
  const primaryRow = db.row('PIF', primary);
  const properties = propertiesFor(plan.mode, plan.properties);
  const bond = engine.newRef('Bond');
  const master = engine.newRef('PIF');
  const metrics = engine.newRef('PIF_metrics');
  const link = linkOf(world, pifs);
  const device = freeDevice(world, host);
  return db.transaction(() => {
    db.insert('PIF_metrics', metrics, {
      uuid: engine.newUuid('PIF_metrics'),
      carrier: link.up > 0,
      speed: link.speedMbps,
      duplex: link.up > 0,
      last_updated: toXapiDate(engine.nowMs),
    });
    db.insert('PIF', master, {
      uuid: engine.newUuid('PIF'),
      device,
      device_name: device,
      network: plan.network,
      host,
      MAC: plan.mac === '' ? primaryRow.MAC : plan.mac,
      MTU: db.row('network', plan.network).MTU,
      VLAN: -1,
      metrics,
      managed: true,
      currently_attached: true,
      ...ipOf(primaryRow),
    });
    db.insert('Bond', bond, {
      uuid: engine.newUuid('Bond'),
      master,
      primary_slave: primary,
      mode: plan.mode,
      properties,
      links_up: link.up,
      auto_update_mac: plan.mac === '',
    });
    for (const member of members) db.update('PIF', member, { bond_slave_of: bond, ...NO_IP });
    moveVlans(world, members, master);
    moveVifs(
      world,
      host,
      pifs.map((pif) => pif.network),
      plan.network,
    );
    return bond;
  });
}

function destroyBond(world: World, ref: Ref<'Bond'>): void {
  const { db } = world;
  const bond = need(db, 'Bond', ref);
  const master = db.row('PIF', bond.master);
  const primary = db.has('PIF', bond.primary_slave) ? bond.primary_slave : bond.slaves[0];
  db.transaction(() => {
    for (const slave of bond.slaves) db.update('PIF', slave, { bond_slave_of: NULL_REF });
    if (primary !== undefined) {
      db.update('PIF', primary, ipOf(master));
      moveVlans(world, [bond.master], primary);
      moveVifs(world, master.host, [master.network], db.row('PIF', primary).network);
    }
    db.remove('Bond', ref);
    db.remove('PIF', bond.master);
    db.remove('PIF_metrics', master.metrics);
  });
}

define({
  'Bond.create': (call, network, members, mac, mode, properties) =>
    createBond(call.world, { network, members, mac, mode, properties }),
  'Bond.destroy': (call, self) => destroyBond(call.world, self),
  'Bond.set_mode': (call, self, mode) => {
    const bond = need(call.db, 'Bond', self);
    const properties = propertiesFor(mode, bond.properties);
    call.db.transaction(() => call.db.update('Bond', self, { mode, properties }));
  },
  'Bond.set_property': (call, self, name, value) => {
    const bond = need(call.db, 'Bond', self);
    const properties = propertiesFor(bond.mode, { ...bond.properties, [name]: value });
    call.db.transaction(() => call.db.update('Bond', self, { properties }));
  },
});
