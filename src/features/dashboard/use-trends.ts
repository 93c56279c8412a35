import { useCallback } from 'react';
import { useQuery } from '@tanstack/react-query';
import { useConnection } from '../../xapi/cache/connection-context';
import type { ClassName } from '../../xapi/datamodel/ref';
import { readUpdates } from '../../xapi/rrd/read-readings';
import { hostIsLive, only, rows, useDerived } from '../objects';
import type { Inventory } from '../objects';
import { useServerClock } from '../values';
import { statisticsOf } from './statistics';
import { trendsOf } from './trend';
import type { ServerStatistics, Trend } from './trend';

const CLASSES: readonly ClassName[] = ['pool', 'host', 'host_metrics'];
const WEEK_S = 7 * 86_400;
const HOUR_S = 3600;
/** Servers work out the rows of hours; nothing new comes sooner, but a simulated pool's hours may be short. */
const REFRESH_MS = 60_000;
/** A server that is not reachable from here keeps the others waiting no longer. */
const PATIENCE_MS = 10_000;
/** Each server answers with a few hundred kilobytes. */
const MOST_SERVERS = 32;

interface Asked {
  /** Null: the coordinator, which answers calls. */
  readonly address: string | null;
  readonly cores: number;
}

export interface PoolTrends {
  readonly trends: readonly Trend[];
  /** How many servers respond, and how many of them told their statistics to this page. */
  readonly servers: number;
  readonly told: number;
}

function serversOf(inventory: Inventory): readonly Asked[] {
  const master = only(inventory, 'pool')?.[1].master;
  return [...rows(inventory, 'host')].flatMap(([ref, host]) =>
    hostIsLive(inventory, host)
      ? [{ address: ref === master ? null : host.address, cores: Number(host.cpu_info['cpu_count'] ?? 0) }]
      : [],
  );
}

const isSame = (a: readonly Asked[], b: readonly Asked[]): boolean => JSON.stringify(a) === JSON.stringify(b);

/** How busy the servers of the pool were in the past week, by hours; undefined until they have told. */
export function useTrends(): PoolTrends | undefined {
  const connection = useConnection();
  const clock = useServerClock();
  const servers = useDerived(
    CLASSES,
    useCallback((inventory: Inventory) => serversOf(inventory), []),
    isSame,
  );
  const { data } = useQuery({
    queryKey: ['trends', connection.id, servers],
    enabled: servers.length > 0,
    queryFn: async ({ signal }): Promise<PoolTrends> => {
      const startS = clock.nowMs() / 1000 - WEEK_S + HOUR_S;
      const told = await Promise.all(
        servers.slice(0, MOST_SERVERS).map(async ({ address, cores }): Promise<readonly ServerStatistics[]> => {
          try {
            const within = AbortSignal.any([signal, AbortSignal.timeout(PATIENCE_MS)]);
            const question = { server: address, host: true, vms: [], srs: [], startS, stepS: HOUR_S };
            return [{ cores, statistics: statisticsOf(await readUpdates(connection, question, within)) }];
          } catch {
            // A browser may not reach the other servers of a live pool; what the rest tells is shown, and of how many.
            return [];
          }
        }),
      );
      return { trends: trendsOf(told.flat()), servers: servers.length, told: told.flat().length };
    },
    refetchInterval: REFRESH_MS,
    placeholderData: (before) => before,
  });
  return data;
}
