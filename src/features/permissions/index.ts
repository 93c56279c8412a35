import { part } from '../../ui/parts/part';

/** Who may do what with an object. Its own chunk. */
export const PermissionsTab = part(async () => (await import('./permissions-tab')).PermissionsTab);
