import type { ReactNode } from 'react';
import { texts } from '../texts';
import styles from './status-bar.module.css';

/** The last line of the console: what is under way, and what waits for attention. */
export function StatusBar({ children }: { readonly children: ReactNode }) {
  return (
    <footer className={styles['bar']} aria-label={texts.shell.status}>
      {children}
    </footer>
  );
}
