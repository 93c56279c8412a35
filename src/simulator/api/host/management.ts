import { isNullRef, type Ref } from '../../../xapi/datamodel/ref';
import type { Records } from '../../../xapi/datamodel/types.gen';
import { Fault } from '../fault';
import { callInside } from '../dispatch';
import { bringUp } from '../pif/plug';
import { removePif } from '../pif/ports';
import { define } from '../registry';

import { coordinator, need, thePool, type Call, type World } from '../world';
import { hostMode } from './mode';
import { assertOnline } from './operations';

type PifRef = Ref<'PIF'>;
type Pif = Records['PIF'];

function assertNoHa(call: Call): void {
  if (thePool(call.db)[1].ha_enabled) throw new Fault('HA_IS_ENABLED');
}

/** An interface over which a server can be reached (xapi_pif.ml assert_usable_for_management). */
function assertUsable(ref: PifRef, pif: Pif): void {
  if (!isNullRef(pif.bond_slave_of)) throw new Fault('PIF_ALREADY_BONDED', ref);
  if (pif.primary_address_type === 'IPv6') {
    if (pif.ipv6_configuration_mode === 'None') throw new Fault('PIF_HAS_NO_V6_NETWORK_CONFIGURATION', ref);
  } else if (pif.ip_configuration_mode === 'None') throw new Fault('PIF_HAS_NO_NETWORK_CONFIGURATION', ref);
}

function addressOf(pif: Pif): string {
  return pif.primary_address_type === 'IPv6' ? (pif.IPv6[0]?.split('/')[0] ?? '') : pif.IP;
}

/** The consoles of a server's VMs are reached at its address. */
function moveConsoles({ db }: World, host: Ref<'host'>, address: string): void {
  for (const vm of db.row('host', host).resident_VMs) {
    for (const ref of db.row('VM', vm).consoles) {
      const { location } = db.row('console', ref);
      db.update('console', ref, { location: location.replace(/^https:\/\/[^/]*/, `https://${address}`) });
    }
  }
}

/** Moves the management of a server to another interface, which comes up. */
function moveManagement(world: World, ref: PifRef): void {
  const { db } = world;
  const { host } = need(db, 'PIF', ref);
  db.transaction(() => {
    bringUp(world, ref);
    const address = addressOf(db.row('PIF', ref));
    if (address === '') throw new Fault('INTERFACE_HAS_NO_IP', ref);
    for (const other of db.row('host', host).PIFs) {
      if (other !== ref && db.row('PIF', other).management) db.update('PIF', other, { management: false });
    }
    db.update('PIF', ref, { management: true });
    db.update('host', host, { address });
    moveConsoles(world, host, address);
  });
}

/** Interfaces of a server that carry something of the coordinator's under them: a VLAN or a tunnel. */
function peerOn({ db }: World, host: Ref<'host'>, network: Ref<'network'>): PifRef | undefined {
  return db.get('network', network)?.PIFs.find((pif) => db.row('PIF', pif).host === host);
}

/** Whether a server meets a network already. */
function meets(world: World, host: Ref<'host'>, network: Ref<'network'>): boolean {
  return peerOn(world, host, network) !== undefined;
}

async function syncVlans({ world, db }: Call, host: Ref<'host'>): Promise<void> {
  for (const [, vlan] of [...db.all('VLAN')]) {
    const untagged = db.get('PIF', vlan.untagged_PIF);
    const tagged = db.get('PIF', vlan.tagged_PIF);
    if (untagged?.host !== coordinator(db) || tagged === undefined) continue;
    const carrier = peerOn(world, host, tagged.network);
    if (carrier === undefined || meets(world, host, untagged.network)) continue;
    await callInside(world, 'VLAN.create', [carrier, vlan.tag, untagged.network]);
  }
}

async function syncTunnels({ world, db }: Call, host: Ref<'host'>): Promise<void> {
  for (const [, tunnel] of [...db.all('tunnel')]) {
    const access = db.get('PIF', tunnel.access_PIF);
    const transport = db.get('PIF', tunnel.transport_PIF);
    if (access?.host !== coordinator(db) || transport === undefined) continue;
    const carrier = peerOn(world, host, transport.network);
    if (carrier === undefined || meets(world, host, access.network)) continue;
    await callInside(world, 'tunnel.create', [carrier, access.network, tunnel.protocol]);
  }
}

define({
  'host.management_reconfigure': (call, pif) => {
    assertNoHa(call);
    const row = need(call.db, 'PIF', pif);
    assertOnline(call.world, row.host);
    if (row.managed) assertUsable(pif, row);
    if (!row.management) moveManagement(call.world, pif);
  },
  // By the name of the bridge, because a member in emergency mode has no database to look into.
  'host.local_management_reconfigure': (call, bridge) => {
    const { world, db } = call;
    const { host } = call;
    if (hostMode(world, host) !== 'emergency') throw new Fault('NOT_IN_EMERGENCY_MODE');
    const pif = db
      .row('host', host)
      .PIFs.find((ref) => db.get('network', db.row('PIF', ref).network)?.bridge === bridge);
    if (pif === undefined) throw new Fault('INVALID_VALUE', 'interface', bridge);
    moveManagement(world, pif);
  },
  'host.management_disable': (call) => {
    const { db } = call;
    assertNoHa(call);
    const { host } = call;
    if (host !== coordinator(db)) throw new Fault('SLAVE_REQUIRES_MANAGEMENT_INTERFACE');
    db.transaction(() => {
      for (const pif of db.row('host', host).PIFs) {
        if (db.row('PIF', pif).management) db.update('PIF', pif, { management: false });
      }
    });
  },
  // No check stands before it: the script that resets a server's network calls it, and the server boots afterwards.
  'host.reset_networking': (call, host) => {
    need(call.db, 'host', host);
    call.db.transaction(() => {
      for (const pif of call.db.row('host', host).PIFs) removePif(call.world, pif);
    });
  },
  'host.sync_vlans': (call, host) => {
    need(call.db, 'host', host);
    return syncVlans(call, host);
  },
  'host.sync_tunnels': (call, host) => {
    need(call.db, 'host', host);
    return syncTunnels(call, host);
  },
  // An interface is up when its bridge exists (xapi_host.ml sync_pif_currently_attached).
  'host.sync_pif_currently_attached': ({ db }, host, bridges) => {
    const { PIFs } = need(db, 'host', host);
    db.transaction(() => {
      for (const pif of PIFs) {
        const row = db.row('PIF', pif);
        if (row.sriov_logical_PIF_of.length > 0) continue;
        const currently_attached = bridges.includes(db.get('network', row.network)?.bridge ?? '');
        if (row.currently_attached !== currently_attached) db.update('PIF', pif, { currently_attached });
      }
    });
  },
  // Addresses of interfaces are what the database says; there is nothing to read again.
  'host.signal_networking_change': () => undefined,
});
