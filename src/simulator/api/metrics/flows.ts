import type { Ref } from '../../../xapi/datamodel/ref';
import { flows, type Flow } from '../transfer/flow-history';
import type { World } from '../world';
import type { Axis } from './archives';
import { addScaled, shareOf, type Series } from './series';

/** Exports and imports read and write in pieces of this size, one after the other (assumption). */
export const FLOW_REQUEST_BYTES = 64 * 1024;

/** What an export or an import does in the time of an axis, with its share of each row. */
export interface SeenFlow extends Flow {
  readonly share: Series;
}

/** Exports and imports that went through a server in the time of an axis. */
export function flowsAlong(world: World, axis: Axis, host: Ref<'host'>): readonly SeenFlow[] {
  const { lastS, stepS, rows } = axis;
  return flows(world).flatMap((flow) => {
    const [fromS, toS] = [flow.fromMs / 1000, flow.toMs / 1000];
    if (flow.host !== host || fromS >= lastS || toS <= lastS - rows * stepS) return [];
    return [{ ...flow, share: shareOf(axis, [{ fromS, toS }]) }];
  });
}

/**
 * Adds what they move over the wire of a server: between it and the client, and between it and a repository that it reaches
 * over the network.
 */
export function addFlowTraffic(
  seen: readonly SeenFlow[],
  isLocal: (sr: Ref<'SR'>) => boolean,
  received: Float64Array,
  sent: Float64Array,
): void {
  for (const { sr, direction, bytesPerS, share } of seen) {
    const [arriving, leaving] = direction === 'read' ? [received, sent] : [sent, received];
    addScaled(leaving, share, bytesPerS);
    if (!isLocal(sr)) addScaled(arriving, share, bytesPerS);
  }
}
