import type { World } from '../world';

/** How many servers of a cluster may fail while the rest is still more than half (xapi_clustering.ml). */
export function mostCorosyncFailures({ db }: World): number {
  const taking = new Set([...db.all('Cluster_host')].filter(([, row]) => row.enabled).map(([, row]) => row.host));
  return Math.max(0, Math.floor((taking.size - 1) / 2));
}
