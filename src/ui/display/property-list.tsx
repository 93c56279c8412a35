import { useId, useState } from 'react';
import type { ReactNode } from 'react';
import { Button } from '../actions/button';
import { classNames } from '../class-names';
import { uiTexts } from '../texts';
import { CopyButton } from './copy';
import styles from './property-list.module.css';

export interface Property {
  id: string;
  name: string;
  value: ReactNode;
  /** Text for the copy button; without it the row has none. */
  copy?: string | undefined;
  /** Identifiers: uuid, MAC, IQN, path. */
  monospace?: boolean | undefined;
  /** After the copy button, such as one that changes the value. */
  action?: ReactNode;
}

export interface PropertySection {
  id: string;
  title: string;
  rows: readonly Property[];
  /** Shown at the end of the header, e.g. an Edit button. */
  action?: ReactNode;
}

export interface PropertyListProps {
  sections: readonly PropertySection[];
  /** Ids of the closed sections; with `onCollapsedChange` the caller keeps them, else the list does. */
  collapsed?: ReadonlySet<string> | undefined;
  onCollapsedChange?: ((collapsed: ReadonlySet<string>) => void) | undefined;
  /** Hides the line with Expand all and Collapse all. */
  hideToolbar?: boolean | undefined;
  /** At the beginning of that line. */
  tools?: ReactNode;
}

/** Names and values in sections that fold; values can be copied on hover and focus. The body of a General tab. */
export function PropertyList(props: PropertyListProps) {
  const { sections, onCollapsedChange } = props;
  const [own, setOwn] = useState<ReadonlySet<string>>(new Set<string>());
  const collapsed = props.collapsed ?? own;
  const change = (next: ReadonlySet<string>): void => {
    setOwn(next);
    onCollapsedChange?.(next);
  };
  const toggle = (id: string): void => {
    const next = new Set(collapsed);
    if (!next.delete(id)) next.add(id);
    change(next);
  };
  const closed = sections.filter((section) => collapsed.has(section.id)).length;
  return (
    <div className={styles['list']}>
      {props.hideToolbar === true || (sections.length < 2 && props.tools === undefined) ? null : (
        <div className={styles['toolbar']}>
          {props.tools}
          <span className={styles['space']} />
          <Button
            variant="quiet"
            size="small"
            disabledReason={closed === 0 ? uiTexts.allExpanded : null}
            onPress={() => change(new Set())}
          >
            {uiTexts.expandAll}
          </Button>
          <Button
            variant="quiet"
            size="small"
            disabledReason={closed === sections.length ? uiTexts.allCollapsed : null}
            onPress={() => change(new Set(sections.map((section) => section.id)))}
          >
            {uiTexts.collapseAll}
          </Button>
        </div>
      )}
      {sections.map((section) => (
        <Section
          key={section.id}
          section={section}
          open={!collapsed.has(section.id)}
          onToggle={() => toggle(section.id)}
        />
      ))}
    </div>
  );
}

function Section({ section, open, onToggle }: { section: PropertySection; open: boolean; onToggle: () => void }) {
  const bodyId = useId();
  return (
    <section className={styles['section']}>
      <div className={styles['header']}>
        <h3 className={styles['title']}>
          <button
            type="button"
            aria-expanded={open}
            aria-controls={bodyId}
            className={styles['fold']}
            onClick={onToggle}
          >
            <svg viewBox="0 0 16 16" className={styles['twist']} aria-hidden="true">
              <path d="M6.2 4.2 10 8l-3.8 3.8" />
            </svg>
            {section.title}
          </button>
        </h3>
        {section.action}
      </div>
      <dl id={bodyId} hidden={!open} className={styles['rows']}>
        {section.rows.map((row) => (
          <div key={row.id} className={styles['row']} data-copy-row="">
            <dt className={styles['name']}>{row.name}</dt>
            <dd className={classNames(styles['value'], row.monospace === true && styles['monospace'])}>
              <span className={styles['text']}>{row.value}</span>
              {row.copy === undefined || row.copy === '' ? null : (
                <CopyButton text={row.copy} name={row.name} className={styles['copy'] ?? ''} />
              )}
              {row.action === undefined ? null : <span className={styles['action']}>{row.action}</span>}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
