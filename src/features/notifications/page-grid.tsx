import { useMemo } from 'react';
import type { KeyboardEvent, ReactNode } from 'react';
import { Grid } from '../../ui/grid/grid';
import type { GridColumn } from '../../ui/grid/columns';
import type { GridMenuRequest } from '../../ui/grid/grid';
import type { PageSort } from './use-page-sort';
import styles from './notifications.module.css';

interface PageGridProps<Row> {
  readonly label: string;
  readonly widthPx: number;
  /** The columns that fill a width; keeps its identity. */
  readonly columnsFor: (widthPx: number) => readonly GridColumn<Row>[];
  readonly rows: readonly Row[];
  readonly rowKey: (row: Row) => string;
  readonly sort: PageSort;
  readonly keys: ReadonlySet<string>;
  readonly onPick: (keys: ReadonlySet<string>) => void;
  readonly onActivate?: (key: string) => void;
  readonly onMenu?: (request: GridMenuRequest) => void;
  /** The Delete key. */
  readonly onDelete?: () => void;
  readonly empty: ReactNode;
}

/** The list of a notification page: a grid as wide as its place. */
export function PageGrid<Row>(props: PageGridProps<Row>) {
  const { widthPx, columnsFor, onDelete } = props;
  const columns = useMemo(() => columnsFor(widthPx), [columnsFor, widthPx]);
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== 'Delete' || !onDelete) return;
    event.preventDefault();
    onDelete();
  };
  return (
    <div className={styles['grid']} onKeyDown={onKeyDown} role="presentation">
      <Grid
        label={props.label}
        rows={props.rows}
        rowKey={props.rowKey}
        columns={columns}
        sort={props.sort.grid}
        onSortChange={props.sort.onSortChange}
        selectedKeys={props.keys}
        onSelectionChange={props.onPick}
        onActivate={props.onActivate}
        onContextMenu={props.onMenu}
        empty={props.empty}
      />
    </div>
  );
}
