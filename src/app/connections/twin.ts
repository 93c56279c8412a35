import { TWIN_PREFIX } from '../../features/connections';
import type { PoolSession } from './pool-session';

/** An id for one more twin. */
export function twinId(sessions: readonly PoolSession[]): string {
  const taken = new Set(sessions.map(({ id }) => id));
  let number = 1;
  while (taken.has(TWIN_PREFIX + number)) number += 1;
  return TWIN_PREFIX + number;
}

/** Whether a session is still the copy that it began as: its simulator can open other worlds. */
export function isTwin({ twin, store }: PoolSession): boolean {
  const { world } = store.getState();
  return twin !== null && (world === null || world.source.kind === 'pool-database');
}
