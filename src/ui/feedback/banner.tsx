import type { ReactNode } from 'react';
import { CircleAlert, Info, TriangleAlert, X } from 'lucide-react';
import { IconButton } from '../actions/button';
import { classNames } from '../class-names';
import { uiTexts } from '../texts';
import styles from './banner.module.css';

export type BannerTone = 'info' | 'warning' | 'danger';

const ICONS = { info: Info, warning: TriangleAlert, danger: CircleAlert };

export interface BannerProps {
  tone: BannerTone;
  /** The fact, in a few words. */
  title: string;
  /** What it means, what the console does about it. */
  children?: ReactNode;
  /** Buttons that help. */
  action?: ReactNode;
  onDismiss?: (() => void) | undefined;
  className?: string | undefined;
}

/** A state of the place it stands in: connection lost, not the leading tab, storage full. Danger is announced at once. */
export function Banner({ tone, title, children, action, onDismiss, className }: BannerProps) {
  const Icon = ICONS[tone];
  return (
    <div
      role={tone === 'danger' ? 'alert' : 'status'}
      className={classNames(styles['banner'], styles[tone], className)}
    >
      <Icon size={16} className={styles['icon']} aria-hidden="true" />
      <div className={styles['words']}>
        <strong className={styles['title']}>{title}</strong>
        {children === undefined ? null : <span className={styles['text']}> {children}</span>}
      </div>
      {action === undefined ? null : <div className={styles['action']}>{action}</div>}
      {onDismiss === undefined ? null : (
        <IconButton label={uiTexts.dismiss} tooltip={null} size="small" icon={<X />} onPress={onDismiss} />
      )}
    </div>
  );
}
