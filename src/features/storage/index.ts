import { lazy } from 'react';

/** The Storage tab of a VM or template: its disks and CD drives. */
export const VmStorageTab = lazy(async () => ({ default: (await import('./vm-storage-tab')).VmStorageTab }));

/** The Storage tab of a repository: the disks on it, and the servers that reach it. */
export const SrStorageTab = lazy(async () => ({ default: (await import('./sr-storage-tab')).SrStorageTab }));

/** The Storage tab of a pool or server: its repositories. */
export const RepositoriesTab = lazy(async () => ({ default: (await import('./repositories-tab')).RepositoriesTab }));

/** Brings the commands about disks and storage into the table. */
export const loadStorageCommands = async (): Promise<void> => {
  await import('./commands');
};

export { discChoices } from './commands/disk-choices';
export { freeBytes, isThick, sizeProblem, storageChoices, storageName } from './commands/storage-choices';
