import type { Ref } from '../../../xapi/datamodel/ref';
import type { World } from '../world';
import type { Axis } from './archives';
import { zeros } from './borrowed';
import { motionTraffic } from './motions';
import { addScaled } from './series';
import type { StorageLoads } from './storage-loads';

/** Bytes a second, each way. */
interface WireRates {
  readonly received: Float64Array;
  readonly sent: Float64Array;
}

/**
 * What goes over the management link of a server beside what its control domain says itself: migrations, exports and
 * imports, and what its guests read and write in arrays that it reaches over the network, while they boot or because they
 * were told to. What others do is little and takes no part (assumption, as in storage-loads.ts).
 */
export function managementTraffic(world: World, axis: Axis, host: Ref<'host'>, loads: StorageLoads): WireRates {
  const [received, sent] = [zeros(axis.rows), zeros(axis.rows)];
  addScaled(received, motionTraffic(world, axis, host, 'to') ?? 0, 1);
  addScaled(sent, motionTraffic(world, axis, host, 'from') ?? 0, 1);
  for (const flow of loads.flows()) {
    if (flow.host !== host) continue;
    addScaled(received, flow.receivedPerS, 1);
    addScaled(sent, flow.sentPerS, 1);
  }
  const storage = loads.trafficOf(host);
  if (storage !== null) {
    addScaled(received, storage.read, 1);
    addScaled(sent, storage.written, 1);
  }
  return { received, sent };
}
