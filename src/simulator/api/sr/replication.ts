import type { Ref } from '../../../xapi/datamodel/ref';
import type { Records } from '../../../xapi/datamodel/types.gen';
import { Fault } from '../fault';
import { assertFeature } from '../licence/features';
import { define } from '../registry';
import { createDisk, destroyDisk } from '../vdi/disks';
import { MIB } from '../vdi/vhd';
import { need, thePool, type Call } from '../world';
import { hasFeature } from './features';

/** The size of the disk that disaster recovery needs (redo_log.ml). */
const REDO_LOG_BYTES = 256 * MIB;

/** Every server of the pool has the repository (xapi_sr.ml assert_supports_database_replication). */
function assertEverywhere({ db }: Call, ref: Ref<'SR'>): Records['SR'] {
  const sr = need(db, 'SR', ref);
  const pbds = sr.PBDs.map((pbd) => db.row('PBD', pbd));
  const connected = new Set(pbds.map(({ host }) => host));
  if (connected.size < db.count('host') || pbds.some(({ currently_attached }) => !currently_attached)) {
    throw new Fault('SR_HAS_NO_PBDS', ref);
  }
  return sr;
}

/** The disks in a repository that hold the database of this pool. */
function replicas({ db }: Call, ref: Ref<'SR'>): readonly Ref<'VDI'>[] {
  const [pool] = thePool(db);
  return need(db, 'SR', ref).VDIs.filter((vdi) => {
    const { type, metadata_of_pool } = db.row('VDI', vdi);
    return type === 'metadata' && metadata_of_pool === pool;
  });
}

function assertReplicates(call: Call, ref: Ref<'SR'>): void {
  const { type } = assertEverywhere(call, ref);
  if (!hasFeature(call.world, type, 'SR_METADATA')) throw new Fault('SR_OPERATION_NOT_SUPPORTED', ref);
}

define({
  'SR.assert_supports_database_replication': assertReplicates,
  'SR.enable_database_replication': (call, sr) => {
    const { db, world } = call;
    assertFeature(db, 'DR');
    assertReplicates(call, sr);
    if (replicas(call, sr).length > 0) return;
    db.transaction(() => {
      const vdi = createDisk(world, {
        sr,
        name: 'Metadata for DR',
        description: 'Used for disaster recovery',
        sizeBytes: REDO_LOG_BYTES,
        type: 'metadata',
        sm_config: { type: 'raw' },
      });
      db.update('VDI', vdi, { metadata_of_pool: thePool(db)[0], metadata_latest: false });
    });
  },
  'SR.disable_database_replication': (call, sr) => {
    for (const vdi of replicas(call, sr)) destroyDisk(call.world, vdi);
  },
  // The servers' extension of that name exists in no release since thin LVM was withdrawn (xapi: xapi_extensions.ml).
  'LVHD.enable_thin_provisioning': ({ db }, host, sr) => {
    need(db, 'host', host);
    need(db, 'SR', sr);
    throw new Fault('MESSAGE_METHOD_UNKNOWN', 'LVHD.enable_thin_provisioning');
  },
});
