import { part } from '../../ui/parts/part';

/** Two states of a pool, and how they differ. Its own chunk. */
export const ComparePlace = part(async () => (await import('./compare-place')).ComparePlace);

/** Brings the command that keeps a state into the table. */
export const loadComparisonCommands = async (): Promise<void> => {
  await import('./commands');
};
