import * as v from 'valibot';
import { readInventory } from '../../xapi/cache/cache';
import type { Connection } from '../../xapi/client/contract';
import { clientErrorCodes, XapiError } from '../../xapi/client/xapi-error';
import { findCommand, isSecret, onOwnWork, ownWork, recallWork, runOfItem } from '../commands';
import type { Input, PoolCommand, RunItem, Target } from '../commands';
import type { PoolEntry } from '../connections';
import { row } from '../objects';

const KEY = 'xenia.events';
const MOST = 200;
/** Work changes several times a second while it goes on. */
const SETTLE_MS = 500;

const text = v.string();
const moment = v.nullable(v.number());
const targetSchema = v.object({
  id: v.object({ connection: text, class: text, ref: text }),
  ref: text,
  kind: text,
  name: text,
});
const schema = v.array(
  v.object({
    id: text,
    command: text,
    input: v.nullable(v.record(text, v.unknown())),
    /** How many calls the work has in all, as far as was known. */
    planned: v.number(),
    target: targetSchema,
    title: text,
    state: v.picklist(['waiting', 'running', 'done', 'failed', 'cancelled']),
    error: v.nullable(v.object({ code: text, params: v.array(text) })),
    kept: v.nullable(text),
    calls: v.array(text),
    tasks: v.array(text),
    startedMs: moment,
    finishedMs: moment,
  }),
);
type Kept = v.InferOutput<typeof schema>[number];

/** What can be done again, by the id of the item. */
export interface Again {
  readonly command: PoolCommand;
  readonly target: Target;
  /** Null: it asks anew, as passwords and files are kept nowhere. */
  readonly input: Input | null;
}

const recalled = new Map<string, Kept>();

/** How an item can be begun again; null: it cannot, as another account was lent for it, or its command is not known. */
export function againOf(item: string): Again | null {
  const run = runOfItem(item);
  if (run) {
    const target = run.items().find(({ id }) => id === item)?.target;
    return target && run.canRetry ? { command: run.command, target, input: run.input } : null;
  }
  const kept = recalled.get(item);
  const command = kept && findCommand(kept.command);
  if (!kept || command?.type !== 'pool') return null;
  return { command, target: kept.target as Target, input: kept.input as Input | null };
}

function keptOf(item: RunItem): Kept {
  const before = recalled.get(item.id);
  const run = runOfItem(item.id);
  const { id, title, state, calls, tasks, startedMs, finishedMs } = item;
  const inventory = run && readInventory(run.connection);
  const fields = run?.command.fields?.(inventory ?? {}, [item.target], 0) ?? [];
  // What a wizard asked is asked again, from its draft of before: it may have asked for passwords.
  const isOpen = run?.command.steps === undefined && !fields.some((field) => isSecret(field) || field.kind === 'file');
  return {
    id: before ? id : `earlier ${startedMs ?? 0} ${id}`,
    command: before?.command ?? run?.command.id ?? '',
    input: before ? before.input : run && isOpen ? run.input : null,
    planned:
      before?.planned ?? (run && inventory ? run.command.script(inventory, item.target, run.input).api.length : 0),
    target: { ...item.target, id: { ...item.target.id } },
    title,
    state,
    error: item.error && { code: item.error.code, params: [...item.error.params] },
    kept: item.kept?.words ?? null,
    calls: [...calls],
    tasks: [...tasks],
    startedMs,
    finishedMs,
  };
}

function itemOf(kept: Kept): RunItem {
  const { id, title, state, calls, tasks, startedMs, finishedMs, error } = kept;
  return {
    id,
    target: kept.target as Target,
    title,
    state,
    progress: state === 'done' ? 1 : 0,
    transfer: null,
    ending: 'never',
    error: error && new XapiError(error.code, error.params),
    kept: kept.kept === null ? null : { words: kept.kept, object: null },
    remains: [],
    calls,
    tasks,
    startedMs,
    finishedMs,
  };
}

function read(): readonly Kept[] {
  try {
    const found = v.safeParse(schema, JSON.parse(sessionStorage.getItem(KEY) ?? '[]'));
    return found.success ? found.output : [];
  } catch {
    return [];
  }
}

function write(): void {
  try {
    sessionStorage.setItem(KEY, JSON.stringify(ownWork().slice(0, MOST).map(keptOf)));
  } catch {
    // A browser that keeps nothing forgets its events with the page.
  }
}

/** What became of work that was under way when its page was left; undefined: it still goes on. */
function endOf(connection: Connection, item: RunItem): Partial<RunItem> | undefined {
  const task = row(readInventory(connection), 'task', item.tasks.at(-1) ?? '');
  if (task?.status === 'pending' || task?.status === 'cancelling') return undefined;
  if (task?.status === 'failure') {
    const [code = 'INTERNAL_ERROR', ...params] = task.error_info;
    return { state: 'failed', error: new XapiError(code, params) };
  }
  if (task?.status === 'cancelled') return { state: 'cancelled' };
  const planned = recalled.get(item.id)?.planned ?? 0;
  const isWhole = task?.status === 'success' && planned > 0 && item.calls.length >= planned;
  return isWhole
    ? { state: 'done', progress: 1 }
    : { state: 'failed', error: new XapiError(clientErrorCodes.pageLeft) };
}

const isUnderWay = ({ state }: RunItem): boolean => state === 'running' || state === 'waiting';

/** A world that is built anew begins before what was done in the former one, and knows nothing of it. */
function isOfAnotherWorld({ startedMs }: RunItem, entry: PoolEntry | undefined): boolean {
  const isSimulated = entry?.address === '' && entry.connection.status().kind === 'connected';
  return isSimulated && (startedMs ?? 0) > entry.clock.nowMs();
}

/** The work of before this page was loaded, and that of now for the next time, as long as the tab is open. */
export class WorkHistory {
  private work: readonly RunItem[];
  private timer: ReturnType<typeof setTimeout> | undefined;
  private readonly stopHearing: () => void;

  constructor() {
    this.work = read().map((kept) => {
      recalled.set(kept.id, kept);
      return itemOf(kept);
    });
    if (this.work.length > 0) recallWork(this.work);
    this.stopHearing = onOwnWork(() => void (this.timer ??= setTimeout(this.save, SETTLE_MS)));
    addEventListener('pagehide', this.save);
  }

  /** Follows what the pools still do of work that was under way. */
  look(pools: readonly PoolEntry[]): void {
    const entryOf = (item: RunItem): PoolEntry | undefined => pools.find(({ id }) => id === item.target.id.connection);
    const known = this.work.filter((item) => !isOfAnotherWorld(item, entryOf(item)));
    const next = known.map((item) => {
      const entry = entryOf(item);
      if (!isUnderWay(item) || entry?.connection.status().kind !== 'connected') return item;
      const end = endOf(entry.connection, item);
      return end ? { ...item, ...end, finishedMs: entry.clock.nowMs() } : item;
    });
    if (next.length === this.work.length && next.every((item, at) => item === this.work[at])) return;
    this.work = next;
    recallWork(next);
  }

  stop(): void {
    this.stopHearing();
    removeEventListener('pagehide', this.save);
    clearTimeout(this.timer);
  }

  private readonly save = (): void => {
    clearTimeout(this.timer);
    this.timer = undefined;
    write();
  };
}
