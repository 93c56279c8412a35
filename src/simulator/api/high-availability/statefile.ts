import type { Ref } from '../../../xapi/datamodel/ref';
import type { Enums } from '../../../xapi/datamodel/types.gen';
import { Fault } from '../fault';
import { define } from '../registry';
import { hasFeature } from '../sr/features';
import { createDisk } from '../vdi/disks';
import { MIB } from '../vdi/vhd';
import { need, type World } from '../world';

type Refusal = readonly [code: string, ...params: string[]];

/** What a cluster can keep its heartbeat on; other stacks do not mind (cluster-stack scripts). */
const CLUSTERED_TYPES: ReadonlySet<string> = new Set(['gfs2']);

/** The cluster's stack, or the product's own (xapi: cluster_stack_constraints.ml choose_cluster_stack). */
export function clusterStack({ db }: World): string {
  const cluster = db.first('Cluster');
  return cluster === undefined ? 'xhad' : db.row('Cluster', cluster).cluster_stack;
}

/** Why servers could not keep their heartbeat in a repository (xapi: xha_statefile.ml assert_sr_can_host_statefile). */
function heartbeatRefusal(world: World, ref: Ref<'SR'>): Refusal | null {
  const { db } = world;
  const sr = need(db, 'SR', ref);
  const pbds = sr.PBDs.map((pbd) => db.row('PBD', pbd));
  const connected = new Set(pbds.map((pbd) => pbd.host));
  if (connected.size < db.count('host') || !pbds.every((pbd) => pbd.currently_attached)) return ['SR_HAS_NO_PBDS', ref];
  if (clusterStack(world) !== 'xhad' && !CLUSTERED_TYPES.has(sr.type)) return ['INCOMPATIBLE_STATEFILE_SR', sr.type];
  const canAttachEarly =
    hasFeature(world, sr.type, 'VDI_GENERATE_CONFIG') || hasFeature(world, sr.type, 'VDI_ATTACH_OFFLINE');
  return canAttachEarly ? null : ['SR_OPERATION_NOT_SUPPORTED', ref];
}

export function assertCanHoldHeartbeat(world: World, sr: Ref<'SR'>): void {
  const refusal = heartbeatRefusal(world, sr);
  if (refusal !== null) throw new Fault(...refusal);
}

export function heartbeatRepositories(world: World): readonly Ref<'SR'>[] {
  return world.db.refs('SR').filter((sr) => heartbeatRefusal(world, sr) === null);
}

interface SystemDisk {
  readonly type: Enums['vdi_type'];
  readonly name: string;
  readonly description: string;
  readonly sizeBytes: number;
}

/** 4 KiB for the pool and for each of up to 64 servers (xha_statefile.ml minimum_size). */
export const STATEFILE: SystemDisk = {
  type: 'ha_statefile',
  name: 'Statefile for HA',
  description: 'Used for storage heartbeating',
  sizeBytes: 65 * 4096,
};

/** redo_log.ml minimum_vdi_size */
const REDO_LOG_BYTES = 256 * MIB;

/** xha_metadata_vdi.ml */
export const HA_METADATA: SystemDisk = {
  type: 'redo_log',
  name: 'Metadata for HA',
  description: 'Used for master failover',
  sizeBytes: REDO_LOG_BYTES,
};

/** xapi_pool.ml create_redo_log_vdi */
export const REDO_LOG: SystemDisk = {
  type: 'redo_log',
  name: 'Metadata redo-log',
  description: 'Used when HA is disabled, while extra security is still desired',
  sizeBytes: REDO_LOG_BYTES,
};

/** The disk of a kind in a repository; one that is there already is used again. */
export function findOrCreate(world: World, sr: Ref<'SR'>, disk: SystemDisk): Ref<'VDI'> {
  const { db } = world;
  const existing = need(db, 'SR', sr).VDIs.find((ref) => {
    const vdi = db.row('VDI', ref);
    return vdi.type === disk.type && vdi.virtual_size >= disk.sizeBytes;
  });
  if (existing !== undefined) return existing;
  const { type, name, description, sizeBytes } = disk;
  return createDisk(world, { sr, type, name, description, sizeBytes, sharable: true, sm_config: { type: 'raw' } });
}

define({
  'SR.assert_can_host_ha_statefile': (call, sr) => assertCanHoldHeartbeat(call.world, sr),
});
