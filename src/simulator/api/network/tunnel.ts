import type { Ref } from '../../../xapi/datamodel/ref';
import type { Enums } from '../../../xapi/datamodel/types.gen';
import { Fault } from '../fault';
import { assertManaged, assertNetworkFree, assertNetworkManaged, plugPif, unplugPif } from '../pif/plug';
import { removePif } from '../pif/ports';
import { assertNotSriovNetwork, assertTunnelAllowed } from '../pif/topology';
import { define } from '../registry';
import { need, type World } from '../world';
import { randomMac } from './addresses';

function freeDevice({ db }: World, host: Ref<'host'>): string {
  const taken = new Set(db.row('host', host).PIFs.map((pif) => db.row('PIF', pif).device));
  for (let number = 0; ; number++) if (!taken.has(`tunnel${number}`)) return `tunnel${number}`;
}

/** The checks in the order of xapi_tunnel.ml create; nothing stays of a tunnel that does not come up. */
function create(
  world: World,
  transport_PIF: Ref<'PIF'>,
  network: Ref<'network'>,
  protocol: Enums['tunnel_protocol'],
): Ref<'tunnel'> {
  const { db, engine } = world;
  const transport = need(db, 'PIF', transport_PIF);
  const { host } = transport;
  assertNetworkManaged(world, network);
  assertManaged(transport_PIF, transport);
  assertNetworkFree(world, host, network);
  assertNotSriovNetwork(db, network, 'TUNNEL');
  assertTunnelAllowed(db, transport_PIF, transport);
  for (const [, server] of db.all('host')) {
    if (server.software_version['network_backend'] !== 'openvswitch') throw new Fault('OPENVSWITCH_NOT_ACTIVE');
  }
  const tunnel = engine.newRef('tunnel');
  const access_PIF = engine.newRef('PIF');
  const device = freeDevice(world, host);
  return db.transaction(() => {
    db.insert('PIF', access_PIF, {
      uuid: engine.newUuid('PIF'),
      device,
      device_name: device,
      network,
      host,
      MAC: randomMac(engine),
      MTU: db.row('network', network).MTU,
      VLAN: -1,
      metrics: transport.metrics,
      managed: true,
      currently_attached: false,
    });
    db.insert('tunnel', tunnel, {
      uuid: engine.newUuid('tunnel'),
      access_PIF,
      transport_PIF,
      protocol,
      status: { active: 'false' },
    });
    plugPif(world, access_PIF);
    return tunnel;
  });
}

define({
  'tunnel.create': (call, transport_PIF, network, protocol) => create(call.world, transport_PIF, network, protocol),
  'tunnel.destroy': (call, self) => {
    const { access_PIF } = need(call.db, 'tunnel', self);
    call.db.transaction(() => {
      unplugPif(call.world, access_PIF);
      removePif(call.world, access_PIF);
    });
  },
});
