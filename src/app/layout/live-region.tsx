import { useShell } from '../shell-store';
import styles from './visually-hidden.module.css';

/** Where screen readers hear what changed; politely, and only the latest. */
export function LiveRegion() {
  const { text, turn } = useShell((state) => state.announcement);
  return (
    <div role="status" aria-live="polite" className={styles['hidden']}>
      {/* A new node for each turn, so that the same words are read out again. */}
      <span key={turn}>{text}</span>
    </div>
  );
}
