import type { BrowserContext, Page } from 'playwright';
import { percentile, withConsole, type ConsoleVisit, type Figure, type Run } from './harness';
import { expandTree, untilLoaded, untilUsable } from './console-page';
import { SCALE_SEARCH } from './worlds';

const COLD_VISITS = 3;
const WARM_VISITS = 3;

/** Opening Scale in a browser: built anew, and from what the browser kept; what the page and its workers then hold. */
export const run: Run = () =>
  withConsole(async (visit) => {
    const cold: Opened[] = [];
    const warm: Opened[] = [];
    let kept: BrowserContext | undefined;
    let held: readonly Figure[] = [];
    for (let each = 0; each < COLD_VISITS; each += 1) {
      const first = await visit();
      cold.push(await open(first));
      if (each < COLD_VISITS - 1) {
        await first.page.context().close();
        continue;
      }
      held = await holdings(first);
      await untilKept(first.page);
      kept = first.page.context();
      await first.page.close();
    }
    for (let each = 0; each < WARM_VISITS; each += 1) {
      const again = await visit(kept);
      warm.push(await open(again));
      await untilKept(again.page);
      await again.page.close();
    }
    const built = await visit();
    const trace = await built.trace(() => open(built));
    const longest = trace.workerTasks.map(([task = 0]) => task);
    return [
      { what: 'Scale: navigation to usable tree, cold, wall', value: wall(cold), unit: 'ms', limit: 2500 },
      { what: 'Scale: the same, main thread', value: cpu(cold), unit: 'ms CPU' },
      {
        what: 'Scale: navigation to usable tree, warm from IndexedDB, wall',
        value: wall(warm),
        unit: 'ms',
        limit: 1500,
      },
      { what: 'Scale: the same, main thread', value: cpu(warm), unit: 'ms CPU' },
      { what: 'Scale: longest main-thread task while opening', value: trace.mainTasks[0] ?? NaN, unit: 'ms CPU' },
      { what: 'Scale: building in the worker', value: Math.max(...longest), unit: 'ms CPU', limit: 2000 },
      ...held,
    ];
  });

interface Opened {
  readonly wallMs: number;
  readonly cpuMs: number;
}

const wall = (visits: readonly Opened[]): number =>
  percentile(
    visits.map(({ wallMs }) => wallMs),
    0.5,
  );
const cpu = (visits: readonly Opened[]): number =>
  percentile(
    visits.map(({ cpuMs }) => cpuMs),
    0.5,
  );

async function open({ page, url, mainThreadMs }: ConsoleVisit): Promise<Opened> {
  const startMs = performance.now();
  await page.goto(`${url}?${SCALE_SEARCH}`);
  await untilUsable(page);
  return { wallMs: performance.now() - startMs, cpuMs: await mainThreadMs() };
}

async function untilKept(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Kept', exact: true }).waitFor({ timeout: 120_000 });
}

async function holdings({ page, heapBytes, workerHeapBytes }: ConsoleVisit): Promise<readonly Figure[]> {
  await untilLoaded(page);
  await expandTree(page);
  const nodes = await page.evaluate(() => document.querySelectorAll('*').length);
  const pageMb = (await heapBytes()) / 1e6;
  const workers = await workerHeapBytes();
  return [
    { what: 'Scale: DOM nodes, tree fully expanded', value: nodes, unit: 'nodes', limit: 3000 },
    { what: 'Scale: JS heap of the page', value: pageMb, unit: 'MB', limit: 150 },
    ...[...workers].map(([name, bytes]) => ({
      what: `Scale: JS heap of the worker ${name}`,
      value: bytes / 1e6,
      unit: 'MB',
      limit: 250,
    })),
  ];
}
