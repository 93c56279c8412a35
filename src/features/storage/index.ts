import { part } from '../../ui/parts/part';

/** The Storage tab of a VM or template: its disks and CD drives. */
export const VmStorageTab = part(async () => (await import('./vm-storage-tab')).VmStorageTab);

/** The Storage tab of a repository: the disks on it, and the servers that reach it. */
export const SrStorageTab = part(async () => (await import('./sr-storage-tab')).SrStorageTab);

/** The Storage tab of a pool or server: its repositories. */
export const RepositoriesTab = part(async () => (await import('./repositories-tab')).RepositoriesTab);

/** Brings the commands about disks and storage into the table. */
export const loadStorageCommands = async (): Promise<void> => {
  await import('./commands');
};

export { discChoices } from './commands/disk-choices';
export { freeBytes, isThick, sizeProblem, storageChoices, storageName } from './commands/storage-choices';
