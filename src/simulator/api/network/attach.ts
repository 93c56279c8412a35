import type { Ref } from '../../../xapi/datamodel/ref';
import { Fault } from '../fault';
import { bringUp } from '../pif/plug';
import { isBondMember } from '../pif/topology';
import { define } from '../registry';
import { need, type Call } from '../world';

/**
 * Makes a network reachable on a server (xapi_network.ml attach_internal). Bridges without interfaces are made by the
 * server alone and leave no trace in the database.
 */
function attach({ db, world }: Call, network: Ref<'network'>, host: Ref<'host'>): void {
  const { PIFs, managed, bridge } = need(db, 'network', network);
  const local = PIFs.filter((pif) => db.row('PIF', pif).host === host);
  if (!managed && local.length === 0) throw new Fault('BRIDGE_NOT_AVAILABLE', bridge);
  db.transaction(() => {
    for (const ref of local) {
      const pif = db.row('PIF', ref);
      if (!managed || !pif.managed || pif.currently_attached) continue;
      if (isBondMember(pif)) throw new Fault('CANNOT_PLUG_BOND_SLAVE', ref);
      bringUp(world, ref);
    }
  });
}

define({
  'network.attach': (call, network, host) => {
    need(call.db, 'network', network);
    need(call.db, 'host', host);
    attach(call, network, host);
  },
  'network.attach_for_vm': (call, host, vm) => {
    need(call.db, 'host', host);
    for (const vif of need(call.db, 'VM', vm).VIFs) attach(call, call.db.row('VIF', vif).network, host);
  },
  // Takes away bridges that only this VM used; interfaces stay up.
  'network.detach_for_vm': (call, host, vm) => {
    need(call.db, 'host', host);
    need(call.db, 'VM', vm);
  },
});
