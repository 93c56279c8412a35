import { Fault } from '../fault';
import { define } from '../registry';
import { assertVdiOperation } from '../vdi/operations';
import { isAttachedTo } from '../sr/connections';
import { coordinator, need, type Call } from '../world';
import type { Ref } from '../../../xapi/datamodel/ref';
import { copyOn, isReplica, type DatabaseCopy } from './copies';
import { openDatabase } from './opened';
import { poolOn } from './replicas';

/** What the coordinator reads on a disk when it attaches it to itself (sm_fs_ops.ml with_block_attached_device). */
function readDisk({ db, world }: Call, ref: Ref<'VDI'>): DatabaseCopy {
  const vdi = db.row('VDI', ref);
  if (!isAttachedTo(world, vdi.SR, coordinator(db))) throw new Fault('SR_HAS_NO_PBDS', vdi.SR);
  if (isReplica(world, vdi)) throw new Fault('VDI_IN_USE', ref, 'attach');
  assertVdiOperation(world, ref, 'blocked');
  const lying = copyOn(world, vdi.uuid);
  if (lying === null) throw new Fault('INTERNAL_ERROR', 'The disk holds no database.');
  return lying.read();
}

define({
  'VDI.open_database': (call, vdi) => {
    const { type } = need(call.db, 'VDI', vdi);
    if (type !== 'metadata') throw new Fault('VDI_INCOMPATIBLE_TYPE', vdi, type);
    let copy: DatabaseCopy;
    try {
      copy = readDisk(call, vdi);
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      throw new Fault('COULD_NOT_IMPORT_DATABASE', `Server_error(${error.code}, [ ${error.params.join('; ')} ])`);
    }
    return openDatabase(call.world, copy, call.session);
  },
  'VDI.read_database_pool_uuid': ({ world }, vdi) => poolOn(world, vdi),
});
