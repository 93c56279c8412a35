import { part } from '../../ui/parts/part';

/** The Console tab of a VM or server. Its own chunk; noVNC and xterm come with the first screen and terminal. */
export const ConsoleTab = part(async () => (await import('./console-tab')).ConsoleTab);
