import { useCallback, useMemo, useState } from 'react';
import { Button } from '../../ui/actions/button';
import { ContextMenu } from '../../ui/actions/context-menu';
import type { GridMenuRequest } from '../../ui/grid/grid';
import { ConfirmDialog } from '../../ui/overlays/confirm-dialog';
import { useConnection } from '../../xapi/cache/connection-context';
import { useNavigation } from '../navigation';
import { dismissEvents, foreignAmong } from './event-actions';
import { EVENT_COLUMN_IDS, eventColumns, sortEvents } from './event-columns';
import { EventDetail } from './event-detail';
import { EventFilters } from './event-filters';
import { eventMenu } from './event-menu';
import { filterEvents, isOpen } from './event-rows';
import type { EventRow } from './event-rows';
import { EventsEmpty } from './events-empty';
import { MasterDetail } from './master-detail';
import { PageGrid } from './page-grid';
import { texts } from './texts';
import { useEventRows } from './use-event-rows';
import { useFilterText } from './use-filter-text';
import { useGoTo } from './use-go-to';
import { usePageSort } from './use-page-sort';
import { usePickedRows } from './use-picked-rows';
import { usePlaced, usePlaceFilter } from './use-place-filter';
import { useRetry } from './use-retry';
import styles from './notifications.module.css';

const rowKey = (row: EventRow): string => row.id;
const timeOf = (row: EventRow): number | null => row.startedMs;

/** What was started here, and the tasks of other clients, while they go on and after. */
export function EventsPage() {
  const connection = useConnection();
  const { state, navigate } = useNavigation();
  const goTo = useGoTo();
  const all = useEventRows();
  const write = useCallback((text: string) => navigate({ eventText: text }, { replace: true }), [navigate]);
  const filter = useFilterText(state.eventText, write);
  const sort = usePageSort(EVENT_COLUMN_IDS, null);
  const place = usePlaceFilter();
  const retryOf = useRetry();
  const [asked, setAsked] = useState<readonly EventRow[] | null>(null);
  const [menu, setMenu] = useState<GridMenuRequest | null>(null);

  const placed = usePlaced(all, place.filter, timeOf);
  const rows = useMemo(
    () => sortEvents(filterEvents(placed, { states: state.eventStates, text: filter.deferred }), sort.key),
    [placed, state.eventStates, filter.deferred, sort.key],
  );
  const { picked, keys, pick, pickAfter } = usePickedRows(rows, rowKey);
  const [first] = picked;

  const dismissNow = (which: readonly EventRow[]): void => {
    pickAfter(which);
    void dismissEvents(connection, which);
  };
  const askToDismiss = (which: readonly EventRow[]): void => {
    const finished = which.filter((row) => !isOpen(row));
    if (finished.length > 1 && foreignAmong(finished).length > 0) setAsked(finished);
    else if (finished.length > 0) dismissNow(finished);
  };

  const clear = (): void => {
    filter.setText('');
    place.clear();
  };
  const menuRows = menu === null ? [] : rows.filter((row) => menu.keys.has(row.id));
  const foreignCount = foreignAmong(asked ?? []).length;
  return (
    <>
      <div className={styles['tools']}>
        <EventFilters all={all} shownCount={rows.length} filter={filter} place={place} />
        <div className={styles['end']}>
          <Button
            disabledReason={rows.every(isOpen) ? texts.events.nothingFinished : null}
            onPress={() => askToDismiss(rows)}
          >
            {texts.events.dismissFinished}
          </Button>
        </div>
      </div>
      <MasterDetail
        hasDetail={first !== undefined}
        list={(widthPx) => (
          <PageGrid
            label={texts.events.label}
            widthPx={widthPx}
            columnsFor={eventColumns}
            rows={rows}
            rowKey={rowKey}
            sort={sort}
            keys={keys}
            onPick={pick}
            onActivate={(key) => goTo(rows.find((row) => row.id === key)?.object?.id)}
            onMenu={setMenu}
            onDelete={() => askToDismiss(picked)}
            empty={<EventsEmpty allCount={all.length} onClear={clear} />}
          />
        )}
        detail={
          first === undefined ? (
            <p className={styles['hint']}>{texts.selectOne}</p>
          ) : picked.length === 1 ? (
            <EventDetail key={first.id} row={first} onDismiss={() => askToDismiss([first])} />
          ) : (
            <SelectedEvents rows={picked} onDismiss={() => askToDismiss(picked)} />
          )
        }
      />
      <ContextMenu
        point={menu?.point ?? null}
        label={texts.menuFor(menuRows.length)}
        entries={eventMenu(connection, menuRows, { goTo, dismiss: askToDismiss, retryOf })}
        onClose={() => setMenu(null)}
      />
      <ConfirmDialog
        open={asked !== null}
        onClose={() => setAsked(null)}
        onConfirm={() => {
          setAsked(null);
          dismissNow(asked ?? []);
        }}
        title={texts.events.confirmTitle(asked?.length ?? 0)}
        verb={texts.events.confirmVerb(asked?.length ?? 0)}
        danger
      >
        {texts.events.confirmText(foreignCount)}
      </ConfirmDialog>
    </>
  );
}

/** Several selected events: how many there are, and taking the finished ones off the list. */
function SelectedEvents({ rows, onDismiss }: { readonly rows: readonly EventRow[]; readonly onDismiss: () => void }) {
  return (
    <div className={styles['detailBody']}>
      <h2 className={styles['title']}>{texts.selected(rows.length)}</h2>
      <div className={styles['actions']}>
        <Button disabledReason={rows.every(isOpen) ? texts.events.stillRunning : null} onPress={onDismiss}>
          {texts.events.dismissFinished}
        </Button>
      </div>
    </div>
  );
}
