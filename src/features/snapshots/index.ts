import { part } from '../../ui/parts/part';

/** The snapshots of a VM: as a tree with its present state in it, or as a list. */
export const SnapshotsTab = part(async () => (await import('./snapshots-tab')).SnapshotsTab);

/** Brings the commands about snapshots into the table. */
export const loadSnapshotCommands = async (): Promise<void> => {
  await import('./commands');
};
