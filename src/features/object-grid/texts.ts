import { formatCount } from '../values';

const rows = (count: number): string => (count === 1 ? '1 row' : `${formatCount(count)} rows`);

/** Words of the grids in tabs. */
export const texts = {
  filter: 'Filter these rows',
  saveCsv: 'Save as CSV',
  shown: (shown: number, all: number) => (shown === all ? rows(all) : `${formatCount(shown)} of ${rows(all)}`),
  selected: (count: number) => `${formatCount(count)} selected`,
  actions: 'Actions for the selected rows',
  filteredTitle: 'Nothing matches the filter',
  filteredText: 'All words have to be in one row.',
  clearFilter: 'Clear the filter',
} as const;
