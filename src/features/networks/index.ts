import { lazy } from 'react';

/** The Networking tab of a VM, template or snapshot: its interfaces. */
export const InterfacesTab = lazy(async () => ({ default: (await import('./interfaces-tab')).InterfacesTab }));

/** The Networking tab of a pool or server: its networks and the IP addresses of servers. */
export const NetworksTab = lazy(async () => ({ default: (await import('./networks-tab')).NetworksTab }));

/** The NICs tab of a server. */
export const NicsTab = lazy(async () => ({ default: (await import('./nics-tab')).NicsTab }));

/** Brings the commands about networks and interfaces into the table. */
export const loadNetworkCommands = async (): Promise<void> => {
  await import('./commands');
};

export { macOf, macProblem, networkChoices } from './commands/interface-model';
