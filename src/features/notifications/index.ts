import { lazy } from 'react';

/** What happened to an object. Its own chunk. */
export const HistoryTab = lazy(async () => ({ default: (await import('./history-tab')).HistoryTab }));

export { NotificationsPage } from './notifications-place';
export { useNotificationCounts } from './counts';
export type { NotificationCounts } from './counts';
