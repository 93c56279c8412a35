import type { Ref } from '../../../xapi/datamodel/ref';
import type { Records } from '../../../xapi/datamodel/types.gen';
import { metadataIn, startReplication } from '../disaster-recovery/replicas';
import { Fault } from '../fault';
import { assertFeature } from '../licence/features';
import { define } from '../registry';
import { createDisk, destroyDisk } from '../vdi/disks';
import { assertStorageOperation } from '../vdi/operations';
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

function assertReplicates(call: Call, ref: Ref<'SR'>): void {
  const { type } = assertEverywhere(call, ref);
  if (!hasFeature(call.world, type, 'SR_METADATA')) throw new Fault('SR_OPERATION_NOT_SUPPORTED', ref);
}

function makeMetadataDisk({ db, world }: Call, sr: Ref<'SR'>): Ref<'VDI'> {
  const vdi = createDisk(world, {
    sr,
    name: 'Metadata for DR',
    description: 'Used for disaster recovery',
    sizeBytes: REDO_LOG_BYTES,
    type: 'metadata',
    sm_config: { type: 'raw' },
  });
  db.update('VDI', vdi, { metadata_of_pool: thePool(db)[0] });
  return vdi;
}

define({
  'SR.assert_supports_database_replication': assertReplicates,
  'SR.enable_database_replication': (call, sr) => {
    const { db, world } = call;
    assertFeature(db, 'DR');
    assertReplicates(call, sr);
    db.transaction(() => {
      const fit = metadataIn(world, sr).own.find((vdi) => db.row('VDI', vdi).virtual_size >= REDO_LOG_BYTES);
      startReplication(world, fit ?? makeMetadataDisk(call, sr));
    });
  },
  'SR.disable_database_replication': ({ db, world }, sr) => {
    db.transaction(() => {
      for (const vdi of metadataIn(world, sr).own) {
        // The pool lets go of the disk before it goes.
        db.update('VDI', vdi, { metadata_latest: false });
        assertStorageOperation(world, vdi, 'destroy');
        destroyDisk(world, vdi);
      }
    });
  },
  // The servers' extension of that name exists in no release since thin LVM was withdrawn (xapi: xapi_extensions.ml).
  'LVHD.enable_thin_provisioning': ({ db }, host, sr) => {
    need(db, 'host', host);
    need(db, 'SR', sr);
    throw new Fault('MESSAGE_METHOD_UNKNOWN', 'LVHD.enable_thin_provisioning');
  },
});
