import { isNullRef, type Ref } from '../../../xapi/datamodel/ref';
import { Fault } from '../fault';
import { assertManaged, assertNetworkFree, assertNetworkManaged, plugPif, unplugPif } from '../pif/plug';
import { removePif } from '../pif/ports';
import { assertVlanAllowed, assertVlanFits } from '../pif/topology';
import { define } from '../registry';
import { need, thePool, type Call, type World } from '../world';

/** Interfaces of VLANs have no address of their own (xapi_vlan.ml vlan_mac). */
const VLAN_MAC = 'fe:ff:ff:ff:ff:ff';
/** 4095 is reserved (802.1Q). */
const LARGEST_TAG = 4094;

interface NewVlan {
  readonly vlan: Ref<'VLAN'>;
  readonly pif: Ref<'PIF'>;
}

/** A tagged network on an interface; the checks in the order of xapi_vlan.ml create. */
function createVlan(world: World, tagged: Ref<'PIF'>, tag: number, network: Ref<'network'>): NewVlan {
  const { db, engine } = world;
  const pif = need(db, 'PIF', tagged);
  assertNetworkManaged(world, network);
  assertNetworkFree(world, pif.host, network);
  assertManaged(tagged, pif);
  assertVlanAllowed(tagged, pif);
  assertVlanFits(db, tagged, network);
  if (tag < 0 || tag > LARGEST_TAG) throw new Fault('VLAN_TAG_INVALID', String(tag));
  // The code names the device, not the interface.
  if (pif.VLAN_slave_of.some((vlan) => db.row('VLAN', vlan).tag === tag)) {
    throw new Fault('PIF_VLAN_EXISTS', pif.device);
  }
  const vlan = engine.newRef('VLAN');
  const untagged = engine.newRef('PIF');
  return db.transaction(() => {
    db.insert('PIF', untagged, {
      uuid: engine.newUuid('PIF'),
      device: pif.device,
      device_name: pif.device,
      network,
      host: pif.host,
      MAC: VLAN_MAC,
      MTU: pif.MTU,
      VLAN: tag,
      metrics: pif.metrics,
      VLAN_master_of: vlan,
      managed: true,
      physical: false,
      currently_attached: false,
    });
    db.insert('VLAN', vlan, { uuid: engine.newUuid('VLAN'), tagged_PIF: tagged, untagged_PIF: untagged, tag });
    plugPif(world, untagged);
    return { vlan, pif: untagged };
  });
}

function destroyVlan(world: World, ref: Ref<'VLAN'>): void {
  const { db } = world;
  const { untagged_PIF } = need(db, 'VLAN', ref);
  db.transaction(() => {
    if (!db.has('PIF', untagged_PIF)) {
      db.remove('VLAN', ref);
      return;
    }
    unplugPif(world, untagged_PIF);
    removePif(world, untagged_PIF);
  });
}

/** The same VLAN on an interface of each server; all or none. */
function createOnPool(
  call: Call,
  pifs: readonly Ref<'PIF'>[],
  tag: number,
  network: Ref<'network'>,
): readonly Ref<'PIF'>[] {
  return call.db.transaction(() => pifs.map((pif) => createVlan(call.world, pif, tag, network).pif));
}

function pifWhere(call: Call, host: Ref<'host'>, device: string): Ref<'PIF'> {
  const { db } = call;
  const found = need(db, 'host', host).PIFs.find((ref) => {
    const pif = db.row('PIF', ref);
    return pif.device === device && pif.VLAN < 0;
  });
  if (found === undefined) throw new Fault('INVALID_VALUE', 'device', device);
  return found;
}

define({
  'VLAN.create': (call, tagged_PIF, tag, network) => createVlan(call.world, tagged_PIF, tag, network).vlan,
  'VLAN.destroy': (call, self) => destroyVlan(call.world, self),
  'VLAN.pool_introduce': (call, tagged_PIF, untagged_PIF, tag, other_config) => {
    const { db, engine } = call;
    need(db, 'PIF', tagged_PIF);
    need(db, 'PIF', untagged_PIF);
    const vlan = engine.newRef('VLAN');
    db.transaction(() =>
      db.insert('VLAN', vlan, { uuid: engine.newUuid('VLAN'), tagged_PIF, untagged_PIF, tag, other_config }),
    );
    return vlan;
  },
  'PIF.create_VLAN': (call, device, network, host, tag) =>
    createVlan(call.world, pifWhere(call, host, device), tag, network).pif,
  'PIF.destroy': (call, self) => {
    const pif = need(call.db, 'PIF', self);
    if (isNullRef(pif.VLAN_master_of)) throw new Fault('PIF_IS_PHYSICAL', self);
    destroyVlan(call.world, pif.VLAN_master_of);
  },
  'pool.create_VLAN': (call, device, network, tag) =>
    createOnPool(
      call,
      call.db.refs('host').map((host) => pifWhere(call, host, device)),
      tag,
      network,
    ),
  // The interface on the same network stands for the given one on every other server: bonds have several names.
  'pool.create_VLAN_from_PIF': (call, pif, network, tag) => {
    const given = need(call.db, 'PIF', pif);
    const peers = need(call.db, 'network', given.network).PIFs;
    if (thePool(call.db)[1].ha_enabled) throw new Fault('HA_IS_ENABLED');
    const { db } = call;
    const live = peers.filter((peer) => db.get('host_metrics', db.row('host', db.row('PIF', peer).host).metrics)?.live);
    return createOnPool(call, live, tag, network);
  },
});
