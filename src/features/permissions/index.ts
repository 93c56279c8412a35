import { lazy } from 'react';

/** Who may do what with an object. Its own chunk. */
export const PermissionsTab = lazy(async () => ({ default: (await import('./permissions-tab')).PermissionsTab }));
