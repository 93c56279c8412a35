import { lazy } from 'react';

/** The vApps of a pool: VMs that start and stop together, in an order. */
export const VappsTab = lazy(async () => ({ default: (await import('./vapps-tab')).VappsTab }));

/** Brings the commands about vApps into the table. */
export const loadVappCommands = async (): Promise<void> => {
  await import('./commands');
};
