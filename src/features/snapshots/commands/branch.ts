import type { Ref } from '../../../xapi/datamodel/ref';
import { row } from '../../objects';
import type { Inventory } from '../../objects';

/** A snapshot and everything that follows it, what follows before what it follows from. */
export function branchOf(inventory: Inventory, snapshot: Ref<'VM'>): readonly Ref<'VM'>[] {
  const start = row(inventory, 'VM', snapshot);
  const siblings = new Set((start && row(inventory, 'VM', start.snapshot_of))?.snapshots ?? []);
  const found = new Set<Ref<'VM'>>([snapshot]);
  // A set answers what is added to it while it is walked: the ring of its readers grows outwards.
  for (const ref of found) {
    for (const child of row(inventory, 'VM', ref)?.children ?? []) if (siblings.has(child)) found.add(child);
  }
  return [...found].reverse();
}
