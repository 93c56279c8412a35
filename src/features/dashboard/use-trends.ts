import { useCallback } from 'react';
import { useQuery } from '@tanstack/react-query';
import { useConnection } from '../../xapi/cache/connection-context';
import type { ClassName } from '../../xapi/datamodel/ref';
import { readUpdates } from '../../xapi/rrd/read-readings';
import { columnKey } from '../../xapi/rrd/readings';
import { hostIsLive, only, row, rows, useDerived } from '../objects';
import type { Inventory } from '../objects';
import { useServerClock, useServerNow } from '../values';
import { statisticsOf } from './statistics';
import { FIGURES, GPU_FIGURE, trendsOf } from './trend';
import type { ServerStatistics, Trend } from './trend';

const CLASSES: readonly ClassName[] = ['pool', 'host', 'host_metrics', 'PGPU', 'PCI'];
const WEEK_S = 7 * 86_400;
const HOUR_S = 3600;
/** A server that did not answer is asked again; the rows are of hours, and the next one is asked for when it is due. */
const REFRESH_MS = 600_000;
const MINUTE_MS = 60_000;
/** A server that is not reachable from here keeps the others waiting no longer. */
const PATIENCE_MS = 10_000;

interface Asked {
  /** Null: the coordinator, which answers calls. */
  readonly address: string | null;
  readonly cores: number;
  /** Which data sources count, by `columnKey`: a server of many processors tells of hundreds. */
  readonly wanted: readonly string[];
}

export interface PoolTrends {
  readonly trends: readonly Trend[];
  /** How many servers respond, and how many of them told their statistics to this page. */
  readonly servers: number;
  readonly told: number;
}

function serversOf(inventory: Inventory): readonly Asked[] {
  const master = only(inventory, 'pool')?.[1].master;
  return [...rows(inventory, 'host')].flatMap(([ref, host]): readonly Asked[] => {
    if (!hostIsLive(inventory, host)) return [];
    const gpus = host.PGPUs.flatMap(
      (gpu) => row(inventory, 'PCI', row(inventory, 'PGPU', gpu)?.PCI ?? '')?.pci_id ?? [],
    );
    const names = [...FIGURES, ...gpus.map((bus) => GPU_FIGURE + bus.replaceAll(':', '/'))];
    return [
      {
        address: ref === master ? null : host.address,
        cores: Number(host.cpu_info['cpu_count'] ?? 0),
        wanted: names.map((name) => columnKey('host', host.uuid, name)),
      },
    ];
  });
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
  const hour = Math.floor(useServerNow(MINUTE_MS) / 1000 / HOUR_S);
  const { data } = useQuery({
    queryKey: ['trends', connection.id, servers, hour],
    enabled: servers.length > 0,
    queryFn: async ({ signal }): Promise<PoolTrends> => {
      const startS = clock.nowMs() / 1000 - WEEK_S + HOUR_S;
      const told = await Promise.all(
        servers.map(async ({ address, cores, wanted }): Promise<readonly ServerStatistics[]> => {
          try {
            const within = AbortSignal.any([signal, AbortSignal.timeout(PATIENCE_MS)]);
            const question = { server: address, host: true, vms: [], srs: [], startS, stepS: HOUR_S, wanted };
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
