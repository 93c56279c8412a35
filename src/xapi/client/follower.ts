import type { ClassName, EventBatch, Ref } from '../datamodel/ref';
import { parseBatch } from './answers';
import { followedClasses } from './class-plan';
import { createClassLoader } from './class-loader';
import type { ConnectionStatus } from './contract';
import { createMirror } from './mirror';
import { createObjectLoader } from './object-loader';
import { changeGapMs, loadGapMs, type Outbox } from './outbox';
import { readOwnSession } from './own-session';
import type { Line } from './line';
import type { Members } from './members';
import type { Session } from './session';
import type { Timers } from './timers';
import { createWatchList } from './watch-list';
import { clientErrorCodes, isXapiError, toXapiError, XapiError } from './xapi-error';

/** Watches that come in together share one restart of the poll. */
const watchGatherMs = 5;

export interface FollowerOptions {
  readonly session: Session;
  readonly outbox: Outbox;
  readonly timers: Timers;
  readonly onStatus: (status: ConnectionStatus) => void;
  readonly line: Line;
  readonly members: Members | undefined;
}

/** Keeps the page's copy of a pool true: loads it class by class, then follows its events. */
export interface Follower {
  /** Runs until closed. */
  run(): Promise<void>;
  watch(cls: ClassName, ref?: Ref): () => void;
  /** Loads everything again, because refs and tokens of before may mean nothing any more. */
  resync(): void;
  /** Whether the pool could not be reached when it was last asked. */
  isLost(): boolean;
  retryNow(): void;
  close(): void;
}

