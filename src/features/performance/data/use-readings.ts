import { useMemo } from 'react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useConnection } from '../../../xapi/cache/connection-context';
import { finerThan, LIVE_STEP_S } from '../../../xapi/rrd/archives';
import type { Archive } from '../../../xapi/rrd/archives';
import { useServerClock } from '../../values';
import type { Graph, Owner, Table } from '../model/graph';
import { keyOf } from '../model/graph';
import { sourcesOf, sweep } from './sweep';
import type { Source, Sweep } from './sweep';

export interface Readings {
  readonly table: Table;
  /** The newest moment of which anything is known, seconds since 1970; null: nothing is yet. */
  readonly endS: number | null;
  readonly asked: number;
  readonly told: number;
  /** Servers that do not answer now, by their addresses; null: the one that answers calls. */
  readonly silent: readonly (string | null)[];
  readonly isAnswered: boolean;
}

const EMPTY: Table = { times: new Float64Array(0), stepS: LIVE_STEP_S, columns: new Map() };

export interface ReadingsOptions {
  /** Null: nothing is asked. */
  readonly archive: Archive | null;
  /** Whether the present is wanted in finer steps than the archive's. */
  readonly withTail: boolean;
}

/** What graphs draw, asked of all servers that tell of it; new values come every five seconds while somebody looks. */
export function useReadings(graphs: readonly Graph[], { archive, withTail }: ReadingsOptions): Readings {
  const connection = useConnection();
  const client = useQueryClient();
  const clock = useServerClock();
  const asked = useMemo(() => askedOf(graphs), [graphs]);
  const tail = withTail && archive !== null ? finerThan(archive) : null;
  const queryKey = ['readings', connection.id, archive?.stepS, tail?.stepS, asked.sources, asked.keys];
  const { data } = useQuery({
    queryKey,
    enabled: archive !== null && asked.sources.length > 0,
    queryFn: ({ signal }): Promise<Sweep> => {
      if (archive === null) throw new Error('Nothing is asked.');
      const clocks = { nowS: clock.nowMs() / 1000, wallMs: Date.now() };
      const before = client.getQueryData<Sweep>(queryKey);
      return sweep(connection, { ...asked, archive, tail }, before, clocks, signal);
    },
    refetchInterval: LIVE_STEP_S * 1000,
    // Tables of numbers are told apart by being others; to compare them takes longer than to draw them.
    structuralSharing: false,
    retry: false,
  });
  return useMemo(
    () => ({
      table: data?.table ?? EMPTY,
      endS: data?.endS ?? null,
      asked: asked.sources.length,
      told: data?.told.filter(({ failedMs }) => failedMs === null).length ?? 0,
      silent: silentOf(asked.sources, data),
      isAnswered: data !== undefined,
    }),
    [data, asked],
  );
}

function silentOf(sources: readonly Source[], data: Sweep | undefined): readonly (string | null)[] {
  // An archive of a VM that never ran is not there: nobody is silent then.
  const silent = sources.filter(({ stopped }, at) => stopped === null && data?.told[at]?.failedMs != null);
  return [...new Set(silent.map(({ server }) => server))];
}

function askedOf(graphs: readonly Graph[]) {
  const owners = new Map<string, Owner>();
  const keys = new Set<string>();
  for (const { series } of graphs) {
    for (const { picks } of series) {
      for (const pick of picks) {
        keys.add(keyOf(pick));
        owners.set(`${pick.owner.subject} ${pick.owner.uuid}`, pick.owner);
      }
    }
  }
  return { sources: sourcesOf([...owners.values()]), keys: [...keys] };
}
