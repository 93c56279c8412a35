import type { Ref } from '../../../xapi/datamodel/ref';
import { endedSending, endedStops } from '../vm/ended-passages';
import { passages } from '../vm/passages';
import type { World } from '../world';
import type { Axis } from './archives';
import { zeros } from './borrowed';
import type { Span } from './series';

/** When a guest stood still because it moved to another server, oldest first. */
export function stopsOf(world: World, vm: Ref<'VM'>): readonly Span[] {
  const ended = endedStops(world, vm);
  const latest = passages(world);
  // Most guests never moved.
  if (ended.length === 0 && latest.length === 0) return [];
  const stops = ended.map(([fromMs, toMs]): Span => ({ fromS: fromMs / 1000, toS: toMs / 1000 }));
  for (const passage of latest) {
    if (passage.vm === vm) stops.push({ fromS: passage.stopMs / 1000, toS: passage.endMs / 1000 });
  }
  return stops;
}

/** What migrations send from a server, or to it, over its management network; bytes a second. Null when there are none. */
export function motionTraffic(world: World, axis: Axis, host: Ref<'host'>, end: 'from' | 'to'): Float64Array | null {
  const { lastS, stepS, rows } = axis;
  let traffic: Float64Array | null = null;
  const add = (fromS: number, toS: number, bytesPerS: number): void => {
    if (bytesPerS === 0 || toS <= lastS - rows * stepS || fromS >= lastS) return;
    for (let at = Math.max(0, Math.floor((lastS - toS) / stepS)); at < rows; at++) {
      const endS = lastS - at * stepS;
      if (endS <= fromS) break;
      const inside = Math.min(endS, toS) - Math.max(endS - stepS, fromS);
      if (inside <= 0) continue;
      traffic ??= zeros(rows);
      traffic[at] = (traffic[at] ?? 0) + (bytesPerS * inside) / stepS;
    }
  };
  for (const { fromMs, toMs, sentPerS, receivedPerS } of endedSending(world, host)) {
    add(fromMs / 1000, toMs / 1000, end === 'from' ? sentPerS : receivedPerS);
  }
  for (const passage of passages(world)) {
    // Within a server nothing goes over a wire.
    if (passage[end] !== host || passage.from === passage.to) continue;
    for (const { fromMs, toMs, bytesPerS } of passage.sending) add(fromMs / 1000, toMs / 1000, bytesPerS);
  }
  return traffic;
}
