import { onInventory, readInventory } from '../../xapi/cache/cache';
import type { Connection } from '../../xapi/client/contract';
import { riskOf, subjectsOf, worstFirst } from './engine/overview';
import type { Risk } from './engine/overview';
import { TOPOLOGY_CLASSES } from './use-settled';

/** Between changes of a busy pool the whole table rests so long. */
export const PAUSE_MS = 5000;
/** The page gets a turn after so much work. */
const SLICE_MS = 12;

/** Between two shares that are told. */
const SHARE_MS = 100;

/** What was found out in one state of a pool, in the order of its parts until the whole is there. */
interface Round {
  readonly tables: readonly unknown[];
  readonly found: Risk[];
  risks: readonly Risk[] | undefined;
}

const lastRounds = new WeakMap<Connection, Round>();

/** The last round, as far as it came, while nothing that it is made of changes; else a new one. */
function roundOf(connection: Connection): Round {
  const inventory = readInventory(connection);
  const tables = TOPOLOGY_CLASSES.map((cls) => inventory[cls]);
  const last = lastRounds.get(connection);
  if (last?.tables.every((table, at) => table === tables[at])) return last;
  const round = { tables, found: [], risks: undefined };
  lastRounds.set(connection, round);
  return round;
}

/** The whole, where it is known already; else undefined. */
export const knownRisks = (connection: Connection): readonly Risk[] | undefined => roundOf(connection).risks;

/**
 * Works out everything that may fail, in turns with the page, as it is more than a moment's work in a large pool, and
 * again while the pool changes. Tells the share that is done, and the whole at the end of each round; at once where it is
 * known. Answers how to stop.
 */
export function watchRisks(connection: Connection, tell: (told: readonly Risk[] | number) => void): () => void {
  let isOver = false;
  let isDue = false;
  let isWorking = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const run = async (): Promise<void> => {
    isDue = false;
    const round = roundOf(connection);
    if (round.risks) {
      tell(round.risks);
      return;
    }
    isWorking = true;
    const inventory = readInventory(connection);
    const subjects = subjectsOf(inventory);
    let since = performance.now();
    let toldAt = -Infinity;
    for (let next = subjects[round.found.length]; next; next = subjects[round.found.length]) {
      round.found.push(riskOf(inventory, connection.id, ...next));
      if (performance.now() - since < SLICE_MS) continue;
      await new Promise((resolve) => setTimeout(resolve));
      if (isOver) return;
      since = performance.now();
      if (since - toldAt < SHARE_MS) continue;
      toldAt = since;
      tell(round.found.length / subjects.length);
    }
    round.risks = worstFirst(round.found);
    tell(round.risks);
    isWorking = false;
    rest();
  };
  const rest = (): void => {
    timer = setTimeout(() => {
      timer = undefined;
      if (isDue) void run();
    }, PAUSE_MS);
  };
  const off = onInventory(connection, (_inventory, touched) => {
    if (!TOPOLOGY_CLASSES.some((cls) => touched.has(cls))) return;
    isDue = true;
    // A round that is under way rests at its end.
    if (timer === undefined && !isWorking) rest();
  });
  void run();
  return () => {
    isOver = true;
    clearTimeout(timer);
    off();
  };
}
