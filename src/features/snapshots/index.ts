import { lazy } from 'react';

/** The snapshots of a VM: as a tree with its present state in it, or as a list. */
export const SnapshotsTab = lazy(async () => ({ default: (await import('./snapshots-tab')).SnapshotsTab }));

/** Brings the commands about snapshots into the table. */
export const loadSnapshotCommands = async (): Promise<void> => {
  await import('./commands');
};
