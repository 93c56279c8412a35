import { memo, useLayoutEffect, useRef } from 'react';
import { classNames } from '../class-names';
import { Highlight } from '../display/highlight';
import { ObjectGlyph } from '../glyphs/object-glyph';
import type { TreeRow } from './rows';
import styles from './tree.module.css';

export interface TreeRowProps {
  row: TreeRow;
  /** DOM id, the target of aria-activedescendant. */
  id: string;
  topPx: number;
  selected: boolean;
  active: boolean;
  draggable: boolean;
  dropTarget: boolean;
}

/** Plays the flash when the stamp changes while the row is on screen, not when it scrolls into view. */
function useFlash(stamp: number | undefined) {
  const element = useRef<HTMLDivElement>(null);
  const shown = useRef(stamp);
  useLayoutEffect(() => {
    if (shown.current === stamp) return;
    shown.current = stamp;
    const reduced = window.matchMedia('(prefers-reduced-motion: reduce)').matches;
    if (stamp === undefined || reduced) return;
    const fill = getComputedStyle(element.current ?? document.body).getPropertyValue('--flash');
    element.current?.animate([{ backgroundColor: fill }, { backgroundColor: 'transparent' }], { duration: 800 });
  }, [stamp]);
  return element;
}

/** One row; rendered again only when its own row object, place or selection changes. */
export const TreeRowView = memo(function TreeRowView(props: TreeRowProps) {
  const { row, id, topPx, selected, active, draggable, dropTarget } = props;
  const element = useFlash(row.flash);
  return (
    <div
      ref={element}
      id={id}
      role="treeitem"
      data-key={row.key}
      aria-level={row.level}
      aria-posinset={row.posInSet}
      aria-setsize={row.setSize}
      aria-selected={selected}
      {...(row.expandable ? { 'aria-expanded': row.expanded } : {})}
      {...(draggable ? { draggable: true } : {})}
      className={classNames(
        styles['row'],
        selected && styles['selected'],
        active && styles['active'],
        row.dimmed === true && styles['dimmed'],
        dropTarget && styles['drop'],
      )}
      style={{ top: topPx, '--level': row.level - 1 }}
    >
      <span className={styles['guides']} />
      {row.expandable ? (
        <svg className={styles['twist']} data-twist="" viewBox="0 0 16 16" aria-hidden="true">
          <path d="M6.2 4.2 10 8l-3.8 3.8" />
        </svg>
      ) : (
        <span className={styles['twist']} />
      )}
      {row.glyph === undefined ? null : <ObjectGlyph {...row.glyph} />}
      <span className={styles['label']} dir="auto" title={row.label.length > 28 ? row.label : undefined}>
        <Highlight text={row.label} matches={row.matches} />
      </span>
      {row.badge === undefined ? null : <span className={styles['badge']}>{row.badge}</span>}
    </div>
  );
});
