import { hostMode } from '../host/mode';
import { define } from '../registry';
import { thePool } from '../world';

define({
  // A member's toolstack that has started says so; it serves again once it enables itself (xapi_pool.ml hello).
  'pool.hello': ({ db, world }, uuid, address) => {
    const host = db.byUuid('host', uuid);
    if (host === undefined) return 'unknown_host';
    const mode = hostMode(world, host);
    if (mode === 'off') return 'cannot_talk_back';
    db.transaction(() => {
      db.update('host', host, { address, enabled: false });
      const { metrics } = db.row('host', host);
      if (!thePool(db)[1].ha_enabled && db.has('host_metrics', metrics))
        db.update('host_metrics', metrics, { live: true });
    });
    return 'ok';
  },
});
