import { useCallback, useId, useMemo, useRef, useState } from 'react';
import type { MouseEvent, ReactNode } from 'react';
import { classNames } from '../class-names';
import { useDensity } from '../theme/theme';
import { pointerGesture, select } from '../virtual/selection';
import type { SelectGesture } from '../virtual/selection';
import { useRowWindow } from '../virtual/use-row-window';
import { clampWidth, nextSort } from './columns';
import type { GridColumn, GridSort } from './columns';
import { GridHeader } from './grid-header';
import { GridRowView } from './grid-row';
import { gridKeyDown } from './grid-keys';
import type { GridCell } from './grid-keys';
import styles from './grid.module.css';

/** A request for a menu: about which rows, and where to open it in viewport px. */
export interface GridMenuRequest {
  key: string;
  keys: ReadonlySet<string>;
  point: { x: number; y: number };
}

export interface GridProps<Row> {
  /** Accessible name of the grid. */
  label: string;
  /** In display order; sorting and filtering are the caller's. Rows are compared by identity. */
  rows: readonly Row[];
  /** Stable function: the key of a row. */
  rowKey: (row: Row) => string;
  columns: readonly GridColumn<Row>[];
  /** The column that decides first, then those that order what is equal by it. */
  sort?: GridSort | readonly GridSort[] | undefined;
  onSortChange?: ((sort: GridSort) => void) | undefined;
  selectedKeys: ReadonlySet<string>;
  onSelectionChange: (keys: ReadonlySet<string>) => void;
  /** Enter or double click. */
  onActivate?: ((key: string) => void) | undefined;
  onContextMenu?: ((request: GridMenuRequest) => void) | undefined;
  /** Right click or menu key on the header: open the column chooser at the point. */
  onHeaderMenu?: ((point: { x: number; y: number }) => void) | undefined;
  /** Widths in px by column id; without it the grid keeps its own. */
  widths?: Readonly<Record<string, number>> | undefined;
  onWidthsChange?: ((widths: Readonly<Record<string, number>>) => void) | undefined;
  /** Lets columns be put in another order, all but the first: one is taken out, then set at a place among the others. */
  onMoveColumn?: ((from: number, to: number) => void) | undefined;
  /** Shown below the header when there are no rows. */
  empty?: ReactNode;
  className?: string | undefined;
}

/**
 * A virtual grid. One tab stop: focus stays on the grid and `aria-activedescendant` names the active cell. Arrows move,
 * Up from the first row reaches the header (Enter sorts, Shift+Left and Right resize, with Ctrl or Cmd they move the
 * column), Enter activates, Space selects,
 * Ctrl or Cmd+A selects all. The first column stays in view when the grid scrolls sideways.
 */
