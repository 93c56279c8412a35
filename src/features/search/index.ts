import { lazy } from 'react';

/** The Search tab: everything below the selected object, or the selected objects themselves. Its own chunk. */
export const SearchTab = lazy(async () => ({ default: (await import('./search-tab')).SearchTab }));
