import type { GlyphSpec } from '../../ui/glyphs/kinds';
import { standInId } from '../connections';
import type { PoolEntry, PoolEntryState } from '../connections';
import { objectKey } from '../navigation';
import { rows } from '../objects';
import type { Changes, Inventory } from '../objects';
import { naturalKey } from '../values';
import { InfrastructureSource } from './infrastructure-source';
import { ROOT_KEY } from './root';
import type { SortedTree } from './sorted-tree';
import { texts } from './texts';
import { sameNodeOr } from './tree-node';

/** Below pools and servers that are there. */
const RANK = 9;

const GLYPH: GlyphSpec = { kind: 'server', state: 'disconnected' };

export function keyOfStandIn(connection: string): string {
  return objectKey(standInId(connection));
}

const NOTES: Readonly<Record<PoolEntryState, string>> = {
  connecting: texts.pools.connecting,
  connected: '',
  stale: texts.pools.stale,
  disconnected: texts.pools.disconnected,
};

/** A pool of the list in the Infrastructure tree: its objects while it has any, else one row that stands for it. */
export class PoolBranch {
  private readonly objects: InfrastructureSource;
  private entry: PoolEntry | null = null;

  constructor(
    private readonly tree: SortedTree,
    private readonly connection: string,
  ) {
    this.objects = new InfrastructureSource(tree, connection);
  }

  apply(inventory: Inventory, changes: Changes): void {
    this.objects.apply(inventory, changes);
    this.placeStandIn(inventory);
  }

  show(entry: PoolEntry | null, inventory: Inventory): void {
    this.entry = entry;
    if (entry) this.objects.remark(inventory, NOTES[entry.state] || entry.hint);
    this.placeStandIn(inventory);
  }

  private placeStandIn(inventory: Inventory): void {
    const id = standInId(this.connection);
    const key = objectKey(id);
    const { entry } = this;
    // What nobody connected to is shown; what is about to show its objects does not jump while they arrive.
    if (entry === null || rows(inventory, 'pool').size > 0) {
      this.tree.remove(key);
      return;
    }
    const { name: label, state } = entry;
    const node = { key, id, kind: 'connection', label, glyph: GLYPH, hidden: false, note: NOTES[state] } as const;
    this.tree.set({
      key,
      parent: ROOT_KEY,
      rank: RANK,
      sortKey: naturalKey(label),
      toggle: null,
      onlyWithChildren: false,
      node: sameNodeOr(this.tree.get(key)?.node, node),
    });
  }
}
