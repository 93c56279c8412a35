import type { PoolSession } from './pool-session';

/** No server has such an address. */
const PREFIX = 'twin ';

/** An id for one more twin. */
export function twinId(sessions: readonly PoolSession[]): string {
  const taken = new Set(sessions.map(({ id }) => id));
  let number = 1;
  while (taken.has(PREFIX + number)) number += 1;
  return PREFIX + number;
}

/** Whether an id was that of a twin, of this visit or of an earlier one. */
export function isTwinId(id: string): boolean {
  return id.startsWith(PREFIX);
}

/** Whether a session is still the copy that it began as: its simulator can open other worlds. */
export function isTwin({ twin, store }: PoolSession): boolean {
  const { world } = store.getState();
  return twin !== null && (world === null || world.source.kind === 'pool-database');
}
