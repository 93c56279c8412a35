import { part } from '../../ui/parts/part';

/** High availability of a pool: whether it is on, what it stands on, and which VMs it restarts. */
export const HaTab = part(async () => (await import('./ha-tab')).HaTab);

export { agilityIn } from './agility';
export { haAsItIs } from './as-it-is';

/** Brings the commands about high availability into the table. */
export const loadHaCommands = async (): Promise<void> => {
  await import('./commands');
};
