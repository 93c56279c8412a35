import { hostIsLive, only, row } from '../objects';
import type { Inventory } from '../objects';
import { texts } from './texts';

/** Where a server is asked for what it alone has; null: at the coordinator, which is reached already. */
export function addressOf(inventory: Inventory, host: string): string | null {
  if (only(inventory, 'pool')?.[1].master === host) return null;
  return row(inventory, 'host', host)?.address ?? null;
}

export function hostReason(inventory: Inventory, ref: string): string | null {
  const host = row(inventory, 'host', ref);
  if (!host) return texts.reasons.gone;
  return hostIsLive(inventory, host) ? null : texts.reasons.down;
}
