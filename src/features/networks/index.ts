import { lazy } from 'react';

/** The Networking tab of a VM, template or snapshot: its interfaces. */
export const InterfacesTab = lazy(async () => ({ default: (await import('./interfaces-tab')).InterfacesTab }));

/** Brings the commands about networks and interfaces into the table. */
export const loadNetworkCommands = async (): Promise<void> => {
  await import('./commands');
};
