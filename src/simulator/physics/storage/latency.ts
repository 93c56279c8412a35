/** Nobody waits longer than twenty times the service, however full the queue: what an M/M/1 queue has at 95 %. */
const FULLEST = 0.95;

/** A guest that keeps `queueDepth` requests in flight waits for each, µs (Little's law: q * B / X). */
export function closedLoopLatencyUs(queueDepth: number, bytes: number, bytesPerUs: number): number {
  return bytesPerUs <= 0 ? Infinity : (queueDepth * bytes) / bytesPerUs;
}

/**
 * A guest whose requests come when they come waits for each, µs: its service, stretched like in an M/M/1 queue as the
 * tightest resource on the way fills up.
 * @param usage of that resource, 0 to 1
 */
export function openLoopLatencyUs(requestUs: number, usage: number): number {
  return requestUs / (1 - Math.min(FULLEST, Math.max(0, usage)));
}
