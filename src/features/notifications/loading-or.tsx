import type { ReactNode } from 'react';
import { Skeleton } from '../../ui/feedback/skeleton';
import { useConnectionStatus } from '../../xapi/cache/connection-context';
import { useLoaded } from '../../xapi/cache/hooks';
import type { ClassName } from '../../xapi/datamodel/ref';
import { texts } from './texts';
import styles from './notifications.module.css';

/** Says that a page is still loading, so that nobody takes it for empty. */
export function LoadingOr(props: { readonly classes: readonly ClassName[]; readonly children: ReactNode }) {
  const isLoaded = useLoaded(props.classes);
  const status = useConnectionStatus();
  const isLoading = status.kind === 'connecting' || status.kind === 'loading';
  if (isLoaded || !isLoading) return props.children;
  return (
    <div className={styles['loading']} role="status" aria-label={texts.loading}>
      <Skeleton lines={8} />
    </div>
  );
}
