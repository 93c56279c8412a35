import { Fault, toFault } from '../fault';
import { assertPoolOperation } from '../pool/operations';
import { thePool, toXapiDate, type World } from '../world';
import { isUpToDate, offerOf, updateRepository } from './available';

/** Why the pool cannot fetch lists of updates now, or null (xapi_pool.ml sync_updates, repository.ml sync). */
export function syncRefusal(world: World): Fault | null {
  const { db } = world;
  try {
    assertPoolOperation(world, 'sync_updates');
    const { repositories } = thePool(db)[1];
    const origins = repositories.map((ref) => db.row('Repository', ref).origin);
    if (origins.includes('bundle')) return new Fault('CAN_NOT_SYNC_UPDATES');
    // There is no other pool behind any address.
    if (origins.includes('remote_pool')) {
      return new Fault('UPDATE_SYNCING_REMOTE_POOL_COORDINATOR_CONNECTION_FAILED');
    }
    updateRepository(world);
    return null;
  } catch (error) {
    return toFault(error);
  }
}

/** Notes what the update repository offers, and which servers have it all; answers the hash of the list. */
export function recordSync(world: World): string {
  const { db, engine } = world;
  const repository = updateRepository(world);
  const { updates, hash } = offerOf(world, repository);
  db.transaction(() => {
    for (const [host, row] of [...db.all('host')]) {
      if (db.get('host_metrics', row.metrics)?.live !== true) throw new Fault('GET_HOST_UPDATES_FAILED', host);
      const latest_synced_updates_applied = isUpToDate(world, host, updates) ? 'yes' : 'no';
      db.update('host', host, { latest_synced_updates_applied });
    }
    db.update('Repository', repository, { hash });
    db.update('pool', thePool(db)[0], { last_update_sync: toXapiDate(engine.nowMs) });
  });
  return hash;
}
