import type { Records } from '../../xapi/datamodel/types.gen';
import { backendOf } from '../api/metrics/datapath';
import { DEVICES } from '../physics/storage/devices';
import { stagesOf, type Stage } from '../physics/storage/x-ray';
import type { LabDevice } from './overhead-world';

/** Kinds of stages that all ways share, in the order of a request. */
export const SLICES = [
  'Events and waking up',
  'Requests on the ring',
  'Mapping and unmapping grants',
  'Copying pages',
  'Device',
  'Waiting in line',
] as const;
export type SliceName = (typeof SLICES)[number];

export interface Slice {
  readonly name: SliceName;
  readonly us: number;
}

function sliceOf({ stage, where }: Stage): SliceName {
  if (where === 'interrupt') return 'Events and waking up';
  if (where === 'device') return 'Device';
  if (stage === 'requests on the ring') return 'Requests on the ring';
  return stage.includes('map') ? 'Mapping and unmapping grants' : 'Copying pages';
}

/**
 * Where the microseconds of a request go. No toolstack tells: the traces were made with counters built into the
 * drivers, so the stages come from the model, and the time that a request waits besides from the statistics.
 * @param way as the server understands it
 * @param waitedUs what a request takes by the statistics
 */
export function xray(
  host: Records['host'],
  way: string,
  device: LabDevice,
  bytes: number,
  waitedUs: number,
): readonly Slice[] {
  const sums = new Map<SliceName, number>(SLICES.map((name) => [name, 0]));
  let total = 0;
  for (const stage of stagesOf(backendOf(host, way), DEVICES[device], { bytes, direction: 'read' })) {
    const name = sliceOf(stage);
    sums.set(name, (sums.get(name) ?? 0) + stage.visibleUs);
    total += stage.visibleUs;
  }
  sums.set('Waiting in line', Math.max(0, waitedUs - total));
  return [...sums].map(([name, us]) => ({ name, us }));
}
