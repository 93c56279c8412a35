import { lazy } from 'react';

/** How a pool is, at a glance. Its own chunk. */
export const PoolDashboard = lazy(async () => ({ default: (await import('./pool-dashboard')).PoolDashboard }));

/** The same of every pool that the console has. */
export const SiteDashboard = lazy(async () => ({ default: (await import('./site-dashboard')).SiteDashboard }));

export { fullnessOf } from './dashboard-model';
export { keepSpace, readSpace, spaceOutlook, withToday } from './space';
export type { SpaceNotes } from './space';
