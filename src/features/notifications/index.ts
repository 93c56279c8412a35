export { NotificationsPage } from './notifications-place';
export { isHistory } from './message-kinds';
export type { AlertRow } from './alert-rows';
export type { EventRow } from './event-rows';
export { useAlertRows } from './use-alert-rows';
export { useEventRows } from './use-event-rows';
export { useNotificationCounts } from './counts';
export type { NotificationCounts } from './counts';
