import type { AnyRecord, ClassName, Ref } from '../datamodel/ref';
import type { ClassDelta } from './contract';
import type { Timers } from './timers';

/** One message to the page holds at most so many records, which keeps the page's task well under 50 ms. */
export const chunkRecords = 300;

/** Between two deliveries of changes; about five a second. */
export const changeGapMs = 180;

/** Between two deliveries while classes are loading: small classes share a message. */
export const loadGapMs = 40;

/** Takes one batch; a promise asks to wait before the next. */
export type Deliver = (deltas: readonly ClassDelta[]) => void | Promise<void>;

/** Collects what changed and hands it over in chunks, not too often. The last word on an object wins. */
export interface Outbox {
  upsert(cls: ClassName, ref: Ref, record: AnyRecord): void;
  remove(cls: ClassName, ref: Ref): void;
  /** A full load: what the page holds of the class is replaced. */
  replace(cls: ClassName, records: readonly (readonly [Ref, AnyRecord])[]): void;
  /** Delivers at once when the last delivery is at least `gapMs` ago, otherwise as soon as it is. */
  settle(gapMs: number): void;
  /** Delivers all there is, regardless of gaps. */
  drain(): Promise<void>;
  clear(): void;
}

interface Pending {
  reset: boolean;
  /** Undefined: removed. */
  readonly changes: Map<Ref, AnyRecord | undefined>;
}

export function createOutbox(deliver: Deliver, timers: Timers): Outbox {
  let pending = new Map<ClassName, Pending>();
  let lastAtMs = Number.NEGATIVE_INFINITY;
  let timer: { readonly dueMs: number; readonly cancel: () => void } | undefined;
  let busy = false;
  let delivery: Promise<void> | undefined;

  function pendingOf(cls: ClassName): Pending {
    let entry = pending.get(cls);
    if (!entry) pending.set(cls, (entry = { reset: false, changes: new Map() }));
    return entry;
  }

  function change(cls: ClassName, ref: Ref, record: AnyRecord | undefined): void {
    const { changes } = pendingOf(cls);
    // Deleting first moves the object to the end: its place in the order of the changes is that of the last.
    changes.delete(ref);
    changes.set(ref, record);
  }

  function settle(gapMs: number): void {
    if (pending.size === 0 || busy) return;
    const dueMs = lastAtMs + gapMs;
    if (dueMs <= timers.nowMs()) {
      void flush();
    } else if (!timer || timer.dueMs > dueMs) {
      timer?.cancel();
      timer = { dueMs, cancel: timers.after(dueMs - timers.nowMs(), () => void flush()) };
    }
  }

  function flush(): Promise<void> {
    timer?.cancel();
    timer = undefined;
    const batch = pending;
    pending = new Map();
    lastAtMs = timers.nowMs();
    busy = true;
    const sending = send(chunks(batch));
    const finish = (): void => {
      busy = false;
      delivery = undefined;
      settle(changeGapMs);
    };
    if (sending) return (delivery = sending.then(finish));
    finish();
    return Promise.resolve();
  }

  /** A promise only while the other end asks to wait, so that a delivery that can be made at once is. */
  function send(rest: Iterator<readonly ClassDelta[], void>): Promise<void> | undefined {
    for (let next = rest.next(); !next.done; next = rest.next()) {
      const wait = deliver(next.value);
      if (wait) return wait.then(() => send(rest));
    }
    return undefined;
  }

  return {
    upsert: (cls, ref, record) => change(cls, ref, record),
    remove: (cls, ref) => change(cls, ref, undefined),
    replace(cls, records) {
      pending.delete(cls);
      pending.set(cls, { reset: true, changes: new Map(records) });
    },
    settle,
    async drain() {
      while (delivery || (pending.size > 0 && !busy)) await (delivery ?? flush());
    },
    clear() {
      timer?.cancel();
      timer = undefined;
      pending.clear();
    },
  };
}

/** Cuts a batch into messages of at most `chunkRecords` changes, classes in their order. */
function* chunks(batch: ReadonlyMap<ClassName, Pending>): Generator<readonly ClassDelta[], void> {
  let deltas: ClassDelta[] = [];
  let room = chunkRecords;
  for (const [cls, { reset, changes }] of batch) {
    let first = true;
    const entries = changes.entries();
    let left = changes.size;
    do {
      const upserts: [Ref, AnyRecord][] = [];
      const removals: Ref[] = [];
      const count = Math.min(left, room);
      for (let taken = 0; taken < count; taken += 1) {
        const [ref, record] = entries.next().value as [Ref, AnyRecord | undefined];
        if (record) upserts.push([ref, record]);
        else removals.push(ref);
      }
      left -= count;
      room -= count;
      deltas.push({ class: cls, reset: reset && first, more: reset && left > 0, upserts, removals } as ClassDelta);
      first = false;
      if (room === 0) {
        yield deltas;
        deltas = [];
        room = chunkRecords;
      }
    } while (left > 0);
  }
  if (deltas.length > 0) yield deltas;
}
