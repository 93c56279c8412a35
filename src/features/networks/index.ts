import { part } from '../../ui/parts/part';

/** The Networking tab of a VM, template or snapshot: its interfaces. */
export const InterfacesTab = part(async () => (await import('./interfaces-tab')).InterfacesTab);

/** The Networking tab of a pool or server: its networks and the IP addresses of servers. */
export const NetworksTab = part(async () => (await import('./networks-tab')).NetworksTab);

/** The NICs tab of a server. */
export const NicsTab = part(async () => (await import('./nics-tab')).NicsTab);

/** Brings the commands about networks and interfaces into the table. */
export const loadNetworkCommands = async (): Promise<void> => {
  await import('./commands');
};

export { macOf, macProblem, networkChoices } from './commands/interface-model';
