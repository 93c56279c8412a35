import { requestTimePerByte, sustainedBytesPerUs } from '../../physics/storage/device';
import { TRANSFER_REQUEST_BYTES } from '../../physics/transfer/export';
import { takerOf } from '../transfer/takers';
import type { World } from '../world';
import { deviceOf } from './datapath';
import type { FlowRates } from './flows';
import { addScaled, scaled } from './series';
import type { BootSink, PacedTaker } from './storage-boots';

/** Adds what exports and imports take of repositories, as parts of what these give, and of control domains. */
export function addFlowUses(
  world: World,
  flows: readonly FlowRates[],
  sink: Pick<BootSink, 'usageOf' | 'dom0CoresOf'>,
): void {
  for (const { sr, host, direction, bytesPerS, cores } of flows) {
    const device = deviceOf(world, world.db.row('SR', sr));
    const load = { bytes: TRANSFER_REQUEST_BYTES, queueDepth: 1, isRandom: false };
    const perByte = Math.max(
      1 / sustainedBytesPerUs(device, direction, load),
      requestTimePerByte(device, { ...load, writeShare: direction === 'write' ? 1 : 0 }),
    );
    const full = sink.usageOf(sr);
    for (let at = 0; at < full.length; at++) {
      full[at] = Math.min(1, (full[at] ?? 0) + ((bytesPerS[at] ?? 0) / 1e6) * perByte);
    }
    addScaled(sink.dom0CoresOf(host), cores, 1);
  }
}

/** What they take of what others share. */
export function flowTakers(world: World, flows: readonly FlowRates[]): readonly PacedTaker[] {
  return flows.map((flow): PacedTaker => {
    const [bytesPerS, cores] = [total(flow.bytesPerS), total(flow.cores)];
    const taker = takerOf(world, flow, bytesPerS > 0 ? cores / bytesPerS : 0);
    return { ...taker, pace: scaled(flow.bytesPerS, 1e-6) };
  });
}

function total(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0);
}
