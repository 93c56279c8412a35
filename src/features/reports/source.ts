import type { Connection } from '../../xapi/client/contract';
import { readInventory } from '../../xapi/cache/cache';
import { readUpdates } from '../../xapi/rrd/read-readings';
import { liveServers, only, poolName } from '../objects';
import type { Inventory } from '../objects';
import type { Source } from './report';

/** A server that is not reachable from here keeps the report waiting no longer. */
const PATIENCE_MS = 10_000;
/** The newest rows may not be there yet. */
const LOOK_BACK_S = 60;

/**
 * The pool as the console holds it, with what it does not hold all the time. Rejects as calls do.
 * @param twin what the pool goes by when it is a twin, whose database has the name of the real one
 */
export async function takeSource(
  connection: Connection,
  nowMs: number,
  withStatistics: boolean,
  signal: AbortSignal,
  twin?: string,
): Promise<Source> {
  const [machines, guests, links, statistics] = await Promise.all([
    connection.call('VM_metrics.get_all_records'),
    connection.call('VM_guest_metrics.get_all_records'),
    connection.call('PIF_metrics.get_all_records'),
    withStatistics ? readFigures(connection, nowMs, signal) : null,
  ]);
  const inventory: Inventory = {
    ...readInventory(connection),
    VM_metrics: new Map(Object.entries(machines)),
    VM_guest_metrics: new Map(Object.entries(guests)),
    PIF_metrics: new Map(Object.entries(links)),
  };
  const pool = only(inventory, 'pool')?.[1];
  return {
    connection: connection.id,
    name: twin ?? (pool ? poolName(inventory, pool) : ''),
    uuid: pool?.uuid ?? '',
    takenMs: nowMs,
    inventory,
    figure: (uuid, name) => statistics?.figures.get(`${uuid}:${name}`) ?? null,
    servers: liveServers(inventory).length,
    told: statistics && statistics.told,
  };
}

interface Figures {
  readonly figures: ReadonlyMap<string, number>;
  readonly told: number;
}

/** A browser may not reach all servers of a live pool: what the others tell is there, and of how many. */
async function readFigures(connection: Connection, nowMs: number, signal: AbortSignal): Promise<Figures> {
  const figures = new Map<string, number>();
  const startS = nowMs / 1000 - LOOK_BACK_S;
  const told = await Promise.all(
    liveServers(readInventory(connection)).map(async (server) => {
      try {
        const within = AbortSignal.any([signal, AbortSignal.timeout(PATIENCE_MS)]);
        const question = { server, host: true, vms: 'all', srs: [], startS, stepS: 5 } as const;
        const { columns } = await readUpdates(connection, question, within);
        for (const { uuid, name, values } of columns) {
          const latest = values.findLast((value) => !Number.isNaN(value));
          if (latest !== undefined) figures.set(`${uuid}:${name}`, latest);
        }
        return true;
      } catch {
        return false;
      }
    }),
  );
  return { figures, told: told.filter(Boolean).length };
}
