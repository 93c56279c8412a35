import { isNullRef, NULL_REF, type Ref } from '../../../xapi/datamodel/ref';
import type { Records } from '../../../xapi/datamodel/types.gen';
import { Fault } from '../fault';
import { isMac } from '../network/addresses';
import { define, type Handler } from '../registry';
import { need, type Call, type World } from '../world';
import { networkOfPort } from './first-boot';
import { assertNotManagement, assertUnclustered, assertUnprotected } from './plug';
import { removePif, setUnknownPorts, unknownPorts, type Port } from './ports';
import { isBondMember, kindOfPif } from './topology';

type Pif = Records['PIF'];

/** Makes a port of a server known to its pool again; it is down until somebody plugs it. */
function introducePort(world: World, host: Ref<'host'>, port: Port, managed: boolean): Ref<'PIF'> {
  const { db, engine } = world;
  const metrics = engine.newRef('PIF_metrics');
  const pif = engine.newRef('PIF');
  db.insert('PIF_metrics', metrics, { ...port.metrics, uuid: engine.newUuid('PIF_metrics') });
  db.insert('PIF', pif, {
    uuid: engine.newUuid('PIF'),
    device: port.device,
    device_name: port.device,
    host,
    network: networkOfPort(world, port.device),
    MAC: port.MAC,
    MTU: port.MTU,
    VLAN: -1,
    physical: true,
    managed,
    metrics,
    PCI: db.has('PCI', port.PCI) ? port.PCI : NULL_REF,
    currently_attached: false,
    capabilities: port.capabilities,
    properties: { gro: 'on' },
  });
  setUnknownPorts(
    world,
    host,
    unknownPorts(world, host).filter(({ device }) => device !== port.device),
  );
  return pif;
}

/** The checks in the order of xapi_pif.ml introduce. */
function introduce(call: Call, host: Ref<'host'>, wanted: string, device: string, managed: boolean): Ref<'PIF'> {
  const { db, world } = call;
  const ports = need(db, 'host', host)
    .PIFs.map((pif) => db.row('PIF', pif))
    .filter((pif) => pif.physical);
  const known = ports.find((pif) => pif.device === device);
  const port = unknownPorts(world, host).find((each) => each.device === device);
  const mac = wanted === '' ? (port?.MAC ?? known?.MAC ?? '') : wanted.toLowerCase();
  if (!isMac(mac)) throw new Fault('MAC_INVALID', mac);
  if (known !== undefined) throw new Fault('DUPLICATE_PIF_DEVICE_NAME', device);
  if (port?.MAC !== mac) {
    throw new Fault('COULD_NOT_FIND_NETWORK_INTERFACE_WITH_SPECIFIED_DEVICE_NAME_AND_MAC_ADDRESS', device, mac);
  }
  return db.transaction(() => introducePort(world, host, port, managed));
}

function assertForgettable(world: World, ref: Ref<'PIF'>, pif: Pif): void {
  assertNotManagement(ref, pif);
  if (isBondMember(pif) || pif.bond_master_of.length > 0) throw new Fault('PIF_ALREADY_BONDED', ref);
  if (pif.VLAN_slave_of.length > 0 || pif.VLAN >= 0) throw new Fault('PIF_VLAN_STILL_EXISTS', ref);
  if (pif.tunnel_transport_PIF_of.length > 0 || pif.tunnel_access_PIF_of.length > 0) {
    throw new Fault('PIF_TUNNEL_STILL_EXISTS', ref);
  }
  assertUnclustered(world, ref);
  assertUnprotected(world, pif);
  if (kindOfPif(pif) === 'sriov') throw new Fault('CANNOT_FORGET_SRIOV_LOGICAL', ref);
  if (pif.sriov_physical_PIF_of.length > 0) throw new Fault('PIF_SRIOV_STILL_EXISTS', ref);
}

/** A row as the caller says it is, without a look at the server (xapi_pif.ml pool_introduce). */
function insertRow(call: Call, values: Partial<Pif>): Ref<'PIF'> {
  const { db, engine } = call;
  const { network = NULL_REF, host = NULL_REF, VLAN_master_of = NULL_REF } = values;
  need(db, 'network', network);
  need(db, 'host', host);
  if (!isNullRef(VLAN_master_of)) need(db, 'VLAN', VLAN_master_of);
  const pif = engine.newRef('PIF');
  const metrics = engine.newRef('PIF_metrics');
  db.transaction(() => {
    db.insert('PIF_metrics', metrics, { uuid: engine.newUuid('PIF_metrics') });
    db.insert('PIF', pif, { ...values, uuid: engine.newUuid('PIF'), metrics, currently_attached: false });
  });
  return pif;
}

// The bond is not read: its members say of themselves that they are in it.
const introduceRow: Handler<'PIF.db_introduce'> = (
  call, device, network, host, MAC, MTU, VLAN, physical, ip_configuration_mode, IP, netmask, gateway, DNS, _bond,
  VLAN_master_of, management, other_config, disallow_unplug, ipv6_configuration_mode, IPv6, ipv6_gateway,
  primary_address_type, managed, properties,
) =>
  insertRow(call, {
    device, device_name: device, network, host, MAC, MTU, VLAN, physical, ip_configuration_mode, IP, netmask, gateway,
    DNS, VLAN_master_of, management, other_config, disallow_unplug, ipv6_configuration_mode, IPv6, ipv6_gateway,
    primary_address_type, managed, properties,
  }); // prettier-ignore

define({
  'PIF.introduce': introduce,
  'PIF.forget': (call, self) => {
    assertForgettable(call.world, self, need(call.db, 'PIF', self));
    call.db.transaction(() => removePif(call.world, self));
  },
  'PIF.scan': (call, host) => {
    const { db, world } = call;
    const known = need(db, 'host', host)
      .PIFs.map((pif) => db.row('PIF', pif))
      .filter((pif) => pif.physical);
    db.transaction(() => {
      for (const port of unknownPorts(world, host)) {
        if (!known.some(({ device }) => device === port.device)) introducePort(world, host, port, true);
      }
    });
  },
  'PIF.db_introduce': introduceRow,
  'PIF.pool_introduce': introduceRow,
  'PIF.db_forget': (call, self) => {
    need(call.db, 'PIF', self);
    call.db.transaction(() => removePif(call.world, self));
  },
});
