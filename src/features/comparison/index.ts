import { lazy } from 'react';

/** Two states of a pool, and how they differ. Its own chunk. */
export const ComparePlace = lazy(async () => ({ default: (await import('./compare-place')).ComparePlace }));

/** Brings the command that keeps a state into the table. */
export const loadComparisonCommands = async (): Promise<void> => {
  await import('./commands');
};
