import { useMemo } from 'react';
import { useQuery } from '@tanstack/react-query';
import { readInventory } from '../../../xapi/cache/cache';
import { useConnection } from '../../../xapi/cache/connection-context';
import type { Connection } from '../../../xapi/client/contract';
import { LIVE_STEP_S } from '../../../xapi/rrd/archives';
import { columnKey } from '../../../xapi/rrd/readings';
import { readUpdates } from '../../../xapi/rrd/read-readings';
import type { Inventory, ObjectKind } from '../../objects';
import { useServerClock } from '../../values';
import { courseOf } from '../model/graph';
import type { Graph, Owner } from '../model/graph';
import { compareGraphs, RANKED_BY, vmsOf } from './compare-graphs';
import type { RankedBy } from './compare-graphs';

export type Ranking = Readonly<Partial<Record<RankedBy, readonly string[]>>>;

/** Who is busiest changes, and its graphs with it: not under the eyes of who reads them. */
const REFRESH_MS = 30_000;
/** The newest minute decides. */
const ROWS = 12;
const PATIENCE_MS = 10_000;

/** The VMs in the scope of an object that have most of each thing; undefined until their servers have told. */
export function useRanking(kind: ObjectKind, ref: string, top: number): Ranking | undefined {
  const connection = useConnection();
  const clock = useServerClock();
  const { data } = useQuery({
    queryKey: ['ranking', connection.id, kind, ref],
    enabled: top > 0,
    queryFn: ({ signal }) => rank(connection, readInventory(connection), kind, ref, clock.nowMs() / 1000, signal),
    refetchInterval: REFRESH_MS,
    retry: false,
  });
  return useMemo(
    () =>
      data === undefined
        ? undefined
        : Object.fromEntries(Object.entries(data).map(([by, refs]) => [by, refs.slice(0, top)])),
    [data, top],
  );
}

async function rank(
  connection: Connection,
  inventory: Inventory,
  kind: ObjectKind,
  ref: string,
  nowS: number,
  signal: AbortSignal,
): Promise<Ranking> {
  const graphs = compareGraphs(inventory, 'vm', vmsOf(inventory, kind, ref));
  const known = await newest(connection, graphs, nowS, signal);
  return Object.fromEntries(RANKED_BY.map((by) => [by, ranked(graphs, by, known)]));
}

/** What servers tell of the newest rows, by the key of the column. Those that do not answer are left out. */
async function newest(
  connection: Connection,
  graphs: readonly Graph[],
  nowS: number,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, Float64Array>> {
  const wanted = new Map<string, Set<string>>();
  const owners = new Map<string, Owner>();
  for (const { series } of graphs) {
    for (const { picks } of series) {
      for (const { owner, name } of picks) {
        const server = owner.server ?? '';
        const keys = wanted.get(server) ?? new Set();
        wanted.set(server, keys.add(columnKey(owner.subject, owner.uuid, name)));
        owners.set(owner.uuid, owner);
      }
    }
  }
  const within = AbortSignal.any([signal, AbortSignal.timeout(PATIENCE_MS)]);
  const answers = await Promise.allSettled(
    [...wanted].map(([server, keys]) => {
      const address = server === '' ? null : server;
      const vms = [...owners.values()].flatMap((owner) => (owner.server === address ? [owner.uuid] : []));
      const startS = nowS - ROWS * LIVE_STEP_S;
      return readUpdates(
        connection,
        { server: address, host: false, vms, srs: [], startS, stepS: LIVE_STEP_S, wanted: [...keys] },
        within,
      );
    }),
  );
  signal.throwIfAborted();
  const columns = new Map<string, Float64Array>();
  for (const answer of answers) {
    if (answer.status === 'rejected') continue;
    for (const { subject, uuid, name, values } of answer.value.columns) {
      // Servers may be a row apart: what counts is the mean of what each told.
      const told = values.filter((value) => !Number.isNaN(value));
      const mean = told.reduce((sum, value) => sum + value, 0) / told.length;
      columns.set(columnKey(subject, uuid, name), Float64Array.of(mean));
    }
  }
  return columns;
}

const MOMENT = Float64Array.of(0);

function ranked(graphs: readonly Graph[], by: RankedBy, columns: ReadonlyMap<string, Float64Array>): readonly string[] {
  const series = graphs.find(({ id }) => id === by)?.series ?? [];
  return series
    .map((each) => ({
      ref: each.id.slice(by.length + 1),
      value: courseOf(each, { times: MOMENT, stepS: LIVE_STEP_S, columns })?.values[0] ?? NaN,
    }))
    .filter(({ value }) => value > 0)
    .toSorted((a, b) => b.value - a.value)
    .map(({ ref }) => ref);
}
