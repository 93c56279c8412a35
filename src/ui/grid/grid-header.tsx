import { useRef } from 'react';
import type { PointerEvent } from 'react';
import { ArrowDown, ArrowUp } from 'lucide-react';
import { classNames } from '../class-names';
import { clampWidth } from './columns';
import type { GridColumn, GridSort } from './columns';
import styles from './grid.module.css';

export interface GridHeaderProps<Row> {
  columns: readonly GridColumn<Row>[];
  idPrefix: string;
  sort: GridSort | undefined;
  activeColumn: number;
  widthOf: (column: GridColumn<Row>) => number;
  onSort: (column: GridColumn<Row>) => void;
  onResize: (column: GridColumn<Row>, widthPx: number) => void;
}

/** The header row: press to sort, drag the edge to resize (Shift+Left and Right with the keyboard). */
export function GridHeader<Row>(props: GridHeaderProps<Row>) {
  const { columns, idPrefix, sort, activeColumn, widthOf, onSort, onResize } = props;
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

  return (
    <div role="row" aria-rowindex={1} className={styles['header']}>
      {columns.map((column, at) => {
        const sorted = sort?.column === column.id ? sort.direction : undefined;
        const Arrow = sorted === 'descending' ? ArrowDown : ArrowUp;
        return (
          <div
            key={column.id}
            id={`${idPrefix}-header-${at}`}
            role="columnheader"
            aria-colindex={at + 1}
            title={column.title}
            {...(column.sortable === true ? { 'aria-sort': sorted ?? ('none' as const) } : {})}
            className={classNames(
              styles['cell'],
              styles['headerCell'],
              column.align === 'end' && styles['end'],
              at === 0 && styles['sticky'],
              at === activeColumn && styles['active'],
            )}
          >
            {column.sortable === true ? (
              <button type="button" tabIndex={-1} className={styles['sort']} onClick={() => onSort(column)}>
                <span className={styles['headerText']}>{column.header}</span>
                <Arrow
                  size={12}
                  aria-hidden="true"
                  className={classNames(styles['arrow'], sorted && styles['sorted'])}
                />
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
