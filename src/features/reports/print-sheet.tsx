import { useEffect, useState } from 'react';
import { createPortal, flushSync } from 'react-dom';
import { Rows } from './report-table';
import type { Section } from './report';
import styles from './reports.module.css';

interface PrintSheetProps {
  readonly title: string;
  readonly taken: string;
  readonly sections: readonly Section[];
}

/**
 * What goes to paper in place of the page: every row, while the browser prints. It stands beside the console, whose panes
 * would cut it off.
 */
export function PrintSheet({ title, taken, sections }: PrintSheetProps) {
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
  if (!prints) return null;
  return createPortal(
    <div className={styles['sheet']}>
      <h1>{title}</h1>
      <p>{taken}</p>
      {sections.map((section) => (
        <section key={section.id}>
          <h2>{section.title}</h2>
          <p>{section.about}</p>
          {section.rows.length === 0 ? (
            <p>{section.none}</p>
          ) : (
            <Rows section={section} most={Infinity} isLinked={false} />
          )}
        </section>
      ))}
    </div>,
    document.body,
  );
}
