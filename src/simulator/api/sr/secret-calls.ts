import { Fault } from '../fault';
import { define } from '../registry';
import { destroyDisk } from '../vdi/disks';
import { assertVdiOperation } from '../vdi/operations';
import { need } from '../world';

define({
  'secret.introduce': ({ db, engine }, uuid, value, other_config) => {
    if (db.byUuid('secret', uuid) !== undefined) {
      throw new Fault('DB_UNIQUENESS_CONSTRAINT_VIOLATION', 'secret', 'uuid', uuid);
    }
    const ref = engine.newRef('secret');
    db.transaction(() => db.insert('secret', ref, { uuid, value, other_config }));
    return ref;
  },
  // xapi_crashdump.ml destroy: the disk with the dump goes first.
  'crashdump.destroy': ({ db, world }, self) => {
    const { VDI } = need(db, 'crashdump', self);
    db.transaction(() => {
      if (db.has('VDI', VDI)) {
        assertVdiOperation(world, VDI, 'destroy');
        destroyDisk(world, VDI);
      }
      db.remove('crashdump', self);
    });
  },
});
