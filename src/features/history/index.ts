import { lazy } from 'react';

export { changeLogOf } from './change-log';
export type { Change } from './change-log';

/** Remembers what changes while the console is open; the shell mounts exactly one. */
export const ChangeRecorder = lazy(async () => ({ default: (await import('./change-recorder')).ChangeRecorder }));
