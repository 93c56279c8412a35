export { FIELD_PREFIX, hasField, partsOfField } from './custom-field';
export { FILED } from './filed';
export { inAllPools } from './commands/work';
export { emptiedCalls, foldersIn, putting } from './kept-folders';
export { isInFolder } from './folder-path';
export { OrganizationTree } from './organization-tree';

/** Brings the commands of tags and folders into the table. */
export const loadOrganizationCommands = async (): Promise<void> => {
  await import('./commands');
};
