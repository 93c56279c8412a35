import { useId } from 'react';
import { TabPanel, Tabs } from '../../ui/layout/tabs';
import { useNavigation } from '../navigation';
import type { NotificationPage } from '../navigation';
import { useNotificationCounts } from './counts';
import { texts } from './texts';

const PAGES: readonly NotificationPage[] = ['alerts', 'updates', 'events'];

/** What the pool has to tell: messages, updates, and work that is going on. */
export function NotificationsPage() {
  const { state, navigate, href } = useNavigation();
  const counts = useNotificationCounts();
  const idPrefix = useId();
  const numbers: Record<NotificationPage, number> = {
    alerts: counts.alerts,
    updates: counts.updates,
    events: counts.failedEvents + counts.runningEvents,
  };
  const go = (page: NotificationPage) => ({ page, sort: null }) as const;
  return (
    <>
      <Tabs
        label={texts.pageList}
        idPrefix={idPrefix}
        selected={state.page}
        tabs={PAGES.map((page) => ({ id: page, label: texts.pages[page], href: href(go(page)), count: numbers[page] }))}
        onSelect={(id) => navigate(go(PAGES.find((page) => page === id) ?? 'alerts'))}
      />
      <TabPanel idPrefix={idPrefix} selected={state.page}>
        {texts.pages[state.page]}
      </TabPanel>
    </>
  );
}
