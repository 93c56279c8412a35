import { lazy } from 'react';

/** What happened to an object. Its own chunk. */
export const HistoryTab = lazy(async () => ({ default: (await import('./history-tab')).HistoryTab }));

/** Remembers what changes while the console is open; the shell mounts exactly one. */
export const ChangeRecorder = lazy(async () => ({ default: (await import('./change-recorder')).ChangeRecorder }));
