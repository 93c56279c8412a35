import { useEffect } from 'react';
import { readInventory } from '../../../xapi/cache/cache';
import { readUpdates } from '../../../xapi/rrd/read-readings';
import type { PoolEntry } from '../../connections';
import { liveServers, rows } from '../../objects';
import type { Inventory } from '../../objects';
import { indexOf } from '../pool-index';
import { findProperty } from '../query/properties';
import type { LiveByRef, LiveFigures } from '../query/read-live';
import { COURSE_S, goneOn, momentsOf } from './courses';
import { liveFigures } from './figures';

/** XenCenter asks for the figures of its list so often; a few servers are asked more often. */
const REFRESH_MS = 30_000;
const REFRESH_FEW_MS = 10_000;
const FEW_SERVERS = 8;
/** Of so few the last minutes are asked for as well, and each row of them. */
const FEW_MACHINES = 200;
/** A server that is not reachable from here keeps the others waiting no longer. */
const PATIENCE_MS = 8000;
/** What has come is shown at least so often, while others have not answered yet. */
const SHOW_MS = 1000;
const STEP_S = 5;

/** Whether one of these properties comes from statistics. */
export function isLive(properties: readonly string[]): boolean {
  return properties.some((id) => findProperty(id)?.figure !== undefined);
}

/** Keeps the figures of statistics in the indexes of these pools up to date, while somebody needs them. */
export function useLive(pools: readonly PoolEntry[], isNeeded: boolean): void {
  useEffect(() => {
    if (!isNeeded) return undefined;
    const over = new AbortController();
    for (const pool of pools) void follow(pool, over.signal);
    return () => over.abort();
  }, [pools, isNeeded]);
}

async function follow(pool: PoolEntry, signal: AbortSignal): Promise<void> {
  const told = new Map<string | null, number>();
  while (!signal.aborted) {
    const asked = liveServers(readInventory(pool.connection));
    await readAll(pool, asked, told, signal);
    await rest(asked.length <= FEW_SERVERS ? REFRESH_FEW_MS : REFRESH_MS, signal);
  }
}

/**
 * One server after the other: each answers for all of its machines.
 * @param told up to when each server has told, seconds since 1970
 */
async function readAll(
  { connection, clock }: PoolEntry,
  servers: readonly (string | null)[],
  told: Map<string | null, number>,
  signal: AbortSignal,
): Promise<void> {
  const index = indexOf(connection);
  const live = new Map<string, LiveFigures>();
  const isEach = runningIn(readInventory(connection)) <= FEW_MACHINES;
  let shownMs = performance.now();
  for (const server of servers) {
    try {
      const within = AbortSignal.any([signal, AbortSignal.timeout(PATIENCE_MS)]);
      const nowS = clock.nowMs() / 1000;
      const newS = nowS - 2 * STEP_S;
      const startS = isEach ? Math.min(newS, Math.max(nowS - COURSE_S, told.get(server) ?? 0)) : newS;
      const question = { server, host: true, vms: 'all', srs: [], startS, stepS: STEP_S } as const;
      const readings = await readUpdates(connection, question, within);
      const figures = liveFigures(readings);
      const moments = isEach ? momentsOf(readings) : null;
      told.set(server, readings.endS);
      const inventory = readInventory(connection);
      for (const [ref, { uuid }] of [...rows(inventory, 'host'), ...rows(inventory, 'VM')]) {
        const found = figures.get(uuid);
        if (!found) continue;
        live.set(ref, found);
        const next = moments?.get(uuid) ?? [{ atS: readings.endS, figures: found }];
        index.courses.set(ref, goneOn(index.courses.get(ref) ?? [], next));
      }
    } catch {
      // A browser may not reach the other servers of a live pool; the rest is shown.
    }
    if (signal.aborted) return;
    if (performance.now() - shownMs < SHOW_MS) continue;
    shownMs = performance.now();
    index.applyLive(merged(index.figures, live));
  }
  for (const ref of index.courses.keys()) if (!live.has(ref)) index.courses.delete(ref);
  index.applyLive(live);
}

/** How many machines servers tell of. */
function runningIn(inventory: Inventory): number {
  return [...rows(inventory, 'host').values()].reduce((sum, host) => sum + host.resident_VMs.length, 0);
}

function merged(before: LiveByRef, now: LiveByRef): LiveByRef {
  return new Map([...before, ...now]);
}

function rest(durationMs: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, durationMs);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
