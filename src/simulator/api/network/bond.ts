import { NULL_REF, type Ref } from '../../../xapi/datamodel/ref';
import type { Enums, Records } from '../../../xapi/datamodel/types.gen';
import { Fault } from '../fault';
import { assertManaged, assertNetworkFree, assertNetworkManaged } from '../pif/plug';
import { removePif } from '../pif/ports';
import { assertBondAllowed, assertNotSriovNetwork } from '../pif/topology';
import { define } from '../registry';
import { need, thePool, toXapiDate, type World } from '../world';
import { isMac } from './addresses';
import { ipOf, moveTunnels, moveVifs, moveVlans, NO_IP } from './bond-moves';

interface BondPlan {
  readonly network: Ref<'network'>;
  readonly members: readonly Ref<'PIF'>[];
  readonly mac: string;
  readonly mode: Enums['bond_mode'];
  readonly properties: Readonly<Record<string, string>>;
}

/** What LACP may be told: the default, if there is one, and which values count (xapi_bond.ml requirements_of_mode). */
const LACP: Readonly<Record<string, { readonly fallback?: string; readonly accepts: RegExp }>> = {
  hashing_algorithm: { fallback: 'tcpudp_ports', accepts: /^(?:src_mac|tcpudp_ports)$/ },
  'lacp-time': { fallback: 'slow', accepts: /^(?:fast|slow)$/ },
  'lacp-aggregation-key': { accepts: /^-?\d+$/ },
  'lacp-fallback-ab': { fallback: 'true', accepts: /^(?:true|false)$/ },
};

type Mode = Enums['bond_mode'];
type Properties = Records['Bond']['properties'];

function isProperty(mode: Mode, name: string, value: string): boolean {
  return mode === 'lacp' && Object.hasOwn(LACP, name) && LACP[name]?.accepts.test(value) === true;
}

function assertProperty(mode: Mode, name: string, value: string): void {
  if (!isProperty(mode, name, value)) throw new Fault('INVALID_VALUE', 'properties', `${name} = ${value}`);
}

/** Properties with the defaults of the mode; the other modes have none. */
function withDefaults(mode: Mode, given: Properties): Properties {
  if (mode !== 'lacp') return given;
  const defaults = Object.entries(LACP).flatMap(([name, { fallback }]) =>
    fallback === undefined ? [] : [[name, fallback] as const],
  );
  return { ...Object.fromEntries(defaults), ...given };
}

function assertMember(world: World, ref: Ref<'PIF'>): Records['PIF'] {
  const pif = need(world.db, 'PIF', ref);
  assertManaged(ref, pif);
  assertBondAllowed(ref, pif);
  assertManagementMayMove(world, pif);
  return pif;
}

/** While the pool is protected, servers stay where their peers look for them. */
function assertManagementMayMove({ db }: World, pif: Records['PIF']): void {
  if (pif.management && thePool(db)[1].ha_enabled) throw new Fault('HA_CANNOT_CHANGE_BOND_STATUS_OF_MGMT_IFACE');
}

function areEqual(one: Properties, other: Properties): boolean {
  const names = Object.keys(one);
  return names.length === Object.keys(other).length && names.every((name) => one[name] === other[name]);
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

/** A bond with its interface; the management interface, or a member that has an address, or the first of all, leads. */
function createBond(world: World, plan: BondPlan): Ref<'Bond'> {
  const { db, engine } = world;
  const [first] = plan.members;
  if (first === undefined) throw new Fault('PIF_BOND_NEEDS_MORE_MEMBERS');
  const { host } = need(db, 'PIF', first);
  assertNetworkManaged(world, plan.network);
  assertNetworkFree(world, host, plan.network);
  assertNotSriovNetwork(db, plan.network, 'BOND');
  if (plan.mac !== '' && !isMac(plan.mac)) throw new Fault('MAC_INVALID', plan.mac);
  for (const [name, value] of Object.entries(plan.properties)) assertProperty(plan.mode, name, value);
  const members = [...new Set(plan.members)];
  if (members.length < 2) throw new Fault('PIF_BOND_NEEDS_MORE_MEMBERS');
  const pifs = members.map((member) => assertMember(world, member));
  if (pifs.some((pif) => pif.host !== host)) throw new Fault('PIF_CANNOT_BOND_CROSS_HOST');
  const [{ properties: pifProperties } = { properties: {} }] = pifs;
  if (!pifs.every((pif) => areEqual(pif.properties, pifProperties))) throw new Fault('INCOMPATIBLE_PIF_PROPERTIES');
  const hasAddress = (pif: Records['PIF']): boolean => pif.ip_configuration_mode !== 'None';
  if (pifs.filter(hasAddress).length > 1) throw new Fault('PIF_BOND_MORE_THAN_ONE_IP');
  const management = pifs.findIndex((pif) => pif.management);
  const leader = management >= 0 ? management : pifs.findIndex(hasAddress);
  const primary = members[Math.max(0, leader)] ?? first;
  const primaryRow = db.row('PIF', primary);
  const properties = withDefaults(plan.mode, plan.properties);
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
      properties: pifProperties,
      ...ipOf(primaryRow),
      disallow_unplug: pifs.some((pif) => pif.disallow_unplug),
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
    moveTunnels(world, members, master);
    moveVifs(
      world,
      host,
      pifs.map((pif) => pif.network),
      plan.network,
    );
    return bond;
  });
}

/** The member that led the bond, or the first one, takes over what the bond had. */
function destroyBond(world: World, ref: Ref<'Bond'>): void {
  const { db } = world;
  const bond = need(db, 'Bond', ref);
  const master = db.row('PIF', bond.master);
  assertManagementMayMove(world, master);
  const primary = db.has('PIF', bond.primary_slave) ? bond.primary_slave : bond.slaves[0];
  db.transaction(() => {
    for (const slave of bond.slaves) {
      const currently_attached = db.row('PIF', slave).currently_attached || master.currently_attached;
      db.update('PIF', slave, { bond_slave_of: NULL_REF, currently_attached });
    }
    if (primary !== undefined) {
      db.update('PIF', primary, ipOf(master));
      moveVlans(world, [bond.master], primary);
      moveTunnels(world, [bond.master], primary);
      moveVifs(world, master.host, [master.network], db.row('PIF', primary).network);
    }
    removePif(world, bond.master);
  });
}

define({
  'Bond.create': (call, network, members, mac, mode, properties) =>
    createBond(call.world, { network, members, mac, mode, properties }),
  'Bond.destroy': (call, self) => destroyBond(call.world, self),
  'Bond.set_mode': (call, self, mode) => {
    const bond = need(call.db, 'Bond', self);
    const kept = Object.entries(bond.properties).filter(([name, value]) => isProperty(mode, name, value));
    const properties = withDefaults(mode, Object.fromEntries(kept));
    call.db.transaction(() => call.db.update('Bond', self, { mode, properties }));
  },
  'Bond.set_property': (call, self, name, value) => {
    const bond = need(call.db, 'Bond', self);
    assertProperty(bond.mode, name, value);
    call.db.transaction(() => call.db.update('Bond', self, { properties: { ...bond.properties, [name]: value } }));
  },
});
