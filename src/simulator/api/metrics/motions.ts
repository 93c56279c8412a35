import type { Ref } from '../../../xapi/datamodel/ref';
import { passages, type Passage } from '../vm/passages';
import type { World } from '../world';
import type { Axis } from './archives';
import { zeros } from './borrowed';
import type { Span } from './series';

const byVm = new WeakMap<readonly Passage[], ReadonlyMap<Ref<'VM'>, readonly Span[]>>();

/** When a guest stood still because it moved to another server. */
export function stopsOf(world: World, vm: Ref<'VM'>): readonly Span[] {
  const motions = passages(world);
  if (motions.length === 0) return [];
  let known = byVm.get(motions);
  if (known === undefined) byVm.set(motions, (known = allStops(motions)));
  return known.get(vm) ?? [];
}

function allStops(motions: readonly Passage[]): ReadonlyMap<Ref<'VM'>, readonly Span[]> {
  const stops = new Map<Ref<'VM'>, readonly Span[]>();
  for (const { vm, stopMs, endMs } of motions) {
    stops.set(vm, [...(stops.get(vm) ?? []), { fromS: stopMs / 1000, toS: endMs / 1000 }]);
  }
  return stops;
}

/** What migrations send from a server, or to it, over its management network; bytes a second. Null when there are none. */
export function motionTraffic(
  world: World,
  { lastS, stepS, rows }: Axis,
  host: Ref<'host'>,
  end: 'from' | 'to',
): Float64Array | null {
  let traffic: Float64Array | null = null;
  for (const passage of passages(world)) {
    // Within a server nothing goes over a wire.
    if (passage[end] !== host || passage.from === passage.to || passage.endMs / 1000 <= lastS - rows * stepS) continue;
    for (const { fromMs, toMs, bytesPerS } of passage.sending) {
      const first = Math.max(0, Math.floor((lastS - toMs / 1000) / stepS));
      for (let at = first; at < rows; at++) {
        const endS = lastS - at * stepS;
        if (endS <= fromMs / 1000) break;
        const inside = Math.min(endS, toMs / 1000) - Math.max(endS - stepS, fromMs / 1000);
        if (inside <= 0) continue;
        traffic ??= zeros(rows);
        traffic[at] = (traffic[at] ?? 0) + (bytesPerS * inside) / stepS;
      }
    }
  }
  return traffic;
}
