import { NULL_REF, type Ref } from '../../../xapi/datamodel/ref';
import type { Database } from '../../engine/database';
import { guestSums, totalMemoryBytes } from '../memory';
import { defineComputed } from '../project';
import { guestMemoryBytes } from '../vm/balloons';

/** What the memory of a server comes to by its configuration: what Xen and the guests with their balloons leave. */
function reckonedMemoryBytes(db: Database, host: Ref<'host'>): number {
  const row = db.get('host', host);
  if (row === undefined) return 0;
  const { overhead } = guestSums(db, host);
  return totalMemoryBytes(db, host) - row.memory_overhead - guestMemoryBytes(db, host) - overhead;
}

/**
 * Memory that nobody uses now, bytes. More can be had by ballooning (`freeMemoryBytes`). A row of `host_metrics` keeps in `memory_free` only what Xen reported beyond the
 * reckoning: nothing for servers of ours, a few MiB either way for servers of a dump.
 */
export function unusedMemoryBytes(db: Database, host: Ref<'host'>): number {
  const beyond = db.get('host_metrics', db.get('host', host)?.metrics ?? NULL_REF)?.memory_free ?? 0;
  return Math.max(0, reckonedMemoryBytes(db, host) + beyond);
}

/** What `memory_free` of a row must hold for a server that reported this much, bytes; see `unusedMemoryBytes`. */
export function reportedBeyondReckoning(db: Database, host: Ref<'host'>, reportedBytes: number): number {
  return reportedBytes - reckonedMemoryBytes(db, host);
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

defineComputed('host_metrics', 'memory_free', ({ db }, ref) => {
  const host = hostOf(db, ref);
  return host === undefined ? undefined : unusedMemoryBytes(db, host);
});
