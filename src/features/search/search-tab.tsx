import { useMemo, useState } from 'react';
import { Columns3, ListFilter } from 'lucide-react';
import { Button } from '../../ui/actions/button';
import { ContextMenu } from '../../ui/actions/context-menu';
import type { MenuEntry } from '../../ui/actions/menu';
import { MenuButton } from '../../ui/actions/menu-button';
import { EmptyState } from '../../ui/feedback/empty-state';
import { SearchField } from '../../ui/forms/search-field';
import { Grid } from '../../ui/grid/grid';
import type { GridSort } from '../../ui/grid/columns';
import { CommandContextMenu } from '../commands';
import { useNavigation } from '../navigation';
import type { ObjectId, SortKey } from '../navigation';
import { COLUMN_IDS, FIRST_COLUMNS, gridColumns } from './columns';
import { isColumn } from './search-order';
import type { ColumnId } from './search-order';
import type { SearchRow } from './search-rows';
import { texts } from './texts';
import { useSearchRows } from './use-search-rows';
import styles from './search-tab.module.css';

const rowKey = (row: SearchRow): string => row.key;
const NOTHING: ReadonlySet<string> = new Set();

/** The grid of everything below the selection. Columns, sort and filter are in the URL. */
export default function SearchTab() {
  const { state, navigate } = useNavigation();
  const { selection, sort, gridFilter } = state;
  const [selectedKeys, setSelectedKeys] = useState<ReadonlySet<string>>(NOTHING);
  const [menu, setMenu] = useState<{ ids: readonly ObjectId[]; point: { x: number; y: number } } | null>(null);
  const [headerMenu, setHeaderMenu] = useState<{ x: number; y: number } | null>(null);

  const ids: readonly ColumnId[] = useMemo(() => state.columns?.filter(isColumn) ?? FIRST_COLUMNS, [state.columns]);
  const columns = useMemo(() => gridColumns(ids), [ids]);
  const { rows, total } = useSearchRows(selection, {
    filter: gridFilter,
    sort,
    withAddresses: ids.includes('address'),
  });

  const byKey = useMemo(() => new Map(rows.map((row) => [row.key, row])), [rows]);
  const idsOf = (keys: ReadonlySet<string>): readonly ObjectId[] =>
    [...keys].flatMap((key) => byKey.get(key)?.id ?? []);
  const filter = (text: string): void => navigate({ gridFilter: text }, { replace: true });

  const toggle = (id: ColumnId): void => {
    const next = ids.includes(id) ? ids.filter((each) => each !== id) : [...ids, id];
    navigate({ columns: next }, { replace: true });
  };
  const chooser: MenuEntry[] = [
    ...COLUMN_IDS.filter((id) => id !== 'name').map((id) => ({
      id,
      label: texts.headers[id],
      checked: ids.includes(id),
      onAction: () => toggle(id),
    })),
    { kind: 'separator', id: 'line' },
    { id: 'reset', label: texts.resetColumns, onAction: () => navigate({ columns: null }, { replace: true }) },
  ];

  return (
    <div className={styles['tab']}>
      <div className={styles['tools']}>
        <SearchField label={texts.filter} value={gridFilter} onChange={filter} className={styles['filter']} />
        <span className={styles['count']}>
          {texts.shown(rows.length, total)}
          {selectedKeys.size > 1 ? ` · ${texts.selected(selectedKeys.size)}` : ''}
        </span>
        <MenuButton label={texts.columns} icon={<Columns3 size={16} />} entries={chooser} placement="bottom end" />
      </div>
      <Grid
        label={texts.label}
        rows={rows}
        rowKey={rowKey}
        columns={columns}
        sort={toGridSort(sort)}
        onSortChange={(next) => navigate({ sort: fromGridSort(next) }, { replace: true })}
        selectedKeys={selectedKeys}
        onSelectionChange={setSelectedKeys}
        onActivate={(key) => {
          const row = byKey.get(key);
          if (row) navigate({ selection: [row.id], gridFilter: '' });
        }}
        onContextMenu={({ keys, point }) => setMenu({ ids: idsOf(keys), point })}
        onHeaderMenu={setHeaderMenu}
        className={styles['grid']}
        empty={<Nothing total={total} onClear={() => filter('')} onShowAll={() => navigate({ selection: [] })} />}
      />
      <CommandContextMenu about={menu} onClose={() => setMenu(null)} />
      <ContextMenu point={headerMenu} label={texts.columns} entries={chooser} onClose={() => setHeaderMenu(null)} />
    </div>
  );
}

function Nothing(props: { total: number; onClear: () => void; onShowAll: () => void }) {
  if (props.total > 0) {
    return (
      <EmptyState
        compact
        icon={<ListFilter size={24} />}
        title={texts.filteredTitle}
        action={<Button onPress={props.onClear}>{texts.clearFilter}</Button>}
      >
        {texts.filteredText(props.total)}
      </EmptyState>
    );
  }
  return (
    <EmptyState compact title={texts.emptyTitle} action={<Button onPress={props.onShowAll}>{texts.showPool}</Button>}>
      {texts.emptyText}
    </EmptyState>
  );
}

function toGridSort(sort: readonly SortKey[] | null): GridSort | undefined {
  const [first] = sort ?? [];
  return first && { column: first.column, direction: first.descending ? 'descending' : 'ascending' };
}

function fromGridSort({ column, direction }: GridSort): readonly SortKey[] {
  return [{ column, descending: direction === 'descending' }];
}
