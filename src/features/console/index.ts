import { lazy } from 'react';

/** The Console tab of a VM or server. Its own chunk; noVNC and xterm come with the first screen and terminal. */
export const ConsoleTab = lazy(async () => ({ default: (await import('./console-tab')).ConsoleTab }));
