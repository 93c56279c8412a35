import { lazy } from 'react';

/** The Search tab: everything below the selected object, or the selected objects themselves. Its own chunk. */
export const SearchTab = lazy(async () => ({ default: (await import('./search-tab')).SearchTab }));

/** The list of saved searches, for the navigation pane. */
export const SavedSearchesPlace = lazy(async () => ({
  default: (await import('./saved/saved-searches-place')).SavedSearchesPlace,
}));