export function createFollower(options: FollowerOptions): Follower {
  const { session, outbox, timers, line, members } = options;
  const mirror = createMirror(outbox);
  let status: ConnectionStatus = { kind: 'connecting' };
  let token: string | undefined;
  let poll: AbortController | undefined;
  let wake: (() => void) | undefined;
  /** Tries without an answer since the last one that had one, and waits between them. */
  let failures = 0;
  let waits = 0;
  let connectedBefore = false;
  /** When the pool last told of its state: what is on the screen dates from then. */
  let heardMs: number | undefined;
  let gathering = false;
  let closed = false;

  const watches = createWatchList(
    {
      onClass(cls) {
        loader.enqueue([cls]);
        poll?.abort();
      },
      onObject(cls, ref) {
        mirror.expect(cls);
        objects.load(cls, ref);
        restartPollSoon();
      },
      onObjectLeft(cls, ref) {
        objects.forget(cls, ref);
        if (mirror.holds(cls)) return;
        outbox.remove(cls, ref);
        outbox.settle(changeGapMs);
      },
    },
    timers,
  );
  const isWatched = (cls: ClassName, ref: Ref): boolean => watches.hasObject(cls, ref);
  const objects = createObjectLoader(session, isWatched, (cls, ref, record) => {
    if (mirror.holds(cls)) return;
    if (record) outbox.upsert(cls, ref, record);
    else outbox.remove(cls, ref);
    outbox.settle(loadGapMs);
  });
  const loader = createClassLoader(session, (cls, records, again) => {
    heardMs = timers.nowMs();
    mirror.replace(cls, records, again);
    outbox.settle(loadGapMs);
    const progress = loader.progress();
    if (progress) show({ kind: 'loading', ...progress });
  });

  function show(next: ConnectionStatus): void {
    if (closed || (status.kind === 'connected' && next.kind === 'connected')) return;
    status = next;
    options.onStatus(next);
  }

  function restartPollSoon(): void {
    if (gathering) return;
    gathering = true;
    timers.after(watchGatherMs, () => {
      gathering = false;
      poll?.abort();
    });
  }

  async function run(): Promise<void> {
    loader.enqueueAll([...followedClasses]);
    options.onStatus(status);
    for (;;) {
      if (closed) return;
      try {
        await session.login();
        if (loader.isPending()) {
          token ??= await startToken(session);
          void tellOwnSession();
          if (!(await loader.load())) continue;
          await outbox.drain();
          connectedBefore = true;
          show({ kind: 'connected' });
        }
        objects.retry();
        await pollOnce(token ?? '');
      } catch (error) {
        await recover(error);
      }
    }
  }

  async function tellOwnSession(): Promise<void> {
    const own = await readOwnSession(session);
    if (closed || own === undefined) return;
    outbox.replace('session', [own]);
    outbox.settle(loadGapMs);
  }

  async function pollOnce(since: string): Promise<void> {
    // The first poll after a loss answers at once, which tells that the pool is back.
    const seconds = failures > 0 ? 0 : line.pollSeconds;
    const batch = await askForEvents(since, seconds);
    if (!batch || token !== since) return;
    // Tokens grow (xapi: they compare as text); a smaller one means that the pool went back to an earlier state.
    if (batch.token < since) {
      resync();
      return;
    }
    token = batch.token;
    heardMs = timers.nowMs();
    failures = 0;
    waits = 0;
    members?.settle();
    connectedBefore = true;
    objects.overtake(batch);
    mirror.apply(batch, isWatched);
    outbox.settle(changeGapMs);
    loader.enqueueAgain(mirror.disagreeing(batch.valid_ref_counts));
    show({ kind: 'connected' });
    // The server gathers what happens meanwhile, one event an object: cheaper than many small batches.
    await pause(changeGapMs);
  }

  /** Undefined: taken back, because what is to be followed has changed. */
  async function askForEvents(since: string, seconds: number): Promise<EventBatch | undefined> {
    const controller = new AbortController();
    poll = controller;
    let late = false;
    const isHome = members?.isHome() ?? true;
    const deadlineMs = isHome ? line.pollDeadlineMs : line.memberDeadlineMs;
    const cancelDeadline =
      deadlineMs === undefined
        ? undefined
        : timers.after(seconds * 1000 + deadlineMs, () => {
            late = true;
            controller.abort();
          });
    try {
      return parseBatch(await session.call('event.from', [subscriptions(), since, seconds], controller.signal));
    } catch (error) {
      if (late) throw new XapiError(clientErrorCodes.lost, ['no answer']);
      if (controller.signal.aborted) return undefined;
      throw error;
    } finally {
      cancelDeadline?.();
      poll = undefined;
    }
  }

  function subscriptions(): readonly string[] {
    const single = watches.objects().filter(([cls]) => !mirror.holds(cls));
    return [...loader.followed(), ...single.map(([cls, ref]) => `${cls}/${ref}`)];
  }

  async function recover(thrown: unknown): Promise<void> {
    if (closed) return;
    const error = toXapiError(thrown);
    failures += 1;
    if (error.code === 'EVENT_FROM_TOKEN_PARSE_FAILURE' || error.code === 'EVENTS_LOST') {
      resync();
      if (failures === 1) return;
    }
    if (error.code === 'EVENT_SUBSCRIPTION_PARSE_FAILURE' && loader.drop(error.params[0] ?? '')) return;
    if (needsPerson(error, connectedBefore)) {
      show({ kind: 'failed', code: error.code, params: error.params, message: error.message });
      await pause(undefined);
      return;
    }
    const nowMs = timers.nowMs();
    // Another server may have taken over. Most outages are short, so the same one is asked first; who logs in for the
    // first time waits for no second try.
    const hasNext = (waits > 0 || !connectedBefore) && (members?.next() ?? false);
    if (hasNext && !connectedBefore) return;
    const silentCoordinator = error.code === clientErrorCodes.lost ? error.params[1] : undefined;
    if (silentCoordinator !== undefined && !connectedBefore) {
      const slave = new XapiError('HOST_IS_SLAVE', [silentCoordinator]);
      show({ kind: 'failed', code: slave.code, params: slave.params, message: slave.message });
      await pause(undefined);
      return;
    }
    if (!hasNext) waits += 1;
    const { retryDelaysMs } = line;
    const delayMs = hasNext ? 0 : (retryDelaysMs[Math.min(waits, retryDelaysMs.length) - 1] ?? 0);
    const sinceMs = heardMs ?? (status.kind === 'lost' ? status.sinceMs : nowMs);
    const reason = error.code === clientErrorCodes.lost ? (error.params[0] ?? '') : error.message;
    show({ kind: 'lost', reason, sinceMs, retryAtMs: nowMs + delayMs });
    await pause(delayMs);
  }

  function pause(delayMs: number | undefined): Promise<void> {
    return new Promise((resolve) => {
      const cancel = delayMs === undefined ? undefined : timers.after(delayMs, () => wake?.());
      wake = () => {
        cancel?.();
        wake = undefined;
        resolve();
      };
    });
  }

  function resync(): void {
    token = undefined;
    outbox.clear();
    loader.enqueueAll([...followedClasses, ...watches.classes()]);
    for (const [cls, ref] of watches.objects()) objects.load(cls, ref);
    poll?.abort();
  }

  return {
    run,
    watch: (cls, ref) => watches.add(cls, ref),
    resync,
    isLost: () => status.kind === 'lost',
    retryNow() {
      session.forgive();
      if (status.kind === 'lost') {
        members?.restart();
        poll?.abort();
      }
      wake?.();
    },
    close() {
      show({ kind: 'closed' });
      closed = true;
      watches.clear();
      outbox.clear();
      poll?.abort();
      wake?.();
    },
  };
}

/** A token from which on events are wanted. Touching the pool row gives one; who may not do that reads one. */
async function startToken(session: Session): Promise<string> {
  try {
    const pools = await session.call('pool.get_all', []);
    const pool: unknown = Array.isArray(pools) ? pools[0] : undefined;
    const token = await session.call('event.inject', ['pool', pool]);
    if (typeof token === 'string') return token;
  } catch (error) {
    if (!isXapiError(error) || isXapiError(error, clientErrorCodes.lost)) throw error;
  }
  return parseBatch(await session.call('event.from', [['pool'], '', 0])).token;
}

const lastingCodes: ReadonlySet<string> = new Set([
  'SESSION_AUTHENTICATION_FAILED',
  'SESSION_AUTHORIZATION_FAILED',
  'RBAC_PERMISSION_DENIED',
  // Ended while the pool was there.
  'SESSION_INVALID',
  'MESSAGE_METHOD_UNKNOWN',
  clientErrorCodes.tooLarge,
]);

/** What may pass in a pool that did answer well before: an odd answer, a pool between two coordinators. */
const passingCodes: ReadonlySet<string> = new Set([clientErrorCodes.notXenApi, 'HOST_IS_SLAVE']);

/** Whether waiting will not mend it. */
function needsPerson(error: XapiError, connectedBefore: boolean): boolean {
  return lastingCodes.has(error.code) || (passingCodes.has(error.code) && !connectedBefore);
}
