import { part } from '../../ui/parts/part';

/** What depends on an object, and what would fail with it. Its own chunk. */
export const DependenciesTab = part(async () => (await import('./dependencies-tab')).DependenciesTab);

/** A pool as a picture. Its own chunk. */
export const MapTab = part(async () => (await import('./map-tab')).MapTab);

/** Brings the commands that lead there into the table. */
export const loadTopologyCommands = async (): Promise<void> => {
  await import('./commands');
};
