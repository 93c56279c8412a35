import type { Backend } from './backend';
import type { StorageDevice } from './device';
import { backendTimeUs, pageUs, requestTime, split, type BlockRequest } from './request';

export interface Stage {
  readonly stage: string;
  readonly where: 'interrupt' | 'backend' | 'device';
  /** How long somebody works on it. */
  readonly busyUs: number;
  /** What the guest waits for it: less where it happens while something slower is going on. */
  readonly visibleUs: number;
}

/**
 * Where the microseconds of one request go. The visible times of the stages add up to the time of the request; the
 * busy times of the backend's stages to its processor time.
 */
export function stagesOf(backend: Backend, device: StorageDevice, request: BlockRequest): readonly Stage[] {
  const { pages, pieces } = split(backend, request.bytes);
  const { backendUs, deviceUs } = requestTime(backend, device, request);
  const hidden = { backend: backendUs < deviceUs ? 1 / pieces : 1, device: deviceUs <= backendUs ? 1 / pieces : 1 };
  const stage = (name: string, where: 'backend' | 'device', busyUs: number): Stage => ({
    stage: name,
    where,
    busyUs,
    visibleUs: busyUs * hidden[where],
  });

  const latencyUs = device[request.direction].latencyUs + (request.isRandom === true ? (device.seekUs ?? 0) : 0);
  const onRing = Math.min(pieces * backend.ringRequestUs, backendTimeUs(backend, request));
  return [
    ...backend.legs.map((leg): Stage => ({
      stage: `event: ${leg}`,
      where: 'interrupt',
      busyUs: backend.legUs,
      visibleUs: backend.legUs,
    })),
    ...(onRing > 0 ? [stage('requests on the ring', 'backend', onRing)] : []),
    ...backend.pageSteps.map(({ step, share }) => stage(step, 'backend', share * pages * pageUs(backend, request))),
    stage('device: latency', 'device', latencyUs),
    stage('device: transfer', 'device', deviceUs - latencyUs),
  ];
}
