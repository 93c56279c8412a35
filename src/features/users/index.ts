import { part } from '../../ui/parts/part';

/** Who may log in to a pool. Its own chunk. */
export const UsersTab = part(async () => (await import('./users-tab')).UsersTab);

/** Brings the commands about users into the table. */
export const loadUserCommands = async (): Promise<void> => {
  await import('./commands');
};
