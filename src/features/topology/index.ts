import { lazy } from 'react';

/** What depends on an object, and what would fail with it. Its own chunk. */
export const DependenciesTab = lazy(async () => ({ default: (await import('./dependencies-tab')).DependenciesTab }));

/** A pool as a picture. Its own chunk. */
export const MapTab = lazy(async () => ({ default: (await import('./map-tab')).MapTab }));

/** Brings the commands that lead there into the table. */
export const loadTopologyCommands = async (): Promise<void> => {
  await import('./commands');
};
