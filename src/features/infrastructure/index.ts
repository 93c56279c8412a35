export { InfrastructureTree, ObjectsTree } from './infrastructure-tree';
export { OBJECT_GROUPS } from './objects-source';
export type { ObjectGroup } from './objects-source';
export { infrastructureModel, objectsModel } from './tree-model';
export type { TreeModel } from './tree-model';
