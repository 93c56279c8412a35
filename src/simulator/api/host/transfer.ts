import type { Ref } from '../../../xapi/datamodel/ref';
import { Fault } from '../fault';
import { assertFeature } from '../licence/features';
import { define } from '../registry';
import { coordinator, need, toXapiDate, type Call, type World } from '../world';

/**
 * The address of a server on a network, to which the memory and disks of guests can be sent. Faults:
 * HOST_CANNOT_ATTACH_NETWORK, PIF_HAS_NO_NETWORK_CONFIGURATION, INTERFACE_HAS_NO_IP (xapi_network_attach_helpers.ml
 * assert_valid_ip_configuration_on_network_for_host, xapi_host.ml migrate_receive).
 */
export function addressOn({ db }: World, network: Ref<'network'>, host: Ref<'host'>): string {
  const pif = need(db, 'network', network).PIFs.find((ref) => db.row('PIF', ref).host === host);
  if (pif === undefined) throw new Fault('HOST_CANNOT_ATTACH_NETWORK', host, network);
  const row = db.row('PIF', pif);
  const isIpv6 = row.primary_address_type === 'IPv6';
  const address = isIpv6 ? (row.IPv6[0]?.split('/')[0] ?? '') : row.IP;
  if (address !== '') return address;
  const mode = isIpv6 ? row.ipv6_configuration_mode : row.ip_configuration_mode;
  throw new Fault(mode === 'None' ? 'PIF_HAS_NO_NETWORK_CONFIGURATION' : 'INTERFACE_HAS_NO_IP', pif);
}

/** A session for the other pool: with the rights of the one that asks (xapi_session.ml login_no_password). */
function sessionLike(call: Call, host: Ref<'host'>): Ref<'session'> {
  const { db, engine } = call;
  const like = call.session === null ? undefined : db.get('session', call.session);
  const ref = engine.newRef('session');
  const now = toXapiDate(engine.nowMs);
  db.transaction(() =>
    db.insert('session', ref, {
      ...(like ?? { is_local_superuser: true, pool: false }),
      uuid: engine.newUuid('session'),
      this_host: host,
      last_active: now,
      validation_time: now,
    }),
  );
  return ref;
}

define({
  'host.migrate_receive': (call, host, network) => {
    const { db, world } = call;
    need(db, 'host', host);
    assertFeature(world.db, 'Storage_motion');
    const address = addressOn(world, network, host);
    const session_id = sessionLike(call, host);
    const service = (name: string): string => `http://${address}/services/${name}?session_id=${session_id}`;
    return {
      SM: service('SM'),
      host,
      xenops: service('xenops'),
      session_id,
      master: `http://${db.row('host', coordinator(db)).address}`,
    };
  },
  // A datapath of the storage service that nobody holds any more (storage_access.ml dp_destroy); none outlives its use here.
  'host.sm_dp_destroy': (call, host) => {
    need(call.db, 'host', host);
  },
});
