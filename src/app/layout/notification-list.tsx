import { Bell, Download, History } from 'lucide-react';
import type { ReactNode } from 'react';
import { useNavigation } from '../../features/navigation';
import type { NotificationPage } from '../../features/navigation';
import type { NotificationCounts } from '../../features/notifications';
import { CountBadge } from '../../ui/display/badge';
import { texts } from '../texts';
import styles from './notification-list.module.css';
import { PatchLink } from './patch-link';

const PAGES: readonly { readonly page: NotificationPage; readonly icon: ReactNode }[] = [
  { page: 'alerts', icon: <Bell size={16} /> },
  { page: 'updates', icon: <Download size={16} /> },
  { page: 'events', icon: <History size={16} /> },
];

/** The pages of Notifications in the navigation pane, each with what waits there. */
export function NotificationList({ counts }: { readonly counts: NotificationCounts }) {
  const { state } = useNavigation();
  const numbers: Record<NotificationPage, number> = {
    alerts: counts.alerts,
    updates: counts.updates,
    events: counts.failedEvents,
  };
  return (
    <ul className={styles['list']}>
      {PAGES.map(({ page, icon }) => {
        const patch = { view: 'notifications', page, sort: null } as const;
        return (
          <li key={page}>
            <PatchLink className={styles['page']} patch={patch} aria-current={state.page === page ? 'page' : undefined}>
              <span className={styles['icon']} aria-hidden="true">
                {icon}
              </span>
              <span className={styles['name']}>{texts.views.pages[page]}</span>
              <CountBadge
                count={numbers[page]}
                urgent={page === 'events'}
                label={texts.views.notificationCount(numbers[page])}
              />
            </PatchLink>
          </li>
        );
      })}
    </ul>
  );
}
