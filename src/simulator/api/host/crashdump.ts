import { define } from '../registry';
import { need } from '../world';
import { assertOnline } from './operations';

define({
  // The files are on the server that crashed (xapi_host_crashdump.ml destroy).
  'host_crashdump.destroy': ({ world, db }, self) => {
    assertOnline(world, need(db, 'host_crashdump', self).host);
    db.transaction(() => db.remove('host_crashdump', self));
  },
});
