import { onInventory, readInventory } from '../../xapi/cache/cache';
import type { Connection } from '../../xapi/client/contract';
import { riskOf, subjectsOf, worstFirst } from './engine/overview';
import type { Risk } from './engine/overview';
import { TOPOLOGY_CLASSES } from './use-settled';

/** Between changes of a busy pool the whole table rests so long. */
export const PAUSE_MS = 5000;
/** The page gets a turn after so much work. */
const SLICE_MS = 12;

/**
 * Works out everything that may fail, in turns with the page, as it is more than a moment's work in a large pool, and
 * again while the pool changes. Tells the share that is done, and the whole at the end of each round. Answers how to stop.
 */
export function watchRisks(connection: Connection, tell: (told: readonly Risk[] | number) => void): () => void {
  let isOver = false;
  let isDue = false;
  let isWorking = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const run = async (): Promise<void> => {
    isDue = false;
    isWorking = true;
    const inventory = readInventory(connection);
    const found: Risk[] = [];
    const subjects = subjectsOf(inventory);
    let since = performance.now();
    for (const [at, subject] of subjects) {
      found.push(riskOf(inventory, connection.id, at, subject));
      if (performance.now() - since < SLICE_MS) continue;
      await new Promise((resolve) => setTimeout(resolve));
      if (isOver) return;
      tell(found.length / subjects.length);
      since = performance.now();
    }
    tell(worstFirst(found));
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
