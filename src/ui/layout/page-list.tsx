import { useEffect, useId, useRef } from 'react';
import type { KeyboardEvent, ReactNode } from 'react';
import { Badge } from '../display/badge';
import styles from './page-list.module.css';

export interface PageItem {
  readonly id: string;
  readonly title: string;
  /** What the page says now, in short. */
  readonly detail: string;
  /** Beside the title: that something is changed, or wrong. */
  readonly mark: { readonly tone: 'info' | 'danger'; readonly text: string } | null;
}

const STEPS: Readonly<Record<string, number>> = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 };

/** Pages of one form, a list beside the one that is shown. Arrow keys, Home and End choose; on a phone it is a row. */
export function PageList(props: {
  readonly label: string;
  readonly pages: readonly PageItem[];
  readonly selected: string;
  readonly onSelect: (id: string) => void;
  readonly children: ReactNode;
}) {
  const { pages, selected, onSelect } = props;
  const list = useRef<HTMLDivElement>(null);
  const prefix = useId();
  const at = pages.findIndex(({ id }) => id === selected);
  const tabOf = (id: string) => list.current?.querySelector<HTMLElement>(`[data-page="${CSS.escape(id)}"]`);

  useEffect(() => {
    tabOf(selected)?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }, [selected]);

  const onKeyDown = (event: KeyboardEvent): void => {
    const step = STEPS[event.key];
    const to = event.key === 'Home' ? 0 : event.key === 'End' ? -1 : step === undefined ? null : at + step;
    const page = to === null ? undefined : pages.at(to % pages.length);
    if (page === undefined || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    onSelect(page.id);
    tabOf(page.id)?.focus();
  };

  return (
    <div className={styles['frame']}>
      <div
        ref={list}
        role="tablist"
        aria-orientation="vertical"
        aria-label={props.label}
        tabIndex={-1}
        className={styles['list']}
        onKeyDown={onKeyDown}
      >
        {pages.map((page, index) => (
          <button
            key={page.id}
            type="button"
            role="tab"
            id={`${prefix}-${index}`}
            data-page={page.id}
            aria-selected={page.id === selected}
            {...(page.id === selected ? { 'aria-controls': `${prefix}-panel` } : {})}
            tabIndex={page.id === selected ? 0 : -1}
            className={styles['page']}
            onClick={() => onSelect(page.id)}
          >
            <span className={styles['title']}>
              {page.title}
              {page.mark === null ? null : <Badge tone={page.mark.tone}>{page.mark.text}</Badge>}
            </span>
            <span className={styles['detail']}>{page.detail}</span>
          </button>
        ))}
      </div>
      <div id={`${prefix}-panel`} role="tabpanel" aria-labelledby={`${prefix}-${at}`} className={styles['panel']}>
        {props.children}
      </div>
    </div>
  );
}
