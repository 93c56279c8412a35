import { moveEnd } from '../operations';
import { otherTrafficChanged } from '../transfer/other-traffic';
import type { World } from '../world';
import { besideNow, linkBytesPerS, passages, setPassages, type Passage } from './passages';

/**
 * Migrations take their fair part of links on which exports or imports have begun or ended: what is left to send goes
 * slower or faster from now on, and those that wait behind move with it. What guests change more or less in their memory
 * because it takes another time is not counted (assumption).
 */
export function replanPassages(world: World): void {
  const { nowMs } = world.engine;
  const all = passages(world);
  let planned = all;
  all.forEach((passage, at) => {
    const { from, to, endMs, beside } = passage;
    if (endMs <= nowMs || from === to) return;
    const now = besideNow(world, from, to);
    if (now[0] === beside[0] && now[1] === beside[1]) return;
    planned = planned.with(at, { ...paced(world, passage, now, planned), beside: now });
  });
  if (planned === all) return;
  const queued = planned.map((passage, at) => shifted(passage, waitsFor(at, all, planned, nowMs)));
  setPassages(world, queued);
  queued.forEach((passage, at) => endLater(world, passage, passage.endMs - (all[at]?.endMs ?? passage.endMs)));
  otherTrafficChanged(world);
}

/** At its part of the links. Nobody who sends now goes faster than others leave room for. */
function paced(world: World, passage: Passage, beside: Passage['beside'], all: readonly Passage[]): Passage {
  const { nowMs } = world.engine;
  // An empty disk sends nothing.
  const next = passage.sending.find(({ toMs, bytesPerS }) => toMs > nowMs && bytesPerS > 0);
  if (next === undefined) return passage;
  const faster = fairPart(world, passage, beside) / fairPart(world, passage, passage.beside);
  const wanted = next.bytesPerS * faster;
  const isWaiting = next.fromMs > nowMs;
  const room = Math.min(...(['from', 'to'] as const).map((end) => roomBeside(world, passage, end, all)));
  const bytesPerS = faster < 1 || isWaiting ? wanted : Math.max(next.bytesPerS, Math.min(wanted, room));
  return stretched(passage, Math.max(nowMs, next.fromMs), next.bytesPerS / bytesPerS);
}

/** What it gets beside so many exports and imports. */
function fairPart(world: World, { from, to, mostBytesPerS }: Passage, [sending, receiving]: Passage['beside']): number {
  const parts = [linkBytesPerS(world, from) / (sending + 1), linkBytesPerS(world, to) / (receiving + 1)];
  return Math.min(mostBytesPerS, ...parts);
}

/** What other migrations leave of a link now. */
function roomBeside(world: World, passage: Passage, end: 'from' | 'to', all: readonly Passage[]): number {
  const { nowMs } = world.engine;
  const others = all.filter(
    ({ vm, from, to, [end]: place }) => vm !== passage.vm && from !== to && place === passage[end],
  );
  return others
    .flatMap(({ sending }) => sending.filter(({ fromMs, toMs }) => fromMs <= nowMs && toMs > nowMs))
    .reduce((left, { bytesPerS }) => left - bytesPerS, linkBytesPerS(world, passage[end]));
}

/** The same bytes, from a moment on in so many times the time. What is done when all is sent takes as long as it did. */
function stretched(passage: Passage, fromMs: number, times: number): Passage {
  const sentMs = passage.sending.at(-1)?.toMs ?? fromMs;
  const byMs = Math.round((sentMs - fromMs) * (times - 1));
  const later = (timeMs: number): number => {
    if (timeMs <= fromMs) return timeMs;
    return timeMs > sentMs ? timeMs + byMs : fromMs + (timeMs - fromMs) * times;
  };
  const sending = passage.sending.flatMap((each) => {
    if (each.toMs <= fromMs) return [each];
    const rest = { fromMs: later(each.fromMs), toMs: later(each.toMs), bytesPerS: each.bytesPerS / times };
    return each.fromMs < fromMs
      ? [
          { ...each, toMs: fromMs },
          { ...rest, fromMs },
        ]
      : [rest];
  });
  return { ...passage, sending, stopMs: later(passage.stopMs), endMs: passage.endMs + byMs };
}

/** How much later those have sent everything that one waits for. */
function waitsFor(at: number, before: readonly Passage[], after: readonly Passage[], nowMs: number): number {
  const own = before[at];
  const startMs = own?.sending[0]?.fromMs ?? 0;
  if (own === undefined || startMs <= nowMs) return 0;
  const ahead = before.flatMap((other, place) => {
    const isAhead = other !== own && other.endMs > nowMs && (other.sending[0]?.fromMs ?? Infinity) < startMs;
    const isOnWay = other.from !== other.to && (other.from === own.from || other.to === own.to);
    return isAhead && isOnWay ? [(after[place]?.endMs ?? other.endMs) - other.endMs] : [];
  });
  return ahead.length === 0 ? 0 : Math.max(...ahead, nowMs - startMs);
}

function shifted(passage: Passage, byMs: number): Passage {
  if (byMs === 0) return passage;
  return {
    ...passage,
    sending: passage.sending.map((each) => ({ ...each, fromMs: each.fromMs + byMs, toMs: each.toMs + byMs })),
    stopMs: passage.stopMs + byMs,
    endMs: passage.endMs + byMs,
  };
}

const MOTIONS = ['pool_migrate', 'migrate_send'];

function endLater(world: World, { vm }: Passage, byMs: number): void {
  const operations = Object.entries(world.db.get('VM', vm)?.current_operations ?? {});
  const task = operations.find(([, operation]) => MOTIONS.includes(operation))?.[0];
  if (task !== undefined) moveEnd(world, task, byMs);
}
