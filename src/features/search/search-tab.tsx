import { Suspense, useCallback, useDeferredValue, useMemo, useState } from 'react';
import { Columns3, Download, Group, ListFilter, ListTree, Save } from 'lucide-react';
import { Button } from '../../ui/actions/button';
import { ContextMenu } from '../../ui/actions/context-menu';
import { MenuButton } from '../../ui/actions/menu-button';
import { EmptyState } from '../../ui/feedback/empty-state';
import { Select } from '../../ui/forms/select';
import { Grid } from '../../ui/grid/grid';
import { OverlayBoundary } from '../../ui/parts/overlay-boundary';
import { part } from '../../ui/parts/part';
import { CommandContextMenu, CommandToolbar } from '../commands';
import { OfPool } from '../connections';
import { useNavigation } from '../navigation';
import type { ObjectId, SortKey } from '../navigation';
import { QueryField } from './bar/query-field';
import { useVocabulary } from './bar/vocabulary';
import { idOfWord, sortWord } from './column-words';
import { columnsFor, findColumn } from './columns';
import { columnMenu, movedTo } from './column-menu';
import { ColumnsDialog } from './columns-dialog';
import { exportMenu } from './export-menu';
import { groupMenu } from './group-menu';
import { addSort, shownSort } from './grid-sort';
import { lineColumns } from './line-columns';
import { lineKey, objectOf, rowOf } from './lines';
import type { Line } from './lines';
import { parseLook, printLook } from './look';
import type { Look } from './look';
import { isLive, useLive } from './live/use-live';
import { printFilter } from './query/print';
import { scopeIdOf, scopeOf, scopeOptions } from './scopes';
import { texts } from './texts';
import { useColumns } from './use-columns';
import { useGridRows, useNeeded, usePoolsOf } from './use-grid-rows';
import { useLines } from './use-lines';
import { neededBy, propertiesOf, useQuery } from './use-query';
import styles from './search-tab.module.css';

const QueryBuilder = part(async () => (await import('./builder/query-builder')).QueryBuilder);
const SaveDialog = part(async () => (await import('./saved/save-dialog')).SaveDialog);

const NOTHING: ReadonlySet<string> = new Set();
const OWN_ORDER: readonly SortKey[] = [];
const EVERYTHING: readonly ObjectId[] = [];

interface Point {
  readonly x: number;
  readonly y: number;
}

