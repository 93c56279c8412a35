import { useCallback, useMemo, useState, useSyncExternalStore } from 'react';
import { Download, ListFilter } from 'lucide-react';
import { Button } from '../../ui/actions/button';
import { EmptyState } from '../../ui/feedback/empty-state';
import { csvFile } from '../../ui/files/csv';
import { saveFile } from '../../ui/files/save-file';
import { useConnection } from '../../xapi/cache/connection-context';
import { useSelect } from '../../xapi/cache/hooks';
import type { ClassName } from '../../xapi/datamodel/ref';
import { CommandButton } from '../commands';
import { useNavigation } from '../navigation';
import type { ObjectId, SortKey } from '../navigation';
import { only, row, useDerived } from '../objects';
import type { Inventory } from '../objects';
import { offerIn } from '../updates';
import type { Offer } from '../updates';
import { compareNatural, formatTimeWithZone, parseTime, useServerNow } from '../values';
import { MasterDetail } from './master-detail';
import { onFound } from './own/found';
import { PageGrid } from './page-grid';
import { isWhen, OF_POOL } from './place-filter';
import type { PlaceFilter } from './place-filter';
import { PlaceFilters } from './place-filters';
import { texts } from './texts';
import { UPDATE_COLUMN_IDS, updateColumns } from './update-columns';
import type { UpdateColumnId } from './update-columns';
import { UpdateDetail } from './update-detail';
import { UpdateOverview } from './update-overview';
import { createUpdateReader, UPDATE_CLASSES } from './update-rows';
import type { UpdateRow } from './update-rows';
import { updatesCsv } from './updates-csv';
import { usePageSort } from './use-page-sort';
import { usePickedRows } from './use-picked-rows';
import { usePlaceFilter } from './use-place-filter';
import styles from './notifications.module.css';

const rowKey = (row: UpdateRow): string => row.ref;
const MINUTE_MS = 60_000;
const COMMANDS = ['pool.installUpdates', 'pool.synchroniseUpdates', 'pool.updateSources', 'pool.uploadUpdate'] as const;
const POOL_CLASSES: readonly ClassName[] = ['pool'];

/** The updates that repositories offer a pool and those that it holds, and the servers that have them. */
export function UpdatesPage() {
  const all = useUpdates();
  const sort = usePageSort(UPDATE_COLUMN_IDS, null);
  const place = usePlaceFilter();
  const nowMs = useServerNow(MINUTE_MS);
  const rows = useMemo(
    () => sortUpdates(filterUpdates(all, place.filter, nowMs), sort.key),
    [all, place.filter, nowMs, sort.key],
  );
  const { picked, keys, pick } = usePickedRows(rows, rowKey);
  const [first] = picked;
  const channels = useChannels();
  return (
    <>
      <div className={styles['tools']}>
        <PlaceFilters place={place} />
        {channels === '' ? null : <span className={styles['count']}>{channels}</span>}
        <div className={styles['secondLine']}>
          <span className={styles['count']} role="status">
            {texts.shown(rows.length, all.length, texts.updates.one, texts.updates.many)}
          </span>
          <div className={styles['end']}>
            <UpdateCommands />
            <Button
              icon={<Download />}
              disabledReason={rows.length === 0 ? texts.updates.nothingShown : null}
              onPress={() => saveFile('updates.csv', csvFile(updatesCsv(rows)))}
            >
              {texts.updates.save}
            </Button>
          </div>
        </div>
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
            empty={<UpdatesEmpty hidden={all.length} onClear={place.clear} />}
          />
        )}
        detail={
          first === undefined ? (
            <UpdateOverview rows={all} />
          ) : picked.length > 1 ? (
            <p className={styles['hint']}>{texts.selected(picked.length)}</p>
          ) : (
            <UpdateDetail key={first.ref} row={first} />
          )
        }
      />
    </>
  );
}

/** What can be done about updates, for the pool as a whole. */
function UpdateCommands() {
  const connection = useConnection();
  const offer = useOffer();
  const ref = useDerived(
    POOL_CLASSES,
    useCallback((inventory: Inventory) => only(inventory, 'pool')?.[0], []),
  );
  const id = useMemo((): ObjectId | null => {
    return ref === undefined ? null : { connection: connection.id, class: 'pool', ref };
  }, [connection, ref]);
  if (id === null) return null;
  // What is offered is asked for apart from the cache: who waits for that alone would not hear of it.
  const state = offer?.hosts.flatMap(({ updates }) => updates).length ?? 0;
  return COMMANDS.map((command) => (
    <CommandButton
      key={`${command} ${state}`}
      command={command}
      id={id}
      {...(command === 'pool.installUpdates' && { variant: 'primary' as const })}
    />
  ));
}

function UpdatesEmpty({ hidden, onClear }: { readonly hidden: number; readonly onClear: () => void }) {
  const { navigate } = useNavigation();
  if (hidden > 0) {
    return (
      <EmptyState
        icon={<ListFilter size={24} />}
        title={texts.updates.filteredTitle}
        action={<Button onPress={onClear}>{texts.clearFilter}</Button>}
      >
        {texts.updates.filteredText(hidden)}
      </EmptyState>
    );
  }
  return (
    <EmptyState
      icon={<Download size={24} />}
      title={texts.updates.noneTitle}
      action={<Button onPress={() => navigate({ view: 'infrastructure' })}>{texts.seeInfrastructure}</Button>}
    >
      {texts.updates.noneText}
    </EmptyState>
  );
}

function useOffer(): Offer | null {
  const connection = useConnection();
  return useSyncExternalStore(onFound, () => offerIn(connection.id));
}

function useUpdates(): readonly UpdateRow[] {
  const [read] = useState(createUpdateReader);
  const offer = useOffer();
  return useSelect(
    UPDATE_CLASSES,
    useCallback((inventory: Inventory) => read(inventory, offer), [read, offer]),
  );
}

/** On a server: those that it lacks. When: what was issued then, as far as the vendor says. */
function filterUpdates(all: readonly UpdateRow[], filter: PlaceFilter, nowMs: number): readonly UpdateRow[] {
  const { where } = filter;
  const isLacked = ({ hosts }: UpdateRow): boolean => hosts.some(({ ref, isApplied }) => ref === where && !isApplied);
  return all.filter(
    (each) => (where === '' || where === OF_POOL || isLacked(each)) && isWhen(filter, each.issuedMs, nowMs),
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
    const when =
      synchronisedMs === null ? texts.updates.never : texts.updates.synchronised(formatTimeWithZone(synchronisedMs));
    return `${from} ${when}`;
  }, []);
  return useDerived(CHANNEL_CLASSES, select);
}

const COMPARE: Record<UpdateColumnId, (a: UpdateRow, b: UpdateRow) => number> = {
  update: (a, b) => compareNatural(a.name, b.name),
  kind: (a, b) => compareNatural(a.type || a.version, b.type || b.version),
  issued: (a, b) => (a.issuedMs ?? 0) - (b.issuedMs ?? 0),
  size: (a, b) => a.sizeBytes - b.sizeBytes,
  applied: (a, b) => a.appliedCount - b.appliedCount,
};

function sortUpdates(rows: readonly UpdateRow[], sort: SortKey | null): readonly UpdateRow[] {
  const column = UPDATE_COLUMN_IDS.find((id) => id === sort?.column);
  if (column === undefined || sort === null) return rows;
  return rows.toSorted((a, b) => (sort.descending ? COMPARE[column](b, a) : COMPARE[column](a, b)));
}
