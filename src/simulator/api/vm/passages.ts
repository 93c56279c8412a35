import type { Ref } from '../../../xapi/datamodel/ref';
import { linkBytesPerUs } from '../../physics/storage/network-storage';
import { annexPart, setAnnexPart } from '../annex';
import { flows } from '../transfer/flow-history';
import { otherTrafficChanged } from '../transfer/other-traffic';
import type { World } from '../world';
import { managementMbit } from './durations';
import { keepEnded } from './ended-passages';

/** A time in which a migration sends as fast, milliseconds since 1970. */
export interface Sending {
  readonly fromMs: number;
  readonly toMs: number;
  /** Over the wire. */
  readonly bytesPerS: number;
}

/** A VM's memory, or a disk of it, on its way from a server to another. */
export interface Passage {
  readonly vm: Ref<'VM'>;
  readonly from: Ref<'host'>;
  readonly to: Ref<'host'>;
  readonly sending: readonly Sending[];
  /** From here to `endMs` the guest stands still; both are the same for a disk. */
  readonly stopMs: number;
  readonly endMs: number;
  /** Over the wire if nobody else sent anything. */
  readonly mostBytesPerS: number;
  /** Exports and imports that the links of both servers were shared with when it was planned. */
  readonly beside: readonly [from: number, to: number];
}

/** Part of the annex: what is on its way, and what has been since anything began, the newest last. */
const PASSAGES = 'passages';
const LATEST = 'latest';

export function passages(world: World): readonly Passage[] {
  return annexPart<readonly Passage[]>(world, PASSAGES)[LATEST] ?? [];
}

export function setPassages(world: World, all: readonly Passage[]): void {
  const { nowMs } = world.engine;
  const kept = all.filter(({ endMs }) => endMs > nowMs);
  keepEnded(
    world,
    all.filter(({ endMs }) => endMs <= nowMs),
  );
  setAnnexPart(world, PASSAGES, kept.length === 0 ? {} : { [LATEST]: kept });
}

/** Remembers that something is on its way from now on. */
export function notePassage(
  world: World,
  vm: Ref<'VM'>,
  to: Ref<'host'>,
  times: Pick<Passage, 'sending' | 'stopMs' | 'endMs' | 'mostBytesPerS'>,
): void {
  const { resident_on: from } = world.db.row('VM', vm);
  // Within a server nothing goes over a wire, but the guest stands still all the same.
  setPassages(world, [...passages(world), { vm, from, to, ...times, beside: besideNow(world, from, to) }]);
  otherTrafficChanged(world);
}

/** Forgets what would have come, of a VM that comes no further. */
export function endMotion(world: World, vm: Ref<'VM'>): void {
  const { nowMs } = world.engine;
  const all = passages(world);
  if (!all.some((passage) => passage.vm === vm && passage.endMs > nowMs)) return;
  const cut = (passage: Passage): Passage => ({
    ...passage,
    sending: passage.sending
      .filter(({ fromMs }) => fromMs < nowMs)
      .map((each) => ({ ...each, toMs: Math.min(each.toMs, nowMs) })),
    stopMs: Math.min(passage.stopMs, nowMs),
    endMs: nowMs,
  });
  setPassages(
    world,
    all.map((passage) => (passage.vm === vm && passage.endMs > nowMs ? cut(passage) : passage)),
  );
  otherTrafficChanged(world);
}

/** A link that does not say how fast it is. */
const USUAL_MBIT = 1000;

/**
 * When a stream finds room on the way between two servers, and what it gets from then on, bytes/s. The management
 * networks of both carry no more than their links: who comes when they are full waits until at least half of what it
 * wants is free (assumption: fair shares would end all together, no sooner than the last of a queue). Exports and imports
 * that are on their way keep their fair part; later ones get what is left.
 */
