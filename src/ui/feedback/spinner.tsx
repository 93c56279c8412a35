import { classNames } from '../class-names';
import styles from './spinner.module.css';

/**
 * A small turning arc. It stays invisible for its first 150 ms, so quick answers do not flicker.
 * `label` is what a screen reader hears; leave it out where the surroundings already say it.
 */
export function Spinner({ label, large = false }: { label?: string; large?: boolean }) {
  return (
    <span
      className={classNames(styles['spinner'], large && styles['large'])}
      {...(label === undefined ? { 'aria-hidden': true } : { role: 'img', 'aria-label': label })}
    >
      <svg viewBox="0 0 16 16" aria-hidden="true">
        <circle cx="8" cy="8" r="6" className={styles['track']} />
        <path d="M8 2a6 6 0 0 1 6 6" className={styles['arc']} />
      </svg>
    </span>
  );
}
