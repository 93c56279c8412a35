import type { Database } from '../engine/database';
import { Fault } from './fault';
import { thePool } from './world';

/** Features that a licence can forbid, by the key of `pool.restrictions` that does (xapi: features.ml). */
const RESTRICTION = {
  GPU: 'restrict_gpu',
  Guest_ip_setting: 'restrict_guest_ip_setting',
  Integrated_GPU: 'restrict_integrated_gpu_passthrough',
  Network_sriov: 'restrict_network_sriov',
  PVS_proxy: 'restrict_pvs_proxy',
  USB_passthrough: 'restrict_usb_passthrough',
  VIF_locking: 'restrict_vif_locking',
} as const;

/** Refuses what the pool's licence does not cover (xapi: pool_features.ml assert_enabled). */
export function assertFeature(db: Database, feature: keyof typeof RESTRICTION): void {
  if (thePool(db)[1].restrictions[RESTRICTION[feature]] === 'true') throw new Fault('FEATURE_RESTRICTED', feature);
}

/** Tunnels and everything that steers flows need Open vSwitch below (xapi: helpers.ml assert_using_vswitch). */
export function assertVswitch(db: Database): void {
  const server = db.row('host', thePool(db)[1].master);
  if (server.software_version['network_backend'] !== 'openvswitch') throw new Fault('OPENVSWITCH_NOT_ACTIVE');
}
