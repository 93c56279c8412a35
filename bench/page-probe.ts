/**
 * What benchmarks measure inside the page, put there before its own scripts run. The functions of this file that run in
 * the page may use nothing from outside themselves.
 */
import type { ConsoleVisit } from './harness';

export interface Interaction {
  /** Wall time from the event's time stamp until the frame is painted in which the awaited content is there. */
  readonly contentMs: number;
}

export interface Probe {
  /** The page's workers by name. */
  readonly workers: Map<string, Worker>;
  /** Waits for the next event of a type; `isThere` tells whether what it leads to is in the document. */
  watch(eventType: string, isThere: () => boolean): void;
  /** Resolves two frames after what was watched for is painted: what is rendered later than that is under way by then. */
  shown(): Promise<unknown>;
  /** Resolves when what was watched for is painted and the main thread has nothing left to do. */
  settled(): Promise<Interaction>;
  /** Wall times of calls through the client's worker to the simulator and back. */
  calls(times: number, method: string, argLists: readonly (readonly unknown[])[]): Promise<readonly number[]>;
}

declare global {
  interface Window {
    xeniaProbe: Probe;
  }
}

/** Runs in the page before everything else. */
export function installProbe(): void {
  const workers = new Map<string, Worker>();
  window.Worker = class extends Worker {
    constructor(url: string | URL, options?: WorkerOptions) {
      super(url, options);
      workers.set(options?.name ?? String(url), this);
    }
  };

  const afterPaint = (): Promise<number> =>
    new Promise((resolve) => {
      requestAnimationFrame(() => {
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = () => resolve(performance.now());
        port2.postMessage(0);
      });
    });

  let painted: Promise<number> | undefined;
  let watched: Promise<Interaction> | undefined;
  const content = async (startMs: number, isThere: () => boolean): Promise<number> => {
    let paintedMs = await afterPaint();
    while (!isThere()) paintedMs = await afterPaint();
    return paintedMs - startMs;
  };
  const follow = async (whenPainted: Promise<number>): Promise<Interaction> => {
    const contentMs = await whenPainted;
    // Idle callbacks come last: deferred rendering is over by then.
    await new Promise((resolve) => requestIdleCallback(resolve));
    return { contentMs };
  };

  window.xeniaProbe = {
    workers,
    watch(eventType, isThere) {
      painted = new Promise((resolve) => {
        const listen = (event: Event): void => resolve(content(event.timeStamp, isThere));
        window.addEventListener(eventType, listen, { capture: true, once: true });
      });
      watched = follow(painted);
    },
    async shown() {
      if (painted === undefined) throw new Error('Nothing is watched');
      await painted;
      await afterPaint();
      await afterPaint();
    },
    settled() {
      if (watched === undefined) throw new Error('Nothing is watched');
      return watched;
    },
    async calls(times, method, argLists) {
      const client = workers.get('xenia-client');
      if (client === undefined) throw new Error('There is no worker xenia-client');
      const waiting = new Map<number, () => void>();
      client.addEventListener('message', ({ data }: MessageEvent<{ type: string; id: number }>) => {
        if (data.type === 'answer') waiting.get(data.id)?.();
        if (data.type === 'refusal' && waiting.has(data.id)) throw new Error(JSON.stringify(data));
      });
      const wallMs: number[] = [];
      for (let at = 0; at < times; at += 1) {
        const id = 1e9 + at;
        const startMs = performance.now();
        await new Promise<void>((resolve) => {
          waiting.set(id, resolve);
          client.postMessage({ type: 'call', id, method, args: argLists[at % argLists.length] });
        });
        waiting.delete(id);
        wallMs.push(performance.now() - startMs);
      }
      return wallMs;
    },
  };
}

/** One measured interaction: its times, and the main thread's CPU time from before it. */
export interface Measured extends Interaction {
  /** Until two frames after what it leads to is painted. */
  readonly shownCpuMs: number;
  /** Until nothing is left to do. */
  readonly cpuMs: number;
}

/**
 * Does something that a person would do and measures what it leads to.
 * @param arm tells the probe in the page what to watch
 * @param act causes the event that is watched
 */
export async function interact(
  { page, mainThreadMs }: Pick<ConsoleVisit, 'page' | 'mainThreadMs'>,
  arm: () => Promise<unknown>,
  act: () => Promise<unknown>,
): Promise<Measured> {
  await arm();
  const beforeMs = await mainThreadMs();
  await act();
  await page.evaluate(() => window.xeniaProbe.shown());
  const shownCpuMs = (await mainThreadMs()) - beforeMs;
  const times = await page.evaluate(() => window.xeniaProbe.settled());
  return { ...times, shownCpuMs, cpuMs: (await mainThreadMs()) - beforeMs };
}