export function roomFor(
  world: World,
  [from, to]: readonly [Ref<'host'>, Ref<'host'>],
  mostBytesPerS: number,
  earliestMs: number,
): { readonly fromMs: number; readonly bytesPerS: number } {
  const wantedBytesPerS = Math.min(
    mostBytesPerS,
    fairPart(world, from, 'sentPerS'),
    fairPart(world, to, 'receivedPerS'),
  );
  const ahead = passages(world).filter((passage) => passage.endMs > earliestMs && passage.from !== passage.to);
  if (from === to || ahead.length === 0)
    return { fromMs: earliestMs, bytesPerS: from === to ? mostBytesPerS : wantedBytesPerS };
  const sent = freeRoom(
    world,
    from,
    ahead.filter((passage) => passage.from === from),
    earliestMs,
  );
  const received = freeRoom(
    world,
    to,
    ahead.filter((passage) => passage.to === to),
    earliestMs,
  );
  const moments = [...new Set([...sent.keys(), ...received.keys()])].sort((a, b) => a - b);
  // What is free at each moment, and from then on at the least.
  let [here, there] = [Infinity, Infinity];
  const free = moments.map((timeMs) => {
    here = sent.get(timeMs) ?? here;
    there = received.get(timeMs) ?? there;
    return Math.min(here, there);
  });
  for (let at = free.length - 2; at >= 0; at--) free[at] = Math.min(free[at] ?? 0, free[at + 1] ?? 0);
  const at = free.findIndex((bytesPerS) => bytesPerS >= wantedBytesPerS / 2);
  const chosen = at < 0 ? free.length - 1 : at;
  return {
    fromMs: moments[chosen] ?? earliestMs,
    bytesPerS: Math.min(wantedBytesPerS, Math.max(free[chosen] ?? 0, wantedBytesPerS / 2)),
  };
}

/** What a stream gets of a server's management link beside the exports and imports there, one way. */
function fairPart(world: World, host: Ref<'host'>, way: Way): number {
  const others = transfersOver(world, host, way);
  return others === 0 ? Infinity : linkBytesPerS(world, host) / (others + 1);
}

/** Exports and imports that the links of two servers carry now on the way from one to the other. */
export function besideNow(world: World, from: Ref<'host'>, to: Ref<'host'>): Passage['beside'] {
  return from === to ? [0, 0] : [transfersOver(world, from, 'sentPerS'), transfersOver(world, to, 'receivedPerS')];
}

type Way = 'sentPerS' | 'receivedPerS';

/** One that has nothing of the link yet counts too: it is there for its part. */
function transfersOver(world: World, host: Ref<'host'>, way: Way): number {
  const { nowMs } = world.engine;
  return flows(world).filter((flow) => {
    const last = flow.stretches.at(-1);
    if (flow.host !== host || last === undefined || last.toMs <= nowMs) return false;
    return last[way] > 0 || (flow.direction === 'read') === (way === 'sentPerS');
  }).length;
}

/** Payload of a server's management link, bytes/s. */
export function linkBytesPerS(world: World, host: Ref<'host'>): number {
  return linkBytesPerUs(managementMbit(world, host) || USUAL_MBIT) * 1e6;
}

/** What a server's management link has left from a moment on, bytes/s, by the times at which that changes. */
function freeRoom(
  world: World,
  host: Ref<'host'>,
  busy: readonly Passage[],
  earliestMs: number,
): ReadonlyMap<number, number> {
  const changes = new Map([[earliestMs, 0]]);
  const change = (timeMs: number, bytesPerS: number): void => {
    const atMs = Math.max(timeMs, earliestMs);
    changes.set(atMs, (changes.get(atMs) ?? 0) + bytesPerS);
  };
  for (const { fromMs, toMs, bytesPerS } of busy.flatMap(({ sending }) => sending)) {
    if (toMs <= earliestMs) continue;
    change(fromMs, -bytesPerS);
    change(toMs, bytesPerS);
  }
  let left = linkBytesPerS(world, host);
  const sorted = [...changes].sort(([a], [b]) => a - b);
  return new Map(sorted.map(([timeMs, bytesPerS]) => [timeMs, (left += bytesPerS)]));
}
