import { part } from '../../ui/parts/part';

/** What an object does and did, as graphs. Its own chunk. */
export const PerformanceTab = part(async () => (await import('./performance-tab')).PerformanceTab);

/** The same of all objects that are selected, together. */
export const PerformanceOfSeveral = part(async () => (await import('./performance-of-several')).PerformanceOfSeveral);
