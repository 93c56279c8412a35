import { useRef, useState } from 'react';
import type { PointerEvent } from 'react';
import { ArrowDown, ArrowUp } from 'lucide-react';
import { classNames } from '../class-names';
import { clampWidth } from './columns';
import type { GridColumn, GridSort } from './columns';
import styles from './grid.module.css';

export interface GridHeaderProps<Row> {
  columns: readonly GridColumn<Row>[];
  idPrefix: string;
  sorts: readonly GridSort[];
  activeColumn: number;
  widthOf: (column: GridColumn<Row>) => number;
  onSort: (column: GridColumn<Row>) => void;
  onResize: (column: GridColumn<Row>, widthPx: number) => void;
  onMove: ((from: number, to: number) => void) | undefined;
}

/** A press that goes so far is a drag. */
const DRAG_PX = 5;

/**
 * The header row: press to sort, drag to move, drag the edge to resize (Shift+Left and Right with the keyboard). The
 * first column stays where it is: it stays in view as well.
 */
export function GridHeader<Row>(props: GridHeaderProps<Row>) {
  const { columns, idPrefix, sorts, activeColumn, widthOf, onSort, onResize, onMove } = props;
  const drag = useRef<{ startX: number; startWidth: number } | null>(null);

  const onPointerDown = (column: GridColumn<Row>, event: PointerEvent<HTMLElement>): void => {
    if (event.button !== 0) return;
    event.preventDefault();
    event.stopPropagation();
    event.currentTarget.setPointerCapture(event.pointerId);
    drag.current = { startX: event.clientX, startWidth: widthOf(column) };
  };
  const onPointerMove = (column: GridColumn<Row>, event: PointerEvent): void => {
    if (drag.current === null) return;
    onResize(column, clampWidth(column, drag.current.startWidth + event.clientX - drag.current.startX));
  };

  const row = useRef<HTMLDivElement>(null);
  const press = useRef<{ startX: number; isDrag: boolean } | null>(null);
  const [move, setMove] = useState<{ from: number; before: number } | null>(null);
  /** Before which column a dragged one would stand. */
  const placeAt = (x: number): number => {
    let endPx = row.current?.getBoundingClientRect().left ?? 0;
    let before = 0;
    for (const column of columns) {
      if (x < endPx + widthOf(column) / 2) break;
      endPx += widthOf(column);
      before += 1;
    }
    return Math.max(1, before);
  };
  const onHeaderMove = (from: number, event: PointerEvent<HTMLElement>): void => {
    const { current } = press;
    if (current === null || event.buttons === 0) return;
    if (!current.isDrag && Math.abs(event.clientX - current.startX) < DRAG_PX) return;
    if (!current.isDrag) event.currentTarget.setPointerCapture(event.pointerId);
    current.isDrag = true;
    setMove({ from, before: placeAt(event.clientX) });
  };
  const drop = (from: number, event: PointerEvent<HTMLElement>): void => {
    setMove(null);
    if (press.current?.isDrag !== true) return;
    const before = placeAt(event.clientX);
    const to = before > from ? before - 1 : before;
    if (to !== from) onMove?.(from, to);
  };

  return (
    <div ref={row} role="row" aria-rowindex={1} className={styles['header']}>
      {columns.map((column, at) => {
        const rank = sorts.findIndex((sort) => sort.column === column.id);
        const sorted = sorts[rank]?.direction;
        const Arrow = sorted === 'descending' ? ArrowDown : ArrowUp;
        return (
          <div
            key={column.id}
            id={`${idPrefix}-header-${at}`}
            role="columnheader"
            aria-colindex={at + 1}
            title={column.title}
            {...(column.sortable === true ? { 'aria-sort': (rank === 0 ? sorted : null) ?? ('none' as const) } : {})}
            className={classNames(
              styles['cell'],
              styles['headerCell'],
              column.align === 'end' && styles['end'],
              at === 0 && styles['sticky'],
              at === activeColumn && styles['active'],
              move?.from === at && styles['moving'],
              move?.before === at && styles['before'],
              move?.before === columns.length && at === columns.length - 1 && styles['after'],
            )}
            {...(onMove !== undefined && at > 0
              ? {
                  onPointerDown: (event) => {
                    // A finger that drags scrolls.
                    const isPress = event.button === 0 && event.pointerType !== 'touch';
                    press.current = isPress ? { startX: event.clientX, isDrag: false } : null;
                  },
                  onPointerMove: (event) => onHeaderMove(at, event),
                  onPointerUp: (event) => drop(at, event),
                  onPointerCancel: () => setMove(null),
                  onClickCapture: (event) => {
                    if (press.current?.isDrag === true) event.stopPropagation();
                    press.current = null;
                  },
                }
              : {})}
          >
            {column.sortable === true ? (
              <button type="button" tabIndex={-1} className={styles['sort']} onClick={() => onSort(column)}>
                <span className={styles['headerText']}>{column.header}</span>
                <Arrow
                  size={12}
                  aria-hidden="true"
                  className={classNames(styles['arrow'], sorted && styles['sorted'])}
                />
                {rank >= 0 && sorts.length > 1 ? (
                  <span className={styles['rank']} aria-hidden="true">
                    {rank + 1}
                  </span>
                ) : null}
              </button>
            ) : (
              <span className={styles['headerText']}>{column.header}</span>
            )}
            <span
              className={styles['resize']}
              aria-hidden="true"
              onPointerDown={(event) => onPointerDown(column, event)}
              onPointerMove={(event) => onPointerMove(column, event)}
              onPointerUp={() => (drag.current = null)}
              onPointerCancel={() => (drag.current = null)}
              onDoubleClick={() => onResize(column, column.width)}
            />
          </div>
        );
      })}
    </div>
  );
}
