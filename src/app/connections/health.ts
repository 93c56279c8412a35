import type { PoolState } from './pool-session';

/** What the shell says of the pool in one word, a sentence and a shape. */
export type Health =
  | { readonly kind: 'live' }
  | { readonly kind: 'starting' }
  /** Nothing of it is on the screen. */
  | { readonly kind: 'disconnected' }
  | { readonly kind: 'loading'; readonly loaded: number; readonly total: number }
  /** Connected, but without an answer for a while. */
  | { readonly kind: 'silent' }
  /** What is on the screen dates from `sinceMs`, wall time. */
  | { readonly kind: 'lost'; readonly reason: string; readonly sinceMs: number; readonly retryAtMs: number }
  | { readonly kind: 'refused'; readonly code: string; readonly message: string }
  | { readonly kind: 'stopped' };

/** Connection, simulator and their troubles, the worst first. */
export function healthOf(state: Pick<PoolState, 'phase' | 'status' | 'silent'>): Health {
  const { phase, status, silent } = state;
  if (phase.kind === 'stopped') return { kind: 'stopped' };
  if (phase.kind === 'login') return { kind: 'disconnected' };
  if (phase.kind !== 'open') return { kind: 'starting' };
  switch (status.kind) {
    case 'failed':
      return { kind: 'refused', code: status.code, message: status.message };
    case 'lost':
      return { kind: 'lost', reason: status.reason, sinceMs: status.sinceMs, retryAtMs: status.retryAtMs };
    case 'connecting':
      return { kind: 'starting' };
    case 'closed':
      return { kind: 'stopped' };
    case 'loading':
      return silent ? { kind: 'silent' } : { kind: 'loading', loaded: status.loaded, total: status.total };
    case 'connected':
      return silent ? { kind: 'silent' } : { kind: 'live' };
  }
}

/** True when what is on the screen may no longer be how the pool is. */
export function isStale(health: Health): boolean {
  return health.kind === 'lost' || health.kind === 'stopped' || health.kind === 'silent' || health.kind === 'refused';
}