/** The list of everything below the selection, of the selected objects, or of what a search looks for. All of it is in the URL. */
export function SearchTab() {
  const { state, navigate } = useNavigation();
  const { selection, gridFilter } = state;
  const look = useMemo(() => parseLook(state.look), [state.look]);
  const sort = useMemo(
    () => state.sort?.map(({ column, descending }) => ({ column: idOfWord(column), descending })) ?? OWN_ORDER,
    [state.sort],
  );
  const { filter, problem } = useQuery(gridFilter);
  const asked = useDeferredValue(filter);
  const pools = usePoolsOf(look.scope === null ? selection : EVERYTHING);
  const properties = useMemo(() => [...propertiesOf(asked), ...look.grouping], [asked, look.grouping]);
  useNeeded(
    useMemo(() => neededBy(properties), [properties]),
    pools,
  );
  const { rows, total, kinds } = useGridRows({ selection, scope: look.scope, filter: asked, sort });
  const [closed, setClosed] = useState(NOTHING);
  const { lines, groups } = useLines(rows, pools, { grouping: look.grouping, filter: asked, sort, closed });
  const { columns, widths, setWidths, choose } = useColumns(kinds, total, pools);
  const ordered = useMemo(() => sort.flatMap(({ column }) => findColumn(column)?.property ?? []), [sort]);
  useLive(pools, isLive([...properties, ...ordered, ...columns.flatMap((column) => column.property ?? [])]));
  const [selectedKeys, setSelectedKeys] = useState(NOTHING);
  const [menu, setMenu] = useState<{ readonly ids: readonly ObjectId[]; readonly point: Point } | null>(null);
  const [headerMenu, setHeaderMenu] = useState<Point | null>(null);
  const selectedIds = useMemo(() => idsIn(lines, selectedKeys), [lines, selectedKeys]);
  const vocabulary = useVocabulary(pools);
  const [isBuilding, setIsBuilding] = useState(false);
  const [isArranging, setIsArranging] = useState(false);
  const [isSaving, setIsSaving] = useState(false);

  const setFilter = (text: string): void => navigate({ gridFilter: text }, { replace: true });
  const setLook = (patch: Partial<Look>): void =>
    navigate({ look: printLook({ ...look, ...patch }) }, { replace: true });
  const toggle = useCallback((path: string) => setClosed((before) => toggled(before, path)), []);
  const gridColumns = useMemo(() => lineColumns(columns, toggle), [columns, toggle]);
  const chooser = columnMenu({
    possible: columnsFor(kinds),
    fields: vocabulary.fields(),
    columns,
    choose,
    arrange: () => setIsArranging(true),
  });
  const activate = (key: string): void => {
    const line = lines.find((each) => each.key === key);
    if (line === undefined) return;
    if ('line' in line && line.line === 'group') toggle(line.key);
    else {
      const id = objectOf(line);
      if (id) navigate({ selection: [id], tab: null, gridFilter: '', look: '' });
    }
  };

  return (
    <div className={styles['tab']}>
      <div className={styles['tools']}>
        <Select
          label={texts.scope}
          hideLabel
          value={scopeIdOf(look.scope)}
          options={scopeOptions(scopeIdOf(look.scope))}
          onChange={(id) => setLook({ scope: id === 'own' ? look.scope : scopeOf(id) })}
          className={styles['scope']}
        />
        <QueryField
          value={gridFilter}
          onChange={setFilter}
          problem={problem}
          vocabulary={vocabulary}
          className={styles['filter']}
        />
        <Button icon={<ListTree size={16} />} pressed={isBuilding} onPress={() => setIsBuilding(!isBuilding)}>
          {texts.conditions}
        </Button>
        <MenuButton
          label={texts.groupBy}
          variant="plain"
          icon={<Group size={16} />}
          entries={groupMenu({
            grouping: look.grouping,
            fields: vocabulary.fields(),
            choose: (grouping) => setLook({ grouping }),
            closeAll: groups.length === 0 ? null : () => setClosed(new Set(groups.map(({ path }) => path))),
            openAll: () => setClosed(NOTHING),
          })}
          placement="bottom end"
        />
        <Button icon={<Save size={16} />} onPress={() => setIsSaving(true)}>
          {texts.saved.button}
        </Button>
      </div>
      {isBuilding ? (
        <Suspense>
          <QueryBuilder
            filter={filter}
            onChange={(next) => setFilter(next === null ? '' : printFilter(next))}
            vocabulary={vocabulary}
          />
        </Suspense>
      ) : null}
      <div className={styles['tools']}>
        <span className={styles['count']}>
          {texts.shown(rows.length, total)}
          {selectedIds.length > 0 ? `, ${texts.selected(selectedIds.length)}` : ''}
        </span>
        {selectedIds.length > 0 ? (
          <OfPool id={selectedIds[0]?.connection}>
            <CommandToolbar ids={selectedIds} label={texts.actions} />
          </OfPool>
        ) : null}
        <MenuButton
          label={texts.export}
          icon={<Download size={16} />}
          entries={exportMenu(lines, columns, pools)}
          placement="bottom end"
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
        rows={lines}
        rowKey={lineKey}
        columns={gridColumns}
        sort={shownSort(sort)}
        onSortChange={(next) =>
          navigate(
            { sort: addSort(sort, next).map((key) => ({ ...key, column: sortWord(key.column) })) },
            { replace: true },
          )
        }
        widths={widths}
        onWidthsChange={setWidths}
        onMoveColumn={(from, to) =>
          choose(
            movedTo(
              columns.map(({ id }) => id),
              from,
              to,
            ),
          )
        }
        selectedKeys={selectedKeys}
        onSelectionChange={setSelectedKeys}
        onActivate={activate}
        onContextMenu={({ keys, point }) => {
          const ids = idsIn(lines, keys);
          if (ids.length > 0) setMenu({ ids, point });
        }}
        onHeaderMenu={setHeaderMenu}
        className={styles['grid']}
        empty={<Nothing total={total} onClear={() => setFilter('')} onShowAll={() => navigate({ selection: [] })} />}
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
      {isSaving ? (
        <OverlayBoundary onFail={() => setIsSaving(false)} onAgain={() => setIsSaving(true)}>
          <SaveDialog filter={filter} onClose={() => setIsSaving(false)} />
        </OverlayBoundary>
      ) : null}
      {isArranging ? <ColumnsDialog columns={columns} choose={choose} onClose={() => setIsArranging(false)} /> : null}
    </div>
  );
}

function toggled(paths: ReadonlySet<string>, path: string): ReadonlySet<string> {
  const next = new Set(paths);
  if (!next.delete(path)) next.add(path);
  return next;
}

/** The objects of some lines, each once, in the order of the lines. Groups by tags and folders are none. */
function idsIn(lines: readonly Line[], keys: ReadonlySet<string>): readonly ObjectId[] {
  if (keys.size === 0) return [];
  const ids = new Map<string, ObjectId>();
  for (const line of lines) {
    const id = keys.has(line.key) ? objectOf(line) : null;
    if (id && id.class !== 'tag' && (id.class !== 'folder' || rowOf(line)?.kind === 'folder'))
      ids.set(`${id.connection} ${id.ref}`, id);
  }
  return [...ids.values()];
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
