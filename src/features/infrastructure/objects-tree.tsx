import { usePoolList } from '../connections';
import type { TreeToggles } from '../navigation';
import { objectsModel } from './objects-model';
import { texts } from './texts';
import type { TreeNode } from './tree-node';
import { TreeView } from './tree-view';

const TOGGLES: readonly (keyof TreeToggles)[] = ['hidden'];

const isRootNode = (node: TreeNode): boolean => node.kind === 'root';

/** Everything grouped by type. */
export function ObjectsTree() {
  const pools = usePoolList();
  return (
    <TreeView
      name="objects"
      label={texts.objectsLabel}
      model={objectsModel(pools)}
      startsExpanded={isRootNode}
      toggles={TOGGLES}
    />
  );
}
