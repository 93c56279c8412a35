import { memo } from 'react';
import { classNames } from '../class-names';
import type { GridColumn } from './columns';
import styles from './grid.module.css';

export interface GridRowProps<Row> {
  row: Row;
  rowKey: string;
  /** Position in the list, from 0. */
  index: number;
  /** DOM id prefix of the grid; cells are `<prefix>-<row index>-<column index>`. */
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
      {columns.map((column, at) => (
        <div
          key={column.id}
          id={`${idPrefix}-${index}-${at}`}
          role={at === 0 ? 'rowheader' : 'gridcell'}
          aria-colindex={at + 1}
          data-column={at}
          className={classNames(
            styles['cell'],
            column.align === 'end' && styles['end'],
            at === 0 && styles['sticky'],
            at === activeColumn && styles['active'],
          )}
        >
          {column.render(row)}
        </div>
      ))}
    </div>
  );
}

/** One row; rendered again only when its row object, place, columns or selection change. */
export const GridRowView = memo(GridRow) as typeof GridRow;
