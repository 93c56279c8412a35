import { lazy } from 'react';

/** The Storage tab of a VM or template: its disks and CD drives. Its own chunk. */
export const VmStorageTab = lazy(async () => ({ default: (await import('./vm-storage-tab')).VmStorageTab }));

/** Brings the commands about disks and storage into the table. */
export const loadStorageCommands = async (): Promise<void> => {
  await import('./commands');
};
