import { useCallback, useMemo, useState } from 'react';
import { Download } from 'lucide-react';
import { Button } from '../../ui/actions/button';
import { EmptyState } from '../../ui/feedback/empty-state';
import { useSelect } from '../../xapi/cache/hooks';
import type { ClassName } from '../../xapi/datamodel/ref';
import { useNavigation } from '../navigation';
import type { SortKey } from '../navigation';
import { only, row, useDerived } from '../objects';
import type { Inventory } from '../objects';
import { compareNatural, formatTimeWithZone, parseTime } from '../values';
import { MasterDetail } from './master-detail';
import { PageGrid } from './page-grid';
import { texts } from './texts';
import { UPDATE_COLUMN_IDS, updateColumns } from './update-columns';
import type { UpdateColumnId } from './update-columns';
import { UpdateDetail } from './update-detail';
import { createUpdateReader, UPDATE_CLASSES } from './update-rows';
import type { UpdateRow } from './update-rows';
import { usePageSort } from './use-page-sort';
import { usePickedRows } from './use-picked-rows';
import styles from './notifications.module.css';

const rowKey = (row: UpdateRow): string => row.ref;

/** The updates a pool holds, and the servers they are applied to. */
export function UpdatesPage() {
  const { navigate } = useNavigation();
  const [read] = useState(createUpdateReader);
  const all = useSelect(UPDATE_CLASSES, read);
  const sort = usePageSort(UPDATE_COLUMN_IDS, null);
  const rows = useMemo(() => sortUpdates(all, sort.key), [all, sort.key]);
  const { picked, keys, pick } = usePickedRows(rows, rowKey);
  const [first] = picked;
  const channels = useChannels();
  if (all.length === 0) {
    return (
      <EmptyState
        icon={<Download size={24} />}
        title={texts.updates.noneTitle}
        action={<Button onPress={() => navigate({ view: 'infrastructure' })}>{texts.seeInfrastructure}</Button>}
      >
        {channels === '' ? null : <p>{channels}</p>}
        <p>{texts.updates.noneText}</p>
      </EmptyState>
    );
  }
  return (
    <>
      <div className={styles['tools']}>
        <span className={styles['count']} role="status">
          {texts.shown(rows.length, rows.length, texts.updates.one, texts.updates.many)}
        </span>
        {channels === '' ? null : <span className={styles['count']}>{channels}</span>}
      </div>
      <MasterDetail
        hasDetail={first !== undefined}
        list={(widthPx) => (
          <PageGrid
            label={texts.updates.label}
            widthPx={widthPx}
            columnsFor={updateColumns}
            rows={rows}
            rowKey={rowKey}
            sort={sort}
            keys={keys}
            onPick={pick}
            empty={null}
          />
        )}
        detail={
          first === undefined || picked.length > 1 ? (
            <p className={styles['hint']}>{first === undefined ? texts.selectOne : texts.selected(picked.length)}</p>
          ) : (
            <UpdateDetail key={first.ref} row={first} />
          )
        }
      />
    </>
  );
}

const CHANNEL_CLASSES: readonly ClassName[] = ['pool', 'Repository'];

/** Where a pool of servers from 8.3 on takes its updates from; empty for others. */
function useChannels(): string {
  const select = useCallback((inventory: Inventory): string => {
    const pool = only(inventory, 'pool')?.[1];
    const names = (pool?.repositories ?? []).flatMap((ref) => row(inventory, 'Repository', ref)?.name_label ?? []);
    if (!pool || names.length === 0) return '';
    const synchronisedMs = parseTime(pool.last_update_sync);
    const from = texts.updates.channels(names.sort(compareNatural).join(', '));
    return synchronisedMs === null ? from : `${from} ${texts.updates.synchronised(formatTimeWithZone(synchronisedMs))}`;
  }, []);
  return useDerived(CHANNEL_CLASSES, select);
}

const COMPARE: Record<UpdateColumnId, (a: UpdateRow, b: UpdateRow) => number> = {
  update: (a, b) => compareNatural(a.name, b.name),
  version: (a, b) => compareNatural(a.version, b.version),
  size: (a, b) => a.sizeBytes - b.sizeBytes,
  applied: (a, b) => a.appliedCount - b.appliedCount,
};

function sortUpdates(rows: readonly UpdateRow[], sort: SortKey | null): readonly UpdateRow[] {
  const column = UPDATE_COLUMN_IDS.find((id) => id === sort?.column);
  if (column === undefined || sort === null) return rows;
  return rows.toSorted((a, b) => (sort.descending ? COMPARE[column](b, a) : COMPARE[column](a, b)));
}
