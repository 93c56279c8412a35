import { Bell, CircleAlert, Pause } from 'lucide-react';
import { useSyncExternalStore } from 'react';
import type { ReactNode } from 'react';
import { onOwnWork, ownWork } from '../../features/commands';
import type { NotificationPage } from '../../features/navigation';
import type { NotificationCounts } from '../../features/notifications';
import { rows } from '../../features/objects';
import type { Inventory } from '../../features/objects';
import { formatPercent } from '../../features/values';
import { classNames } from '../../ui/class-names';
import { ProgressBar } from '../../ui/feedback/progress-bar';
import { useSelect } from '../../xapi/cache/hooks';
import { usePoolState } from '../connections/pool-context';
import { texts } from '../texts';
import { PatchLink } from './patch-link';
import styles from './status-bar.module.css';

/** The last line of the console; the frame has it before the pool is there. */
export function StatusBar({ children }: { readonly children: ReactNode }) {
  return (
    <footer className={styles['bar']} aria-label={texts.status.label}>
      {children}
    </footer>
  );
}

interface Work {
  readonly title: string;
  readonly progress: number;
}

/** A task of another client; the names of such tasks are method names. */
function foreignWork(inventory: Inventory): Work | null {
  for (const task of rows(inventory, 'task').values()) {
    if (task.status !== 'pending' || !task.name_label.startsWith('Async.')) continue;
    return { title: task.name_label.slice('Async.'.length), progress: task.progress };
  }
  return null;
}

function sameWork(a: Work | null, b: Work | null): boolean {
  return a?.title === b?.title && a?.progress === b?.progress;
}

function useCurrentWork(): Work | null {
  const own = useSyncExternalStore(onOwnWork, ownWork);
  const foreign = useSelect(['task'], foreignWork, sameWork);
  return own.find((item) => item.state === 'running') ?? foreign;
}

function PageLink(props: {
  readonly page: NotificationPage;
  readonly className?: string | undefined;
  readonly children: ReactNode;
}) {
  return (
    <PatchLink
      patch={{ view: 'notifications', page: props.page }}
      className={classNames(styles['link'], props.className)}
    >
      {props.children}
    </PatchLink>
  );
}

/** What is under way, and what waits for attention; each leads to its page. */
export function StatusBarContent({ counts }: { readonly counts: NotificationCounts }) {
  const work = useCurrentWork();
  const paused = usePoolState((state) => state.world?.clock.paused ?? false);
  return (
    <>
      {work === null ? (
        <span className={styles['idle']}>{texts.status.idle}</span>
      ) : (
        <PageLink page="events" className={styles['work']}>
          <span className={styles['title']}>{work.title}</span>
          <span className={styles['progress']}>
            <ProgressBar label={work.title} value={work.progress} thin />
          </span>
          <span className={styles['percent']}>{formatPercent(work.progress)}</span>
          {counts.runningEvents > 1 ? <span>{texts.status.more(counts.runningEvents - 1)}</span> : null}
        </PageLink>
      )}
      {work !== null && paused ? (
        <span className={styles['paused']}>
          <Pause size={12} aria-hidden="true" /> {texts.status.paused}
        </span>
      ) : null}
      <span className={styles['end']}>
        {counts.failedEvents > 0 ? (
          <PageLink page="events" className={styles['failed']}>
            <CircleAlert size={14} aria-hidden="true" /> {texts.status.failed(counts.failedEvents)}
          </PageLink>
        ) : null}
        <PageLink page="alerts">
          <Bell size={14} aria-hidden="true" /> {texts.status.alerts(counts.alerts)}
        </PageLink>
      </span>
    </>
  );
}
