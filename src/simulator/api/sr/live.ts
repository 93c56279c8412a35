import type { Ref } from '../../../xapi/datamodel/ref';
import type { Database } from '../../engine/database';
import { Fault } from '../fault';
import { need } from '../world';

export function isLive(db: Database, host: Ref<'host'>): boolean {
  const row = db.get('host', host);
  return row !== undefined && db.get('host_metrics', row.metrics)?.live === true;
}

/** HOST_OFFLINE [host] when a server that has to do the work is not there. */
export function assertLive(db: Database, host: Ref<'host'>): void {
  need(db, 'host', host);
  if (!isLive(db, host)) throw new Fault('HOST_OFFLINE', host);
}
