import { Suspense } from 'react';
import { Skeleton } from '../../ui/feedback/skeleton';
import { part } from '../../ui/parts/part';

const Page = part(async () => (await import('./notifications-page')).NotificationsPage);

/** Alerts, Updates and Events of the pool. Its own chunk: the first load knows only the counts. */
export function NotificationsPage() {
  return (
    <Suspense fallback={<Skeleton lines={8} />}>
      <Page />
    </Suspense>
  );
}
