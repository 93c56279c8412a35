import { useRef } from 'react';
import type { KeyboardEvent, ReactNode } from 'react';
import { classNames } from '../class-names';
import styles from './toolbar.module.css';

/**
 * A row of buttons with one tab stop: Left and Right (Home, End) move between them. Separate groups with
 * `<ToolbarSeparator />`.
 */
export function Toolbar({ label, children, className }: { label: string; children: ReactNode; className?: string }) {
  const bar = useRef<HTMLDivElement>(null);
  const onKeyDown = (event: KeyboardEvent): void => {
    const buttons = [...(bar.current?.querySelectorAll<HTMLElement>('button, a[href]') ?? [])];
    const at = buttons.findIndex((button) => button === document.activeElement);
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: buttons.length - 1 }[event.key];
    if (at < 0 || to === undefined || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    buttons[(to + buttons.length) % buttons.length]?.focus();
  };
  return (
    <div
      ref={bar}
      role="toolbar"
      tabIndex={-1}
      aria-label={label}
      className={classNames(styles['toolbar'], className)}
      onKeyDown={onKeyDown}
    >
      {children}
    </div>
  );
}

export function ToolbarSeparator() {
  return <span className={styles['separator']} aria-hidden="true" />;
}
