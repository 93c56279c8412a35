import { part } from '../../ui/parts/part';

/** What happened to an object. Its own chunk. */
export const HistoryTab = part(async () => (await import('./history-tab')).HistoryTab);

export { severityOf } from './alert-rows';
export type { AlertRow } from './alert-rows';
export { isOpen } from './event-rows';
export type { EventRow } from './event-rows';
export { isHistory } from './message-kinds';
export { SeverityGlyph } from './severity';
export { useAlertRows } from './use-alert-rows';
export { useEventRows } from './use-event-rows';
export { WorkKeeper } from './work-keeper';
export { PoolWatcher } from './own/pool-watcher';
export { NotificationsPage } from './notifications-place';
export { useNotificationCounts } from './counts';
export type { NotificationCounts } from './counts';
