/**
 * What every benchmark uses. A benchmark is a file `bench/<name>.bench.ts` that exports `run`, which answers its
 * figures; `npm run bench` builds it, runs it in a Node process of its own and prints one table of all figures.
 */
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright';
import { chromiumLaunchOptions } from '../tools/lib/chromium.mjs';
import { listenOnLoopback, createStaticServer } from '../tools/lib/static-files.mjs';
import { installProbe } from './page-probe';
import { recordTrace, type Trace } from './trace';
import { WorkerSessions } from './worker-sessions';

/** One line of the table. */
export interface Figure {
  readonly what: string;
  readonly value: number;
  readonly unit: string;
  /** The budget, in the same unit; without one the figure is for information. */
  readonly limit?: number;
  /** True when the budget is a least, not a most, such as calls a second. */
  readonly isLeast?: boolean;
}

/** What a file `bench/<name>.bench.ts` exports. */
export type Run = () => Promise<readonly Figure[]>;

/** The value below which `share` (0 to 1) of the samples lie; nearest rank. */
export function percentile(samples: readonly number[], share: number): number {
  const sorted = samples.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? NaN;
}

/** Starts to count the CPU time of this process, collecting garbage included; answers milliseconds since then. */
export function cpuClock(): () => number {
  const start = process.cpuUsage();
  return () => {
    const { user, system } = process.cpuUsage(start);
    return (user + system) / 1000;
  };
}

export interface ConsoleVisit {
  readonly page: Page;
  /** Ends in a slash. */
  readonly url: string;
  /** CPU time of the page's main thread since the visit began, in ms: what to trust on a busy machine. */
  readonly mainThreadMs: () => Promise<number>;
  /** JS heap of the page after a collection, in bytes. */
  readonly heapBytes: () => Promise<number>;
  /** JS heap of the page's workers after a collection, in bytes, by the names of the workers. */
  readonly workerHeapBytes: () => Promise<ReadonlyMap<string, number>>;
  /** Records what all threads of the page do while `run` runs. */
  readonly trace: (run: () => Promise<unknown>) => Promise<Trace>;
}

/**
 * Serves dist/console and hands out fresh visits: each has a browser context of its own, so nothing is cached or
 * stored, unless `context` of an earlier visit is given.
 */
export async function withConsole<T>(
  use: (visit: (context?: BrowserContext) => Promise<ConsoleVisit>) => Promise<T>,
): Promise<T> {
  const server = createStaticServer('dist/console');
  const port = await listenOnLoopback(server, 4270);
  const browser = await chromium.launch(chromiumLaunchOptions());
  try {
    return await use((context) => openVisit(browser, `http://127.0.0.1:${port}/`, context));
  } finally {
    await browser.close();
    server.closeAllConnections();
    server.close();
  }
}

async function openVisit(browser: Browser, url: string, context?: BrowserContext): Promise<ConsoleVisit> {
  const visitor = context ?? (await browser.newContext({ viewport: { width: 1280, height: 800 } }));
  const page = await visitor.newPage();
  await page.addInitScript(installProbe);
  const devtools = await visitor.newCDPSession(page);
  await devtools.send('Performance.enable', { timeDomain: 'threadTicks' });
  const workers = await WorkerSessions.open(devtools);
  const metric = async (name: string): Promise<number> => {
    const { metrics } = await devtools.send('Performance.getMetrics');
    return metrics.find((each) => each.name === name)?.value ?? NaN;
  };
  return {
    page,
    url,
    mainThreadMs: async () => (await metric('TaskDuration')) * 1000,
    heapBytes: async () => {
      await devtools.send('HeapProfiler.collectGarbage');
      return metric('JSHeapUsedSize');
    },
    workerHeapBytes: () => workers.heapBytes(),
    trace: (run) => recordTrace(browser, page, run),
  };
}
