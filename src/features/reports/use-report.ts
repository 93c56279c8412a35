import { useQuery } from '@tanstack/react-query';
import { useConnection } from '../../xapi/cache/connection-context';
import { isTwinId, usePools } from '../connections';
import type { PoolEntry } from '../connections';
import { NEEDS_STATISTICS, SECTIONS } from './kinds';
import type { ReportKind } from './kinds';
import { merged } from './report';
import type { Section, Source } from './report';
import { takeSource } from './source';

export interface Taken {
  readonly sources: readonly Source[];
  readonly sections: readonly Section[];
}

/** A report about the pool in front or about all pools, as they were when it was taken. */
export function useReport(kind: ReportKind, ofAll: boolean) {
  const present = useConnection();
  const pools = usePools().filter(({ id }) => ofAll || id === present.id);
  const asked = pools.filter(({ state }) => state === 'connected');
  const query = useQuery({
    queryKey: ['report', kind, ofAll, asked.map(({ id }) => id)],
    enabled: asked.length > 0,
    // It is about a moment: a person says when it is taken again.
    staleTime: Infinity,
    retry: false,
    queryFn: ({ signal }) => take(kind, asked, signal),
  });
  return { ...query, asked, missed: pools.filter(({ state }) => state !== 'connected') };
}

async function take(kind: ReportKind, pools: readonly PoolEntry[], signal: AbortSignal): Promise<Taken> {
  const sources = await Promise.all(
    pools.map(({ id, name, connection, clock }) => {
      const twin = isTwinId(id) ? name : undefined;
      return takeSource(connection, clock.nowMs(), kind === NEEDS_STATISTICS, signal, twin);
    }),
  );
  const parts = sources.map((source) => [source, SECTIONS[kind](source)] as const);
  return { sources, sections: merged(parts) };
}
