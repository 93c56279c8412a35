import { Fault } from '../fault';
import { findOrCreate, REDO_LOG } from '../high-availability/statefile';
import { define } from '../registry';
import { thePool } from '../world';

define({
  // A second copy of every change of the database on a shared disk (xapi_pool.ml enable_redo_log).
  'pool.enable_redo_log': ({ world, db }, sr) => {
    db.transaction(() => {
      try {
        db.update('pool', thePool(db)[0], { redo_log_vdi: findOrCreate(world, sr, REDO_LOG), redo_log_enabled: true });
      } catch (error) {
        if (!(error instanceof Fault)) throw error;
        const why = 'failed to create a VDI for the redo log on the SR with the given UUID.';
        throw new Fault('CANNOT_ENABLE_REDO_LOG', why);
      }
    });
  },
  // The disk stays, and the pool remembers it for the next time.
  'pool.disable_redo_log': ({ db }) => {
    db.transaction(() => db.update('pool', thePool(db)[0], { redo_log_enabled: false }));
  },
});
