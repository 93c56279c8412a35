import type { Browser, Page } from 'playwright';

/** What the threads of one page did. Times are CPU time, in ms. */
export interface Trace {
  /** Tasks of the page's main thread, longest first. */
  readonly mainTasks: readonly number[];
  /** Tasks of each dedicated worker, longest first; workers in the order in which they began. */
  readonly workerTasks: readonly (readonly number[])[];
}

/** The trace event format: `X` is a complete event, `tdur` its thread time in µs. */
interface TraceEvent {
  readonly name: string;
  readonly ph: string;
  readonly pid: number;
  readonly tid: number;
  readonly ts: number;
  readonly tdur?: number;
  readonly args?: { readonly name?: string };
}

const MAIN = 'CrRendererMain';
const WORKER = 'DedicatedWorker thread';

/** Records what the browser does while `run` runs; only the process that hosts the page's workers counts. */
export async function recordTrace(browser: Browser, page: Page, run: () => Promise<unknown>): Promise<Trace> {
  await browser.startTracing(page, { categories: ['__metadata', 'disabled-by-default-devtools.timeline'] });
  await run();
  const { traceEvents } = JSON.parse((await browser.stopTracing()).toString()) as { traceEvents: TraceEvent[] };
  const threads = traceEvents.filter(({ name }) => name === 'thread_name');
  const named = (name: string): TraceEvent[] => threads.filter(({ args }) => args?.name === name);
  const pid = named(WORKER)[0]?.pid;
  const tasksOf = (tid: number): number[] =>
    traceEvents
      .filter((event) => event.name === 'RunTask' && event.ph === 'X' && event.pid === pid && event.tid === tid)
      .map(({ tdur = 0 }) => tdur / 1000)
      .toSorted((a, b) => b - a);
  const main = named(MAIN).find((thread) => thread.pid === pid);
  if (pid === undefined || main === undefined) throw new Error('The trace holds no page with workers');
  const workers = named(WORKER)
    .filter((thread) => thread.pid === pid)
    .map(({ tid }) => tid)
    .toSorted((a, b) => a - b);
  return { mainTasks: tasksOf(main.tid), workerTasks: workers.map(tasksOf) };
}
