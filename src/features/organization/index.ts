export { isInFolder } from './folder-path';
export { OrganizationTree } from './organization-tree';
