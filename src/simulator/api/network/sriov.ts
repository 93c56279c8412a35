import type { Ref } from '../../../xapi/datamodel/ref';
import { Fault } from '../fault';
import { assertFeature } from '../licence/features';
import { assertManaged, assertNetworkFree, assertNetworkManaged, plugPif, unplugPif } from '../pif/plug';
import { removePif } from '../pif/ports';
import { assertSriovAllowed, assertSriovFits } from '../pif/topology';
import { define } from '../registry';
import { need, type World } from '../world';
import { idleFunctions } from './sriov-functions';

/** SR-IOV interfaces have no address of their own (xapi_network_sriov.ml network_sriov_mac). */
const SRIOV_MAC = 'fe:ff:ff:ff:ff:ff';

/** The checks in the order of xapi_network_sriov.ml create. */
function create(world: World, physical_PIF: Ref<'PIF'>, network: Ref<'network'>): Ref<'network_sriov'> {
  const { db, engine } = world;
  const port = need(db, 'PIF', physical_PIF);
  assertFeature(db, 'Network_sriov');
  assertNetworkManaged(world, network);
  assertManaged(physical_PIF, port);
  assertSriovAllowed(physical_PIF, port);
  assertNetworkFree(world, port.host, network);
  assertSriovFits(db, physical_PIF, network);
  const sriov = engine.newRef('network_sriov');
  const logical_PIF = engine.newRef('PIF');
  return db.transaction(() => {
    db.insert('PIF', logical_PIF, {
      uuid: engine.newUuid('PIF'),
      device: port.device,
      device_name: port.device,
      network,
      host: port.host,
      MAC: SRIOV_MAC,
      MTU: port.MTU,
      VLAN: -1,
      metrics: port.metrics,
      managed: true,
      currently_attached: false,
      primary_address_type: port.primary_address_type,
    });
    db.insert('network_sriov', sriov, { uuid: engine.newUuid('network_sriov'), physical_PIF, logical_PIF });
    plugPif(world, logical_PIF);
    return sriov;
  });
}

define({
  'network_sriov.create': (call, pif, network) => create(call.world, pif, network),
  'network_sriov.destroy': (call, self) => {
    const { logical_PIF } = need(call.db, 'network_sriov', self);
    if (call.db.row('PIF', logical_PIF).VLAN_slave_of.length > 0) throw new Fault('PIF_VLAN_STILL_EXISTS', logical_PIF);
    call.db.transaction(() => {
      unplugPif(call.world, logical_PIF);
      removePif(call.world, logical_PIF);
    });
  },
  'network_sriov.get_remaining_capacity': (call, self) =>
    idleFunctions(call.world, need(call.db, 'network_sriov', self).physical_PIF).length,
});
