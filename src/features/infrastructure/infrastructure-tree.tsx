import { useCallback } from 'react';
import { readInventory } from '../../xapi/cache/cache';
import { usePoolList } from '../connections';
import type { PoolList } from '../connections';
import { rows } from '../objects';
import type { TreeToggles } from '../navigation';
import { texts } from './texts';
import { infrastructureModel } from './tree-model';
import type { TreeNode } from './tree-node';
import { TreeView } from './tree-view';

const INFRASTRUCTURE_TOGGLES: readonly (keyof TreeToggles)[] = [
  'localStorage',
  'customTemplates',
  'defaultTemplates',
  'hidden',
];

/** Servers of a small pool are open from the start; those of a large one would push each other out of sight. */
const MAX_OPEN_SERVERS = 8;

/** Pools, their servers, and what lives on them. */
export function InfrastructureTree() {
  const pools = usePoolList();
  const startsExpanded = useCallback(
    (node: TreeNode) => node.kind !== 'host' || serversBeside(pools, node) <= MAX_OPEN_SERVERS,
    [pools],
  );
  return (
    <TreeView
      name="infrastructure"
      label={texts.treeLabel}
      model={infrastructureModel(pools)}
      startsExpanded={startsExpanded}
      toggles={INFRASTRUCTURE_TOGGLES}
      onAdd={pools.add}
    />
  );
}

/** The number of servers in the pool of a node. */
function serversBeside(pools: PoolList, { id }: TreeNode): number {
  const entry = pools.entries().find((each) => each.id === id?.connection);
  return entry ? rows(readInventory(entry.connection), 'host').size : 0;
}
