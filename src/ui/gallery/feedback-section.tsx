import { HardDriveUpload } from 'lucide-react';
import { Button } from '../actions/button';
import { Banner } from '../feedback/banner';
import { EmptyState } from '../feedback/empty-state';
import { announce } from '../feedback/live-region';
import { ProgressBar } from '../feedback/progress-bar';
import { Skeleton } from '../feedback/skeleton';
import { Spinner } from '../feedback/spinner';
import { showToast } from '../feedback/toast-queue';
import { Specimen, Specimens } from './specimen';
import styles from './gallery.module.css';

export function FeedbackSection() {
  return (
    <Specimens>
      <Specimen name="Banners" wide>
        <div className={styles['stack']}>
          <Banner tone="info" title="Another tab leads this world." action={<Button size="small">Take over</Button>}>
            Changes made there appear here.
          </Banner>
          <Banner
            tone="warning"
            title="The browser refuses to store this world."
            action={<Button size="small">Save to a file</Button>}
            onDismiss={() => undefined}
          >
            It will be gone when the tab is closed.
          </Banner>
          <Banner tone="danger" title="Connection to kestrel lost." action={<Button size="small">Try now</Button>}>
            What you see is from 12:04:31. Next attempt in 8 s.
          </Banner>
        </div>
      </Specimen>
      <Specimen name="Toasts and announcements">
        <div className={styles['row']}>
          <Button onPress={() => showToast({ tone: 'ok', title: 'web-01 started', detail: 'on kestrel, in 12 s' })}>
            Done
          </Button>
          <Button
            onPress={() =>
              showToast({
                title: 'Renamed to web-02',
                actions: [{ label: 'Undo', onAction: () => announce('Undone') }],
              })
            }
          >
            With undo
          </Button>
          <Button
            onPress={() =>
              showToast({
                tone: 'danger',
                title: 'erp-db did not start',
                detail: 'No server has 32 GiB of free memory.',
              })
            }
          >
            Failed
          </Button>
        </div>
      </Specimen>
      <Specimen name="Progress, waiting">
        <div className={styles['stack']}>
          <ProgressBar label="Migrating erp-db" value={0.42} text="42 %, about 3 min left" />
          <ProgressBar label="Connecting" value={null} />
          <ProgressBar label="Copying disk" value={0.78} thin />
          <ProgressBar label="Failed copy" value={0.3} tone="danger" thin />
          <div className={styles['row']}>
            <Spinner label="Loading" /> <Spinner label="Loading" large />
          </div>
          <Skeleton lines={3} />
        </div>
      </Specimen>
      <Specimen name="Empty state: says why, offers the next step">
        <EmptyState
          icon={<HardDriveUpload />}
          title="No pool yet"
          action={
            <>
              <Button variant="primary">Open a pool dump…</Button>
              <Button>Start with Cambridge</Button>
            </>
          }
        >
          Drop the file of xe pool-dump-database here, or start with a world that is ready.
        </EmptyState>
      </Specimen>
    </Specimens>
  );
}
