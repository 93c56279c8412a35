import { Spinner } from '../../ui/feedback/spinner';
import { usePool } from '../connections/pool-context';
import { texts } from '../texts';
import styles from './starting-pane.module.css';

/** In place of the tree until there is a pool. */
export function StartingPane() {
  const words = usePool().kind === 'live' ? texts.connection.connecting : texts.connection.starting;
  return (
    <p className={styles['starting']}>
      <Spinner label={words} /> {words}
    </p>
  );
}
