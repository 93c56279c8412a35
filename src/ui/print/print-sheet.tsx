import { useEffect, useState } from 'react';
import type { ReactNode } from 'react';
import { createPortal, flushSync } from 'react-dom';
import styles from './print-sheet.module.css';

/**
 * What goes to paper in place of the page, made while the browser prints. It stands beside the console, whose panes would
 * cut it off.
 */
export function PrintSheet({ children }: { readonly children: () => ReactNode }) {
  const [prints, setPrints] = useState(false);
  useEffect(() => {
    const before = (): void => flushSync(() => setPrints(true));
    const after = (): void => setPrints(false);
    addEventListener('beforeprint', before);
    addEventListener('afterprint', after);
    return () => {
      removeEventListener('beforeprint', before);
      removeEventListener('afterprint', after);
    };
  }, []);
  return prints ? createPortal(<div className={styles['sheet']}>{children()}</div>, document.body) : null;
}
