import { CommandRun } from './command-run';
import type { RunItem, RunOptions } from './command-run';

/** Finished work the console remembers until it is reloaded; tasks of the pool outlive it. */
const MAX_ITEMS = 1000;

let runs: readonly CommandRun[] = [];
/** Of before the page was loaded anew. */
let earlier: readonly RunItem[] = [];
let items: readonly RunItem[] | null = null;
const forgotten = new Set<string>();
const listeners = new Set<() => void>();
let isQueued = false;

/** Starts a command and keeps it where Events finds it. */
export function startRun(options: RunOptions): CommandRun {
  const run = new CommandRun(options);
  runs = trimmed([run, ...runs]);
  run.onChange(changed);
  changed();
  void run.start();
  return run;
}

/** Everything this console has started, newest first. The same array while nothing changed. */
export function ownWork(): readonly RunItem[] {
  items ??= [...runs.flatMap((run) => run.items()), ...earlier].filter((item) => !forgotten.has(item.id));
  return items;
}

/** Lists work of an earlier visit behind that of this one. */
export function recallWork(work: readonly RunItem[]): void {
  earlier = work;
  changed();
}

export function runOfItem(id: string): CommandRun | undefined {
  return runs.find((run) => run.items().some((item) => item.id === id));
}

/** Calls back after work began, went on or ended; many changes at once are one call. */
export function onOwnWork(listener: () => void): () => void {
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
  };
}

/** Forgets finished work; what is still going on stays. */
export function forgetWork(ids: ReadonlySet<string>): void {
  for (const item of ownWork())
    if (ids.has(item.id) && item.state !== 'waiting' && item.state !== 'running') forgotten.add(item.id);
  changed();
}

function changed(): void {
  items = null;
  if (isQueued) return;
  isQueued = true;
  queueMicrotask(() => {
    isQueued = false;
    for (const listener of [...listeners]) listener();
  });
}

function trimmed(all: readonly CommandRun[]): readonly CommandRun[] {
  let count = 0;
  return all.filter((run) => {
    count += run.items().length;
    return count <= MAX_ITEMS || !run.isFinished;
  });
}
