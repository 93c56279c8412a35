import type { Records } from '../../xapi/datamodel/types.gen';
import { row } from './inventory';
import type { Inventory } from './inventory';

/** A server is taken for live until its metrics say otherwise; very old pools keep no metrics in their database. */
export function hostIsLive(inventory: Inventory, host: Records['host']): boolean {
  return row(inventory, 'host_metrics', host.metrics)?.live ?? true;
}
