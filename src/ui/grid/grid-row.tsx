import { memo } from 'react';
import { classNames } from '../class-names';
import type { GridColumn } from './columns';
import styles from './grid.module.css';

export interface GridRowProps<Row> {
  row: Row;
  rowKey: string;
  /** Position in the list, from 0. */
  index: number;
  /** DOM id prefix of the grid; the active cell is `<prefix>-<row index>-<column index>`. */
  idPrefix: string;
  topPx: number;
  columns: readonly GridColumn<Row>[];
  selected: boolean;
  /** Column index of the active cell, or -1. */
  activeColumn: number;
}

function GridRow<Row>(props: GridRowProps<Row>) {
  const { row, rowKey, index, idPrefix, topPx, columns, selected, activeColumn } = props;
  return (
    <div
      role="row"
      data-key={rowKey}
      // The header is row 1.
      aria-rowindex={index + 2}
      aria-selected={selected}
      className={classNames(styles['row'], selected && styles['selected'])}
      style={{ top: topPx }}
    >
      {columns.map((column, at) => {
        const content = column.render(row);
        const isActive = at === activeColumn;
        return (
          <div
            key={column.id}
            // Nothing but the active cell is asked for by its id.
            id={isActive ? `${idPrefix}-${index}-${at}` : undefined}
            role={at === 0 ? 'rowheader' : 'gridcell'}
            aria-colindex={at + 1}
            data-column={at}
            className={classNames(
              styles['cell'],
              typeof content === 'string' && styles['text'],
              column.align === 'end' && styles['end'],
              at === 0 && styles['sticky'],
              isActive && styles['active'],
            )}
          >
            {content}
          </div>
        );
      })}
    </div>
  );
}

/** One row; rendered again only when its row object, place, columns or selection change. */
export const GridRowView = memo(GridRow) as typeof GridRow;
