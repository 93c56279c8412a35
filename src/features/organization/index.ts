export { isInFolder } from './folder-path';
export { OrganizationTree } from './organization-tree';
export { SavedSearchesPlace } from './saved-searches-place';
