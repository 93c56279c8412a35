import { requestTimePerByte } from '../../physics/storage/device';
import { TRANSFER_REQUEST_BYTES } from '../../physics/transfer/export';
import { deviceOf } from '../metrics/datapath';
import type { BootTaker } from '../metrics/shared-storage';
import type { World } from '../world';
import { flows, type Flow } from './flow-history';

/** What an export or an import takes beside others of a repository and of its server, for each byte/µs. */
export function takerOf(
  world: World,
  { sr, host, direction }: Pick<Flow, 'sr' | 'host' | 'direction'>,
  coresPerByte: number,
): BootTaker {
  const [readBytesPerUs, writeBytesPerUs] = direction === 'read' ? [1, 0] : [0, 1];
  const rates = { readBytesPerUs, writeBytesPerUs };
  const load = { bytes: TRANSFER_REQUEST_BYTES, isRandom: false, writeShare: writeBytesPerUs };
  const time = requestTimePerByte(deviceOf(world, world.db.row('SR', sr)), load);
  return { sr, ...rates, time, hosts: [{ host, ...rates, dom0Cores: coresPerByte * 1e6 }] };
}

/** Exports and imports that move data now, with what they would take if nobody else did, bytes/µs. Each counts as one disk. */
export function transferTakers(world: World): readonly (readonly [taker: BootTaker, bytesPerUs: number])[] {
  const { engine, db } = world;
  return flows(world).flatMap((flow) => {
    const isMoving = (flow.stretches.at(-1)?.toMs ?? 0) > engine.nowMs;
    if (!isMoving || !db.has('SR', flow.sr) || !db.has('host', flow.host)) return [];
    return [[takerOf(world, flow, flow.coresPerByte), flow.wantedBytesPerS / 1e6] as const];
  });
}
