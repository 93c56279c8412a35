import { useCallback } from 'react';
import { readInventory } from '../../xapi/cache/cache';
import { useConnection } from '../../xapi/cache/connection-context';
import { rows } from '../objects';
import type { TreeToggles } from '../navigation';
import { texts } from './texts';
import { infrastructureModel, objectsModel } from './tree-model';
import type { TreeNode } from './tree-node';
import { TreeView } from './tree-view';

const INFRASTRUCTURE_TOGGLES: readonly (keyof TreeToggles)[] = [
  'localStorage',
  'customTemplates',
  'defaultTemplates',
  'hidden',
];
const OBJECTS_TOGGLES: readonly (keyof TreeToggles)[] = ['hidden'];

/** Servers of a small pool are open from the start; those of a large one would push each other out of sight. */
const MAX_OPEN_SERVERS = 8;

/** Pools, their servers, and what lives on them. */
export function InfrastructureTree() {
  const connection = useConnection();
  const startsExpanded = useCallback(
    (node: TreeNode) => node.kind !== 'host' || rows(readInventory(connection), 'host').size <= MAX_OPEN_SERVERS,
    [connection],
  );
  return (
    <TreeView
      name="infrastructure"
      label={texts.treeLabel}
      model={infrastructureModel(connection)}
      startsExpanded={startsExpanded}
      toggles={INFRASTRUCTURE_TOGGLES}
    />
  );
}

const isRootNode = (node: TreeNode): boolean => node.kind === 'root';

/** Everything grouped by type. */
export function ObjectsTree() {
  const connection = useConnection();
  return (
    <TreeView
      name="objects"
      label={texts.objectsLabel}
      model={objectsModel(connection)}
      startsExpanded={isRootNode}
      toggles={OBJECTS_TOGGLES}
    />
  );
}
