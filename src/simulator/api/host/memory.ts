import type { Ref } from '../../../xapi/datamodel/ref';
import type { Database } from '../../engine/database';
import { guestSums, totalMemoryBytes } from '../memory';
import { defineComputed } from '../project';

/**
 * Memory that nobody uses now, bytes: what Xen and the guests leave, guests at their dynamic maximum as long as the
 * server has it. More can be had by ballooning (`freeMemoryBytes`).
 */
export function unusedMemoryBytes(db: Database, host: Ref<'host'>): number {
  const row = db.get('host', host);
  if (row === undefined) return 0;
  const { dynamicMax, overhead } = guestSums(db, host);
  return Math.max(0, totalMemoryBytes(db, host) - row.memory_overhead - dynamicMax - overhead);
}

const hostsByMetrics = new WeakMap<Database, Map<Ref<'host_metrics'>, Ref<'host'>>>();

/** The server whose metrics these are; the datamodel has no way back. */
function hostOf(db: Database, metrics: Ref<'host_metrics'>): Ref<'host'> | undefined {
  let hosts = hostsByMetrics.get(db);
  if (hosts === undefined) hostsByMetrics.set(db, (hosts = new Map()));
  const known = hosts.get(metrics);
  if (known !== undefined && db.get('host', known)?.metrics === metrics) return known;
  for (const [ref, host] of db.all('host')) hosts.set(host.metrics, ref);
  return hosts.get(metrics);
}

defineComputed('host_metrics', ({ db }, ref) => {
  const host = hostOf(db, ref);
  return host === undefined ? {} : { memory_free: unusedMemoryBytes(db, host) };
});
