import { part } from '../../ui/parts/part';

export { rootIdOf } from './infrastructure-source';
export { InfrastructureTree } from './infrastructure-tree';
export { groupLabel, OBJECT_GROUPS, visibilityOf } from './objects-source';
export type { ObjectGroup } from './objects-source';
export { createTreeModel, perList } from './tree-model';
export type { TreeModel, TreeSource } from './tree-model';
export { SortedTree } from './sorted-tree';
export { sameNodeOr } from './tree-node';
export type { TreeNode } from './tree-node';
export { TreeView } from './tree-view';
export { dragsVms } from './use-dragging';
export type { DraggingTree } from './vm-dragging';

/** Infrastructure is what the console begins with; other views come when they are looked at. */
export const ObjectsTree = part(async () => (await import('./objects-tree')).ObjectsTree);
