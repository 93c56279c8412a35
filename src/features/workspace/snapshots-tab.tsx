import { useCallback, useMemo, useState } from 'react';
import { Camera } from 'lucide-react';
import { Button } from '../../ui/actions/button';
import { EmptyState } from '../../ui/feedback/empty-state';
import { ObjectGlyph } from '../../ui/glyphs/object-glyph';
import type { GlyphSpec } from '../../ui/glyphs/kinds';
import { Grid } from '../../ui/grid/grid';
import type { GridColumn, GridSort } from '../../ui/grid/columns';
import { useConnection } from '../../xapi/cache/connection-context';
import type { ClassName } from '../../xapi/datamodel/ref';
import type { Records } from '../../xapi/datamodel/types.gen';
import { CommandContextMenu, CommandToolbar, findCommand, useRunCommand } from '../commands';
import { useNavigation } from '../navigation';
import type { ObjectId } from '../navigation';
import { glyphFor, nameOf, row, useDerived, vmStatus } from '../objects';
import type { Inventory, Status } from '../objects';
import { compareNatural, formatTime, parseTime, sameRows } from '../values';
import { texts } from './texts';
import styles from './workspace.module.css';

interface SnapshotRow {
  readonly ref: string;
  readonly record: Records['VM'];
  readonly glyph: GlyphSpec;
  readonly status: Status;
  readonly takenMs: number;
}

const CLASSES: readonly ClassName[] = ['VM'];
const NOTHING: ReadonlySet<string> = new Set();
const sameSnapshots = sameRows((each: SnapshotRow) => [each.record]);
const rowKey = (each: SnapshotRow): string => each.ref;

const COLUMNS: readonly GridColumn<SnapshotRow>[] = [
  {
    id: 'name',
    header: texts.columns.name,
    width: 280,
    sortable: true,
    render: (each) => (
      <span className={styles['name']}>
        <ObjectGlyph {...each.glyph} />
        {each.record.name_label}
      </span>
    ),
  },
  { id: 'taken', header: texts.columns.taken, width: 150, sortable: true, render: (each) => formatTime(each.takenMs) },
  { id: 'kind', header: texts.columns.kind, width: 150, sortable: true, render: (each) => each.status.label },
  { id: 'tags', header: texts.columns.tags, width: 140, render: (each) => each.record.tags.join(', ') },
  { id: 'description', header: texts.columns.description, width: 300, render: (each) => each.record.name_description },
];

const NEWEST_FIRST: GridSort = { column: 'taken', direction: 'descending' };

/** The snapshots of a machine, with the commands that go back to one, make a VM of it, or delete it. */
export function SnapshotsTab({ id }: { readonly id: ObjectId }) {
  const connection = useConnection();
  const { navigate } = useNavigation();
  const run = useRunCommand();
  const [sort, setSort] = useState(NEWEST_FIRST);
  const [selected, setSelected] = useState(NOTHING);
  const [menu, setMenu] = useState<{
    readonly ids: readonly ObjectId[];
    readonly point: { readonly x: number; readonly y: number };
  } | null>(null);
  const { ref } = id;
  const select = useCallback((inventory: Inventory) => snapshotRows(inventory, ref), [ref]);
  const unsorted = useDerived(CLASSES, select, sameSnapshots);
  const rows = useMemo(() => unsorted.toSorted(comparator(sort)), [unsorted, sort]);
  const nameSelect = useCallback((inventory: Inventory) => nameOf(inventory, 'VM', ref) ?? '', [ref]);
  const name = useDerived(CLASSES, nameSelect);
  const idOf = (snapshot: string): ObjectId => ({ connection: connection.id, class: 'VM', ref: snapshot });
  const selectedIds = useMemo(
    () =>
      rows
        .filter((each) => selected.has(each.ref))
        .map((each): ObjectId => ({ connection: connection.id, class: 'VM', ref: each.ref })),
    [rows, selected, connection],
  );
  const take = findCommand('vm.snapshot');
  const takeButton = take && (
    <Button icon={<Camera size={16} />} onPress={() => run(take, [id])}>
      {texts.takeSnapshot}
    </Button>
  );
  if (rows.length === 0) {
    return (
      <EmptyState icon={<Camera size={24} />} title={texts.noSnapshots} action={takeButton}>
        {texts.noSnapshotsText}
      </EmptyState>
    );
  }
  return (
    <div className={styles['fill']}>
      <div className={styles['gridTools']}>
        {takeButton}
        <CommandToolbar ids={selectedIds} label={texts.actions(texts.tabs.snapshots)} />
      </div>
      <Grid
        label={texts.snapshotsOf(name)}
        rows={rows}
        rowKey={rowKey}
        columns={COLUMNS}
        sort={sort}
        onSortChange={setSort}
        selectedKeys={selected}
        onSelectionChange={setSelected}
        onActivate={(key) => navigate({ selection: [idOf(key)], tab: null })}
        onContextMenu={({ keys, point }) => setMenu({ ids: [...keys].map(idOf), point })}
        className={styles['grid']}
      />
      <CommandContextMenu about={menu} onClose={() => setMenu(null)} />
    </div>
  );
}

function snapshotRows(inventory: Inventory, ref: string): readonly SnapshotRow[] {
  const rows: SnapshotRow[] = [];
  for (const snapshot of row(inventory, 'VM', ref)?.snapshots ?? []) {
    const record = row(inventory, 'VM', snapshot);
    if (!record) continue;
    const status = vmStatus(record);
    rows.push({
      ref: snapshot,
      record,
      status,
      glyph: glyphFor('snapshot', status),
      takenMs: parseTime(record.snapshot_time) ?? 0,
    });
  }
  return rows;
}

function comparator(sort: GridSort): (a: SnapshotRow, b: SnapshotRow) => number {
  const sign = sort.direction === 'ascending' ? 1 : -1;
  switch (sort.column) {
    case 'name':
      return (a, b) => sign * compareNatural(a.record.name_label, b.record.name_label);
    case 'kind':
      return (a, b) => sign * compareNatural(a.status.label, b.status.label);
    default:
      return (a, b) => sign * (a.takenMs - b.takenMs);
  }
}
