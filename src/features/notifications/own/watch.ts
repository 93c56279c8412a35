import { onInventory, readInventory } from '../../../xapi/cache/cache';
import { keepSpace, readSpace, withToday, fullnessOf } from '../../dashboard';
import { isReachable } from '../../connections';
import type { PoolEntry } from '../../connections';
import { only } from '../../objects';
import { noteOffer, readOffer } from '../../updates';
import { parseTime } from '../../values';
import { findingsIn } from './findings';
import { foundIn, noteFound } from './found';
import { keptAs, keptWith, readKept, withoutDismissed, writeKept } from './kept';
import { LOOK_CLASSES } from './look';
import type { Look } from './look';
import { askSkews, askTools } from './questions';

/** Changes come in bursts; nobody waits for what is found. */
const SETTLE_MS = 1000;
/** What time alone brings about. */
const LOOK_MS = 60_000;
/** What no event tells has to be asked for. */
const ASK_MS = 5 * 60_000;

type Asked = Pick<Look, 'skews' | 'tools' | 'offer'>;

const NOTHING_ASKED: Asked = { skews: new Map(), tools: { missing: [], outdated: [] }, offer: null };

/** What is asked again when these change. */
const offerKey = (entry: PoolEntry): string => {
  const { pool, host, Repository } = readInventory(entry.connection);
  return JSON.stringify([
    [...pool.values()].map(({ repositories, last_update_sync }) => [repositories, last_update_sync]),
    [...Repository.values()].map(({ hash }) => hash),
    [...host].map(([ref, each]) => [ref, each.last_software_update, each.latest_synced_updates_applied]),
  ]);
};

/**
 * Looks for trouble in a pool for as long as the console has it, and notes what it finds.
 * @param others all pools, whose servers may have the same names on networks
 */
export function watchPool(entry: PoolEntry, others: () => readonly PoolEntry[]): () => void {
  const { connection, clock } = entry;
  const ending = new AbortController();
  let asked = NOTHING_ASKED;
  let key = '';
  let settling: ReturnType<typeof setTimeout> | undefined;

  const look = (): void => {
    settling = undefined;
    const inventory = readInventory(connection);
    const pool = only(inventory, 'pool')?.[1];
    // While it loads, or is out of reach, nothing can be said to be over.
    if (!pool || connection.status().kind !== 'connected') return;
    if (key !== offerKey(entry)) void askOffer();
    const nowMs = clock.nowMs();
    const space = withToday(readSpace(), fullnessOf(inventory), nowMs);
    keepSpace(connection.id, space);
    const found = findingsIn({
      ...asked,
      connection: connection.id,
      inventory,
      nowMs,
      others: others().flatMap((each) =>
        each.id !== entry.id && isReachable(entry, each) ? [readInventory(each.connection)] : [],
      ),
      space,
    });
    const place = keptAs(connection.id, pool.uuid);
    const before = readKept(place);
    const kept = keptWith(before, found, nowMs);
    if (JSON.stringify(kept) !== JSON.stringify(before)) writeKept(place, kept);
    const alerts = withoutDismissed(kept, found);
    const present = foundIn(connection);
    const updates = asked.offer?.updates.length ?? 0;
    if (updates === present.updates && JSON.stringify(alerts) === JSON.stringify(present.alerts)) return;
    const known = new Map(present.alerts.map((alert) => [JSON.stringify(alert), alert]));
    noteFound(connection, { updates, alerts: alerts.map((alert) => known.get(JSON.stringify(alert)) ?? alert) });
  };
  const soon = (): void => {
    settling ??= setTimeout(look, SETTLE_MS);
  };
  const note = (patch: Partial<Asked>): void => {
    if (ending.signal.aborted) return;
    asked = { ...asked, ...patch };
    soon();
  };
  const askOffer = async (): Promise<void> => {
    key = offerKey(entry);
    await readOffer(connection, ending.signal).then((offer) => {
      if (ending.signal.aborted) return;
      noteOffer(connection.id, offer);
      noteFound(connection, { updates: offer?.updates.length ?? 0 });
      note({ offer });
    }, ignore);
  };
  const ask = async (): Promise<void> => {
    if (connection.status().kind !== 'connected') return;
    await askOffer();
    await askTools(connection).then((tools) => note({ tools }), ignore);
    await askSkews(connection, clock, parseTime).then((skews) => note({ skews }), ignore);
  };

  const ends = [
    onInventory(connection, (_inventory, touched) => {
      if (!LOOK_CLASSES.some((cls) => touched.has(cls))) return;
      soon();
    }),
    connection.onStatus(({ kind }) => {
      if (kind !== 'connected') return;
      soon();
      void ask();
    }),
  ];
  const timers = [setInterval(soon, LOOK_MS), setInterval(() => void ask(), ASK_MS)];
  soon();
  void ask();
  return () => {
    ending.abort();
    clearTimeout(settling);
    for (const timer of timers) clearInterval(timer);
    for (const end of ends) end();
  };
}

/** What an account may not ask, or a server cannot answer, is not found out. */
function ignore(): void {}
