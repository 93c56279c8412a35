import { useDeferredValue, useMemo, useState } from 'react';
import type { ReactNode } from 'react';
import { Download, ListFilter } from 'lucide-react';
import { Button, IconButton } from '../../ui/actions/button';
import { classNames } from '../../ui/class-names';
import { EmptyState } from '../../ui/feedback/empty-state';
import { csvFile, csvText } from '../../ui/files/csv';
import { saveFile } from '../../ui/files/save-file';
import { SearchField } from '../../ui/forms/search-field';
import type { GridColumn } from '../../ui/grid/columns';
import { Grid } from '../../ui/grid/grid';
import { CommandContextMenu, CommandToolbar } from '../commands';
import { useNavigation } from '../navigation';
import type { ObjectId, SortKey } from '../navigation';
import { arranged, leadingKey, rowKey } from './columns';
import type { TabColumn, TabRow } from './columns';
import { texts } from './texts';
import styles from './object-grid.module.css';

export interface ObjectGridProps<Row extends TabRow> {
  /** Accessible name of the grid. */
  readonly label: string;
  /** Shown above it where a tab has several grids. */
  readonly title?: string;
  /** Below a larger grid of the same tab. */
  readonly small?: true;
  /** In their own order; the same rows while nothing in them changed. */
  readonly rows: readonly Row[];
  readonly columns: readonly TabColumn<Row>[];
  /** Commands of the tab itself, before those of the selected rows. */
  readonly tools?: ReactNode;
  /** Shown instead of the grid when there are no rows; offers the next step. */
  readonly empty: ReactNode;
  readonly csvName: string;
  /** What Enter and a double click open; null: nothing. Absent: the object of the row. */
  readonly opens?: (row: Row) => ObjectId | null;
  /** Hears of what is selected, for what stands beside the grid. */
  readonly onSelect?: (ids: readonly ObjectId[]) => void;
}

/** So many rows are seen at a glance; more can be filtered. */
const FILTERED_FROM = 12;

const NOTHING: ReadonlySet<string> = new Set();
const OWN_ORDER: readonly SortKey[] = [];

interface MenuRequest {
  readonly ids: readonly ObjectId[];
  readonly point: { readonly x: number; readonly y: number };
}

/** The grid of a tab: objects with their commands as toolbar and context menu. Sort and filter are in the URL. */
export function ObjectGrid<Row extends TabRow>(props: ObjectGridProps<Row>) {
  const { label, rows, columns, csvName, opens } = props;
  const { state, navigate } = useNavigation();
  const sort = state.sort ?? OWN_ORDER;
  // The filter is that of the main grid of a tab.
  const filter = useDeferredValue(props.small ? '' : state.gridFilter);
  const [selectedKeys, setSelectedKeys] = useState(NOTHING);
  const [menu, setMenu] = useState<MenuRequest | null>(null);
  const shown = useMemo(() => arranged(rows, columns, sort, filter), [rows, columns, sort, filter]);
  const selectedIds = useMemo(() => idsIn(shown, selectedKeys), [shown, selectedKeys]);
  const gridColumns = useMemo(() => columns.map(toGridColumn), [columns]);
  const leading = leadingKey(columns, sort);

  if (rows.length === 0) return props.empty;
  const setFilter = (text: string): void => navigate({ gridFilter: text }, { replace: true });
  const open = (key: string): void => {
    const row = shown.find((each) => rowKey(each) === key);
    const id = row && (opens ? opens(row) : row.id);
    if (id) navigate({ selection: [id], tab: null, gridFilter: '', look: '' });
  };
  const toCsv = (): string =>
    csvText([columns.map((column) => column.header), ...shown.map((row) => columns.map((column) => column.text(row)))]);

  return (
    <section className={classNames(styles['section'], props.small && styles['small'])} aria-label={label}>
      <div className={styles['tools']}>
        {props.title === undefined ? null : <h3 className={styles['title']}>{props.title}</h3>}
        {props.tools}
        {!props.small && (rows.length > FILTERED_FROM || state.gridFilter !== '') ? (
          <SearchField
            label={texts.filter}
            value={state.gridFilter}
            onChange={setFilter}
            className={styles['filter'] ?? ''}
          />
        ) : null}
        <span className={styles['count']}>
          {texts.shown(shown.length, rows.length)}
          {selectedIds.length > 0 ? `, ${texts.selected(selectedIds.length)}` : ''}
        </span>
        {selectedIds.length > 0 ? <CommandToolbar ids={selectedIds} label={texts.actions} /> : null}
        <IconButton
          label={texts.saveCsv}
          icon={<Download size={16} />}
          onPress={() => saveFile(csvName, csvFile(toCsv()))}
        />
      </div>
      <Grid
        label={label}
        rows={shown}
        rowKey={rowKey}
        columns={gridColumns}
        sort={leading && { column: leading.column, direction: leading.descending ? 'descending' : 'ascending' }}
        onSortChange={({ column, direction }) =>
          navigate({ sort: [{ column, descending: direction === 'descending' }] }, { replace: true })
        }
        selectedKeys={selectedKeys}
        onSelectionChange={(keys) => {
          setSelectedKeys(keys);
          props.onSelect?.(idsIn(shown, keys));
        }}
        onActivate={open}
        onContextMenu={({ keys, point }) => setMenu({ ids: idsIn(shown, keys), point })}
        className={styles['grid']}
        empty={
          <EmptyState
            compact
            icon={<ListFilter size={24} />}
            title={texts.filteredTitle}
            action={<Button onPress={() => setFilter('')}>{texts.clearFilter}</Button>}
          >
            {texts.filteredText}
          </EmptyState>
        }
      />
      <CommandContextMenu about={menu} onClose={() => setMenu(null)} />
    </section>
  );
}

function idsIn<Row extends TabRow>(rows: readonly Row[], keys: ReadonlySet<string>): readonly ObjectId[] {
  return keys.size === 0 ? [] : rows.filter((row) => keys.has(rowKey(row))).map((row) => row.id);
}

function toGridColumn<Row>(column: TabColumn<Row>): GridColumn<Row> {
  return {
    id: column.id,
    header: column.header,
    width: column.width,
    align: column.align ?? 'start',
    sortable: true,
    ...(column.title === undefined ? {} : { title: column.title }),
    render: column.render ?? column.text,
  };
}
