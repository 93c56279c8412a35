import type { ReactNode } from 'react';
import { classNames } from '../class-names';
import styles from './empty-state.module.css';

export interface EmptyStateProps {
  /** What is (not) here, in a few words. */
  title: string;
  /** Why, and what comes next. */
  children?: ReactNode;
  /** The next step: a button or a link. An empty place always offers one. */
  action: ReactNode;
  /** A glyph or icon of 24 px. */
  icon?: ReactNode;
  /** Beside other content, e.g. below a grid header; left aligned and small. */
  compact?: boolean;
}

/** Says why a place is empty (no data, filtered out, not allowed, not connected) and offers the next step. */
export function EmptyState({ title, children, action, icon, compact = false }: EmptyStateProps) {
  return (
    <div className={classNames(styles['empty'], compact && styles['compact'])}>
      {icon === undefined ? null : <div className={styles['icon']}>{icon}</div>}
      <p className={styles['title']}>{title}</p>
      {children === undefined ? null : <div className={styles['text']}>{children}</div>}
      <div className={styles['action']}>{action}</div>
    </div>
  );
}
