import type { Ref } from '../../../xapi/datamodel/ref';
import { TRANSFER_REQUEST_BYTES } from '../../physics/transfer/export';
import { flowHistories, flows, type FlowHistory } from '../transfer/flow-history';
import type { Stretch } from '../transfer/stretches';
import type { World } from '../world';
import type { Axis } from './archives';
import { zeros } from './borrowed';
import type { DiskWork } from './guest-disk';
import { scaled } from './series';

/** What exports and imports do to a repository through a server, one way, in the mean of each row. */
export interface FlowRates extends Pick<FlowHistory, 'host' | 'sr' | 'direction'> {
  readonly bytesPerS: Float64Array;
  /** Over the management link of the server. */
  readonly sentPerS: Float64Array;
  readonly receivedPerS: Float64Array;
  /** How many of them there are: each has one request on its way at a time. */
  readonly transfers: Float64Array;
  /** Processors of the control domain. */
  readonly cores: Float64Array;
}

/** Exports and imports in the time of an axis, as far as their repositories are still there. */
export function flowsAlong(world: World, axis: Axis): readonly FlowRates[] {
  const [fromMs, toMs] = [1000 * (axis.lastS - axis.rows * axis.stepS), 1000 * axis.lastS];
  const isSeen = (stretch: Stretch): boolean => stretch.toMs > fromMs && stretch.fromMs < toMs;
  return flowHistories(world).flatMap(({ host, sr, direction, stretches }) => {
    const seen = stretches.filter(isSeen);
    return seen.length === 0 || !world.db.has('SR', sr) ? [] : [{ host, sr, direction, ...ratesOf(axis, seen) }];
  });
}

function ratesOf(axis: Axis, stretches: readonly Stretch[]): Omit<FlowRates, 'host' | 'sr' | 'direction'> {
  const { lastS, stepS, rows } = axis;
  const [bytesPerS, sentPerS, receivedPerS] = [zeros(rows), zeros(rows), zeros(rows)];
  const [transfers, cores] = [zeros(rows), zeros(rows)];
  for (const stretch of stretches) {
    const [fromS, toS] = [stretch.fromMs / 1000, stretch.toMs / 1000];
    for (let at = Math.max(0, Math.floor((lastS - toS) / stepS)); at < rows; at++) {
      const endS = lastS - at * stepS;
      if (endS <= fromS) break;
      const share = (Math.min(endS, toS) - Math.max(endS - stepS, fromS)) / stepS;
      if (share <= 0) continue;
      bytesPerS[at] = (bytesPerS[at] ?? 0) + stretch.bytesPerS * share;
      sentPerS[at] = (sentPerS[at] ?? 0) + stretch.sentPerS * share;
      receivedPerS[at] = (receivedPerS[at] ?? 0) + stretch.receivedPerS * share;
      transfers[at] = (transfers[at] ?? 0) + stretch.transfers * share;
      cores[at] = (cores[at] ?? 0) + stretch.cores * share;
    }
  }
  return { bytesPerS, sentPerS, receivedPerS, transfers, cores };
}

/** What the control domain does to a disk that it holds for an export or an import. */
export function workOfTransfer(world: World, axis: Axis, vbd: Ref<'VBD'>): DiskWork {
  const flow = flows(world).find((each) => each.vbd === vbd);
  const { bytesPerS: moved, transfers: inFlight } = ratesOf(axis, flow?.stretches ?? []);
  const requests = scaled(moved, 1 / TRANSFER_REQUEST_BYTES);
  const latencyUs = zeros(axis.rows);
  for (let at = 0; at < latencyUs.length; at++) {
    const requestsPerS = requests[at] ?? 0;
    if (requestsPerS > 0) latencyUs[at] = (1e6 * (inFlight[at] ?? 0)) / requestsPerS;
  }
  const none = zeros(axis.rows);
  const [read, write] = flow?.direction === 'write' ? [none, moved] : [moved, none];
  const [reads, writes] = flow?.direction === 'write' ? [none, requests] : [requests, none];
  const [readLatencyUs, writeLatencyUs] = flow?.direction === 'write' ? [none, latencyUs] : [latencyUs, none];
  return { read, write, moved, reads, writes, requests, readLatencyUs, writeLatencyUs, latencyUs, inFlight };
}
