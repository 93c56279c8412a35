import { startBrowserPool } from './connections/browser-pools';

// Imported before everything else: the simulator opens its world in its own thread while this one gets the interface
// ready. Pages of developers have no pool.
if (!window.location.pathname.includes('/dev/')) startBrowserPool();
