import { FlaskConical } from 'lucide-react';
import { formatTime } from '../../features/values';
import { usePool, usePoolState } from '../connections/pool-context';
import { isTwin } from '../connections/twin';
import { texts } from '../texts';
import styles from './twin-banner.module.css';

/** Stands over everything of a twin, so that nobody takes it for the real pool, or the real pool for it. */
export function TwinBanner() {
  const session = usePool();
  usePoolState((state) => state.world?.source);
  const { twin } = session;
  if (twin === null || !isTwin(session)) return null;
  return (
    <section aria-label={twin.name} className={styles['banner']}>
      <FlaskConical size={14} aria-hidden="true" className={styles['icon']} />
      <strong className={styles['title']}>{twin.name}</strong>
      <span className={styles['text']}>{texts.connection.twinNote(twin.of, formatTime(twin.takenMs))}</span>
    </section>
  );
}
