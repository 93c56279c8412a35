import { lazy } from 'react';

/** What an object does and did, as graphs. Its own chunk. */
export const PerformanceTab = lazy(async () => ({ default: (await import('./performance-tab')).PerformanceTab }));
