import { TabPanel, Tabs } from '../../ui/layout/tabs';
import { useConnection } from '../../xapi/cache/connection-context';
import type { ClassName } from '../../xapi/datamodel/ref';
import { useNavigation } from '../navigation';
import type { NotificationPage } from '../navigation';
import { AlertsPage } from './alerts-page';
import { usePoolCounts } from './counts';
import { EventsPage } from './events-page';
import { LoadingOr } from './loading-or';
import { PoolChooser } from './pool-chooser';
import { texts } from './texts';
import { UpdatesPage } from './updates-page';
import styles from './notifications.module.css';

const PAGES: readonly NotificationPage[] = ['alerts', 'updates', 'events'];

/** What has to be there before a page can say that there is nothing. */
const CLASSES: Record<NotificationPage, readonly ClassName[]> = {
  alerts: ['message'],
  updates: ['pool_update'],
  events: ['task'],
};

/** What the pool in front has to tell: messages, updates, and work that is going on. */
export function NotificationsPage() {
  const { state, navigate, href } = useNavigation();
  const pools = usePoolCounts();
  const { id: present } = useConnection();
  const counts = pools.find(({ pool }) => pool.id === present)?.counts;
  const numbers: Record<NotificationPage, number> = {
    alerts: counts?.alerts ?? 0,
    updates: counts?.updates ?? 0,
    events: (counts?.failedEvents ?? 0) + (counts?.runningEvents ?? 0),
  };
  const patchFor = (page: NotificationPage) => ({ page, sort: null }) as const;
  return (
    <div className={styles['page']}>
      <h1 className={styles['heading']}>{texts.pages[state.page]}</h1>
      {pools.length > 1 ? <PoolChooser pools={pools} present={present} /> : null}
      <Tabs
        label={texts.pageList}
        idPrefix="notifications"
        selected={state.page}
        tabs={PAGES.map((page) => ({
          id: page,
          label: texts.pages[page],
          href: href(patchFor(page)),
          count: numbers[page],
        }))}
        onSelect={(id) => navigate(patchFor(PAGES.find((page) => page === id) ?? 'alerts'))}
        className={styles['tabs'] ?? ''}
      />
      <TabPanel idPrefix="notifications" selected={state.page} className={styles['panel'] ?? ''}>
        <LoadingOr classes={CLASSES[state.page]}>
          {state.page === 'alerts' ? <AlertsPage /> : state.page === 'updates' ? <UpdatesPage /> : <EventsPage />}
        </LoadingOr>
      </TabPanel>
    </div>
  );
}
