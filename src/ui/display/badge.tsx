import type { ReactNode } from 'react';
import { X } from 'lucide-react';
import { classNames } from '../class-names';
import { uiTexts } from '../texts';
import styles from './badge.module.css';

export type Tone = 'neutral' | 'ok' | 'info' | 'warning' | 'danger' | 'asleep';

const MARKS: Record<Tone, ReactNode> = {
  neutral: <rect x="1.5" y="1.5" width="5" height="5" rx=".6" />,
  ok: <path d="M1.8.9v6.2L7 4z" />,
  info: <circle cx="4" cy="4" r="2.6" fill="none" stroke="currentColor" strokeWidth="1.4" strokeDasharray="12 4.3" />,
  warning: <path d="M4 .9 7.4 7H.6z" />,
  danger: <path d="M2.4.4h3.2l2 2v3.2l-2 2H2.4l-2-2V2.4z" />,
  asleep: <path d="M7 5.2A3.2 3.2 0 0 1 2.8 1a3.2 3.2 0 1 0 4.2 4.2z" />,
};

/** A status word with its shape: `<Badge tone="ok">Running</Badge>`. Quiet by default; `filled` for headers. */
export function Badge(props: { tone?: Tone; children: ReactNode; filled?: boolean; icon?: ReactNode }) {
  const { tone = 'neutral', filled = false } = props;
  return (
    <span className={classNames(styles['badge'], styles[tone], filled && styles['filled'])}>
      {props.icon ?? (
        <svg viewBox="0 0 8 8" width="10" height="10" aria-hidden="true" className={styles['mark']}>
          {MARKS[tone]}
        </svg>
      )}
      {props.children}
    </span>
  );
}

/** A tag of an object; with `onRemove` it can be taken off. */
export function Tag(props: { children: string; onRemove?: () => void; removeLabel?: string; href?: string }) {
  return (
    <span className={styles['tag']}>
      {props.href === undefined ? props.children : <a href={props.href}>{props.children}</a>}
      {props.onRemove === undefined ? null : (
        <button
          type="button"
          className={styles['remove']}
          aria-label={props.removeLabel ?? `${uiTexts.clear} ${props.children}`}
          onClick={props.onRemove}
        >
          <X size={12} aria-hidden="true" />
        </button>
      )}
    </span>
  );
}

/** A number that wants attention (`urgent`) or only informs; nothing at zero; 999+ above that. */
export function CountBadge({ count, urgent = false, label }: { count: number; urgent?: boolean; label?: string }) {
  if (count <= 0) return null;
  return (
    <span
      className={classNames(styles['count'], urgent && styles['urgent'])}
      {...(label === undefined ? {} : { role: 'img', 'aria-label': label })}
    >
      {count > 999 ? '999+' : count}
    </span>
  );
}
