import { lazy } from 'react';

/** What an object does and did, as graphs. Its own chunk. */
export const PerformanceTab = lazy(async () => ({ default: (await import('./performance-tab')).PerformanceTab }));

/** The same of all objects that are selected, together. */
export const PerformanceOfSeveral = lazy(async () => ({
  default: (await import('./performance-of-several')).PerformanceOfSeveral,
}));