export function Grid<Row>(props: GridProps<Row>) {
  const { label, rows, rowKey, columns, selectedKeys, onSelectionChange, onContextMenu, onHeaderMenu } = props;
  const { rowHeightPx } = useDensity();
  const gridId = useId();
  const headerPx = rowHeightPx + 4;
  const { scroller, first, end, pageRows, reveal } = useRowWindow(rows.length, rowHeightPx, headerPx);
  const [ownWidths, setOwnWidths] = useState<Readonly<Record<string, number>>>({});
  const [active, setActive] = useState<{ key: string | null; column: number }>({ key: null, column: 0 });
  const anchor = useRef<string | null>(null);

  const indexByKey = useMemo(() => new Map(rows.map((row, index) => [rowKey(row), index])), [rows, rowKey]);
  const activeRow = active.key === null ? -1 : (indexByKey.get(active.key) ?? selectedIndex(indexByKey, selectedKeys));
  const activeCell: GridCell = { row: activeRow, column: Math.min(active.column, columns.length - 1) };

  const sorts = [props.sort ?? []].flat();
  const widths = props.widths ?? ownWidths;
  const widthOf = (column: GridColumn<Row>): number => clampWidth(column, widths[column.id] ?? column.width);
  const resize = (column: GridColumn<Row>, widthPx: number): void => {
    const next = { ...widths, [column.id]: clampWidth(column, widthPx) };
    if (props.widths === undefined) setOwnWidths(next);
    props.onWidthsChange?.(next);
  };

  const sortBy = (column: GridColumn<Row> | undefined): void => {
    if (column?.sortable === true) props.onSortChange?.(nextSort(column.id, sorts[0]));
  };

  const move = useCallback(
    (cell: GridCell, gesture: SelectGesture) => {
      const row = rows[cell.row];
      const key = row === undefined ? null : rowKey(row);
      setActive({ key, column: cell.column });
      if (key === null || gesture === 'move') return;
      if (gesture !== 'extend' && gesture !== 'extend-add') anchor.current = key;
      anchor.current ??= active.key ?? key;
      onSelectionChange(select(gesture, selectedKeys, rows.map(rowKey), anchor.current, key));
    },
    [rows, rowKey, active.key, selectedKeys, onSelectionChange],
  );

  const cellAt = (target: EventTarget): GridCell | null => {
    if (!(target instanceof Element)) return null;
    const key = target.closest<HTMLElement>('[data-key]')?.dataset['key'];
    const row = key === undefined ? undefined : indexByKey.get(key);
    const column = Number(target.closest<HTMLElement>('[data-column]')?.dataset['column'] ?? 0);
    return row === undefined ? null : { row, column };
  };

  const openMenu = (cell: GridCell, point: { x: number; y: number }): void => {
    const row = rows[cell.row];
    if (row === undefined || onContextMenu === undefined) return;
    const key = rowKey(row);
    const keys = selectedKeys.has(key) ? selectedKeys : new Set([key]);
    if (keys === selectedKeys) setActive({ key, column: cell.column });
    else move(cell, 'replace');
    onContextMenu({ key, keys, point });
  };

  const cellId = (cell: GridCell): string => `${gridId}-${cell.row < 0 ? 'header' : cell.row}-${cell.column}`;
  const showCell = (cell: GridCell): void => {
    if (cell.row >= 0) reveal(cell.row);
    const element = scroller.current;
    const sticky = columns[0] === undefined ? 0 : widthOf(columns[0]);
    if (element === null || cell.column === 0) {
      if (element !== null) element.scrollLeft = 0;
      return;
    }
    const start = columns.slice(0, cell.column).reduce((sum, column) => sum + widthOf(column), 0);
    const column = columns[cell.column];
    const endPx = start + (column === undefined ? 0 : widthOf(column));
    if (start < element.scrollLeft + sticky) element.scrollLeft = start - sticky;
    else if (endPx > element.scrollLeft + element.clientWidth) element.scrollLeft = endPx - element.clientWidth;
  };

  const template = columns.map((column) => `${widthOf(column)}px`).join(' ');
  const widthPx = columns.reduce((sum, column) => sum + widthOf(column), 0);
  const indexes: number[] = [];
  for (let index = first; index < end; index++) indexes.push(index);
  if (activeRow >= 0 && (activeRow < first || activeRow >= end)) indexes.push(activeRow);

  const onMouseDown = (event: MouseEvent): void => {
    const cell = cellAt(event.target);
    if (cell === null || event.button !== 0) return;
    // Links and buttons in a cell keep their own meaning.
    if (event.target instanceof Element && event.target.closest('a, button, input') !== null) return;
    move(cell, pointerGesture(event));
    if (event.shiftKey) {
      // A range of rows is not a range of text.
      event.preventDefault();
      scroller.current?.focus();
    }
  };

  return (
    <div className={classNames(styles['frame'], props.className)}>
      <div
        ref={scroller}
        role="grid"
        tabIndex={0}
        aria-label={label}
        aria-multiselectable="true"
        aria-rowcount={rows.length + 1}
        aria-colcount={columns.length}
        aria-activedescendant={cellId(activeCell)}
        className={styles['grid']}
        style={{ '--columns': template, '--grid-width': `${widthPx}px` }}
        onMouseDown={onMouseDown}
        onDoubleClick={(event) => {
          const cell = cellAt(event.target);
          const row = cell === null ? undefined : rows[cell.row];
          if (row !== undefined) props.onActivate?.(rowKey(row));
        }}
        onContextMenu={(event) => {
          const cell = cellAt(event.target);
          const inHeader = event.target instanceof Element && event.target.closest('[role=columnheader]') !== null;
          const point = { x: event.clientX, y: event.clientY };
          if (cell !== null ? onContextMenu !== undefined : onHeaderMenu !== undefined) event.preventDefault();
          if (cell !== null) openMenu(cell, point);
          else if (inHeader) onHeaderMenu?.(point);
        }}
        onKeyDown={(event) => {
          if (event.target !== event.currentTarget) return;
          const handled = gridKeyDown(event, {
            rowCount: rows.length,
            columnCount: columns.length,
            active: activeCell,
            pageRows,
            move: (cell, gesture) => {
              move(cell, gesture);
              showCell(cell);
            },
            selectAll: () => onSelectionChange(new Set(rows.map(rowKey))),
            activate: (index) => {
              const row = rows[index];
              if (row !== undefined) props.onActivate?.(rowKey(row));
            },
            openMenu: (cell) => {
              const bounds = document.getElementById(cellId(cell))?.getBoundingClientRect();
              if (bounds === undefined) return;
              const point = { x: bounds.left + 8, y: bounds.bottom };
              if (cell.row < 0) onHeaderMenu?.(point);
              else openMenu(cell, point);
            },
            sort: (column) => sortBy(columns[column]),
            resizeBy: (at, deltaPx) => {
              const column = columns[at];
              if (column !== undefined) resize(column, widthOf(column) + deltaPx);
            },
            shift: (from, by) => {
              if (from < 1 || from + by < 1 || from + by >= columns.length || !props.onMoveColumn) return;
              props.onMoveColumn(from, from + by);
              setActive({ key: null, column: from + by });
            },
          });
          if (!handled) return;
          event.preventDefault();
          event.stopPropagation();
        }}
      >
        <div role="rowgroup" className={styles['head']}>
          <GridHeader
            columns={columns}
            idPrefix={gridId}
            sorts={sorts}
            activeColumn={activeRow < 0 ? activeCell.column : -1}
            widthOf={widthOf}
            onSort={sortBy}
            onResize={resize}
            onMove={props.onMoveColumn}
          />
        </div>
        <div role="rowgroup" className={styles['extent']} style={{ height: rows.length * rowHeightPx }}>
          {indexes.map((index) => {
            const row = rows[index];
            if (row === undefined) return null;
            const key = rowKey(row);
            return (
              <GridRowView
                key={key}
                row={row}
                rowKey={key}
                index={index}
                idPrefix={gridId}
                topPx={index * rowHeightPx}
                columns={columns}
                selected={selectedKeys.has(key)}
                activeColumn={index === activeRow ? activeCell.column : -1}
              />
            );
          })}
        </div>
      </div>
      {rows.length === 0 ? <div className={styles['empty']}>{props.empty}</div> : null}
    </div>
  );
}

/** Where the keyboard goes on when its row is gone: at the selection, else at the header. */
function selectedIndex(indexByKey: ReadonlyMap<string, number>, selectedKeys: ReadonlySet<string>): number {
  for (const key of selectedKeys) {
    const index = indexByKey.get(key);
    if (index !== undefined) return index;
  }
  return -1;
}
