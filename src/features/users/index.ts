import { lazy } from 'react';

/** Who may log in to a pool. Its own chunk. */
export const UsersTab = lazy(async () => ({ default: (await import('./users-tab')).UsersTab }));

/** Brings the commands about users into the table. */
export const loadUserCommands = async (): Promise<void> => {
  await import('./commands');
};
