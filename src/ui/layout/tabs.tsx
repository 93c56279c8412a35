import { useEffect, useRef } from 'react';
import type { KeyboardEvent, MouseEvent, ReactNode } from 'react';
import { classNames } from '../class-names';
import { CountBadge } from '../display/badge';
import styles from './tabs.module.css';

export interface TabItem {
  id: string;
  label: string;
  /** Makes the tab a real link: it can be copied and opened in a new window. */
  href?: string | undefined;
  count?: number | undefined;
}

export interface TabsProps {
  /** What the tabs are about, for screen readers. */
  label: string;
  tabs: readonly TabItem[];
  selected: string;
  onSelect: (id: string) => void;
  /** Shared with `TabPanel`, so that the two find each other. */
  idPrefix: string;
  className?: string;
}

/** A row of tabs whose choice belongs to the caller (the URL). Arrow keys, Home and End move and choose. */
export function Tabs({ label, tabs, selected, onSelect, idPrefix, className }: TabsProps) {
  const list = useRef<HTMLDivElement>(null);
  const current = tabs.findIndex((tab) => tab.id === selected);

  // On a narrow screen the row scrolls, and a link may open the last tab.
  useEffect(() => {
    const tab = list.current?.querySelector<HTMLElement>(`[data-tab="${CSS.escape(selected)}"]`);
    tab?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }, [selected]);

  const onKeyDown = (event: KeyboardEvent): void => {
    const last = tabs.length - 1;
    const target = { ArrowRight: current + 1, ArrowLeft: current - 1, Home: 0, End: last }[event.key];
    if (target === undefined || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    const tab = tabs[target > last ? 0 : target < 0 ? last : target];
    if (tab === undefined) return;
    onSelect(tab.id);
    list.current?.querySelector<HTMLElement>(`[data-tab="${CSS.escape(tab.id)}"]`)?.focus();
  };

  const onClick = (event: MouseEvent, id: string): void => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
    event.preventDefault();
    onSelect(id);
  };

  return (
    <div
      ref={list}
      role="tablist"
      tabIndex={-1}
      aria-label={label}
      className={classNames(styles['tabs'], className)}
      onKeyDown={onKeyDown}
    >
      {tabs.map((tab) => {
        const isSelected = tab.id === selected;
        const shared = {
          id: `${idPrefix}-tab-${tab.id}`,
          role: 'tab' as const,
          'data-tab': tab.id,
          'aria-selected': isSelected,
          // Only the shown panel exists.
          ...(isSelected ? { 'aria-controls': `${idPrefix}-panel` } : {}),
          tabIndex: isSelected || (current < 0 && tab === tabs[0]) ? 0 : -1,
          className: styles['tab'],
          onClick: (event: MouseEvent) => onClick(event, tab.id),
        };
        const content = (
          <>
            {tab.label}
            {tab.count === undefined ? null : <CountBadge count={tab.count} />}
          </>
        );
        return tab.href === undefined ? (
          <button key={tab.id} type="button" {...shared}>
            {content}
          </button>
        ) : (
          <a key={tab.id} href={tab.href} draggable={false} {...shared}>
            {content}
          </a>
        );
      })}
    </div>
  );
}

/** The content of the selected tab. */
export function TabPanel(props: { idPrefix: string; selected: string; className?: string; children: ReactNode }) {
  return (
    <div
      id={`${props.idPrefix}-panel`}
      role="tabpanel"
      aria-labelledby={`${props.idPrefix}-tab-${props.selected}`}
      className={props.className}
    >
      {props.children}
    </div>
  );
}
