import { useDeferredValue, useMemo, useState } from 'react';
import { Columns3, Download, ListFilter } from 'lucide-react';
import { Button, IconButton } from '../../ui/actions/button';
import { ContextMenu } from '../../ui/actions/context-menu';
import type { MenuEntry } from '../../ui/actions/menu';
import { MenuButton } from '../../ui/actions/menu-button';
import { EmptyState } from '../../ui/feedback/empty-state';
import { SearchField } from '../../ui/forms/search-field';
import type { GridColumn } from '../../ui/grid/columns';
import { Grid } from '../../ui/grid/grid';
import { csvFile } from '../../ui/files/csv';
import { saveFile } from '../../ui/files/save-file';
import { CommandContextMenu, CommandToolbar } from '../commands';
import { OfPool } from '../connections';
import { useNavigation } from '../navigation';
import type { ObjectId, SortKey } from '../navigation';
import type { ObjectKind } from '../objects';
import { columnsFor, findColumn, startingColumns } from './columns';
import type { ObjectColumn } from './columns';
import { toCsv } from './csv';
import type { GridRow } from './grid-row';
import { addSort, leadingSort } from './grid-sort';
import { texts } from './texts';
import { useGridRows, useIsOverPools, useNeeded } from './use-grid-rows';
import styles from './search-tab.module.css';

const rowKey = (row: GridRow): string => row.key;
const NOTHING: ReadonlySet<string> = new Set();
const OWN_ORDER: readonly SortKey[] = [];

interface Point {
  readonly x: number;
  readonly y: number;
}

/** The grid of everything below the selection, or of the selected objects. Columns, sort and filter are in the URL. */
export function SearchTab() {
  const { state, navigate } = useNavigation();
  const { selection, gridFilter } = state;
  const sort = state.sort ?? OWN_ORDER;
  const { rows, total, kinds } = useGridRows(selection, sort, useDeferredValue(gridFilter));
  const columns = useColumns(kinds, total, state.columns, selection);
  const [selectedKeys, setSelectedKeys] = useState(NOTHING);
  const [menu, setMenu] = useState<{ readonly ids: readonly ObjectId[]; readonly point: Point } | null>(null);
  const [headerMenu, setHeaderMenu] = useState<Point | null>(null);
  const selectedIds = useMemo(() => idsIn(rows, selectedKeys), [rows, selectedKeys]);
  const gridColumns = useMemo(() => columns.map(toGridColumn), [columns]);

  const filter = (text: string): void => navigate({ gridFilter: text }, { replace: true });
  const chooser = chooserEntries(columnsFor(kinds), columns, (ids) => navigate({ columns: ids }, { replace: true }));
  const idsOf = (keys: ReadonlySet<string>): readonly ObjectId[] => idsIn(rows, keys);

  return (
    <div className={styles['tab']}>
      <div className={styles['tools']}>
        <SearchField label={texts.filter} value={gridFilter} onChange={filter} className={styles['filter']} />
        <span className={styles['count']}>
          {texts.shown(rows.length, total)}
          {selectedIds.length > 0 ? `, ${texts.selected(selectedIds.length)}` : ''}
        </span>
        {selectedIds.length > 0 ? (
          <OfPool id={selectedIds[0]?.connection}>
            <CommandToolbar ids={selectedIds} label={texts.actions} />
          </OfPool>
        ) : null}
        <IconButton
          label={texts.saveCsv}
          icon={<Download size={16} />}
          onPress={() => saveFile(texts.csvName, csvFile(toCsv(rows, columns)))}
        />
        <MenuButton
          label={texts.chooseColumns}
          icon={<Columns3 size={16} />}
          entries={chooser}
          placement="bottom end"
        />
      </div>
      <Grid
        label={texts.label}
        rows={rows}
        rowKey={rowKey}
        columns={gridColumns}
        sort={leadingSort(sort)}
        onSortChange={(next) => navigate({ sort: addSort(sort, next) }, { replace: true })}
        selectedKeys={selectedKeys}
        onSelectionChange={setSelectedKeys}
        onActivate={(key) => navigate({ selection: idsOf(new Set([key])), tab: null, gridFilter: '' })}
        onContextMenu={({ keys, point }) => setMenu({ ids: idsOf(keys), point })}
        onHeaderMenu={setHeaderMenu}
        className={styles['grid']}
        empty={<Nothing total={total} onClear={() => filter('')} onShowAll={() => navigate({ selection: [] })} />}
      />
      <OfPool id={menu?.ids[0]?.connection}>
        <CommandContextMenu about={menu} onClose={() => setMenu(null)} />
      </OfPool>
      <ContextMenu
        point={headerMenu}
        label={texts.chooseColumns}
        entries={chooser}
        onClose={() => setHeaderMenu(null)}
      />
    </div>
  );
}

/** The objects of some rows, in the order of the rows. */
function idsIn(rows: readonly GridRow[], keys: ReadonlySet<string>): readonly ObjectId[] {
  return keys.size === 0 ? [] : rows.filter((row) => keys.has(row.key)).map((row) => row.id);
}

/** The chosen columns, or those that kinds like these begin with; the name is always there, and first. */
function useColumns(
  kinds: readonly ObjectKind[],
  total: number,
  chosen: readonly string[] | null,
  selection: readonly ObjectId[],
): readonly ObjectColumn[] {
  // The kinds are few; their names decide, not the array they come in.
  const usual = startingColumns(kinds, total);
  const isOverPools = useIsOverPools(selection);
  const key = (chosen ?? (isOverPools ? ['name', 'pool', ...usual.filter((id) => id !== 'name')] : usual)).join(' ');
  const columns = useMemo(() => {
    const found = key
      .split(' ')
      .map(findColumn)
      .filter((column) => column !== undefined);
    const name = findColumn('name');
    return name && !found.includes(name) ? [name, ...found] : found;
  }, [key]);
  useNeeded([...new Set(columns.flatMap((column) => column.needs ?? []))], selection);
  return columns;
}

function toGridColumn(column: ObjectColumn): GridColumn<GridRow> {
  return {
    id: column.id,
    header: texts.columns[column.id],
    width: column.width,
    align: column.align ?? 'start',
    sortable: true,
    render: column.render ?? ((row) => <span className={styles['ellipsis']}>{column.text(row)}</span>),
  };
}

function chooserEntries(
  possible: readonly ObjectColumn[],
  shown: readonly ObjectColumn[],
  choose: (ids: readonly string[] | null) => void,
): readonly MenuEntry[] {
  const ids: readonly string[] = shown.map((column) => column.id);
  return [
    ...possible
      .filter((column) => column.id !== 'name')
      .map((column) => ({
        id: column.id,
        label: texts.columns[column.id],
        checked: ids.includes(column.id),
        onAction: () => choose(ids.includes(column.id) ? ids.filter((id) => id !== column.id) : [...ids, column.id]),
      })),
    { kind: 'separator', id: 'line' },
    { id: 'reset', label: texts.resetColumns, onAction: () => choose(null) },
  ];
}

function Nothing(props: { readonly total: number; readonly onClear: () => void; readonly onShowAll: () => void }) {
  if (props.total > 0) {
    return (
      <EmptyState
        compact
        icon={<ListFilter size={24} />}
        title={texts.filteredTitle}
        action={<Button onPress={props.onClear}>{texts.clearFilter}</Button>}
      >
        {texts.filteredText}
      </EmptyState>
    );
  }
  return (
    <EmptyState compact title={texts.emptyTitle} action={<Button onPress={props.onShowAll}>{texts.showPool}</Button>}>
      {texts.emptyText}
    </EmptyState>
  );
}
