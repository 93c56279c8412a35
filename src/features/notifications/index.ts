export { NotificationsPage } from './notifications-place';
export { useNotificationCounts } from './counts';
export type { NotificationCounts } from './counts';
