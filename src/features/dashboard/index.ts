import { part } from '../../ui/parts/part';

/** How a pool is, at a glance. Its own chunk. */
export const PoolDashboard = part(async () => (await import('./pool-dashboard')).PoolDashboard);

/** The same of every pool that the console has. */
export const SiteDashboard = part(async () => (await import('./site-dashboard')).SiteDashboard);

export { fullnessOf } from './dashboard-model';
export { keepSpace, readSpace, spaceOutlook, withToday } from './space';
export type { SpaceNotes } from './space';
