import { useCallback, useMemo, useState } from 'react';
import { BellOff, Download } from 'lucide-react';
import { Button } from '../../ui/actions/button';
import { ContextMenu } from '../../ui/actions/context-menu';
import type { MenuEntry } from '../../ui/actions/menu';
import type { GridMenuRequest } from '../../ui/grid/grid';
import { useConnection } from '../../xapi/cache/connection-context';
import { useNavigation } from '../navigation';
import { ALERT_COLUMN_IDS, alertColumns, sortAlerts } from './alert-columns';
import { AlertDetail } from './alert-detail';
import { AlertFilters } from './alert-filters';
import { AlertOverview, SelectedAlerts } from './alert-overview';
import { alertsOfType, filterAlerts } from './alert-rows';
import type { AlertRow } from './alert-rows';
import { alertText } from './alert-text';
import { AlertsEmpty } from './alerts-empty';
import { saveAlerts } from './alerts-csv';
import { copyText } from './copy-text';
import { alertCount, foldAlerts, foldKey } from './fold-alerts';
import { dismissLater } from './leaving';
import { MasterDetail } from './master-detail';
import { PageGrid } from './page-grid';
import { texts } from './texts';
import { useAlertActions } from './use-alert-actions';
import { useAlertRows } from './use-alert-rows';
import { usePlaced, usePlaceFilter } from './use-place-filter';
import { useFilterText } from './use-filter-text';
import { useGoTo } from './use-go-to';
import { usePageSort } from './use-page-sort';
import { usePickedRows } from './use-picked-rows';
import styles from './notifications.module.css';

const timeOf = (row: AlertRow): number | null => row.timeMs;
const NEWEST_FIRST = { column: 'time', descending: true } as const;

/** The messages of the pool: what asks for attention, and on demand what happened to its machines. */
export function AlertsPage() {
  const { state, navigate } = useNavigation();
  const { alertSeverities: severities, alertType: type } = state;
  const goTo = useGoTo();
  const all = useAlertRows();
  const write = useCallback((text: string) => navigate({ alertText: text }, { replace: true }), [navigate]);
  const filter = useFilterText(state.alertText, write);
  const sort = usePageSort(ALERT_COLUMN_IDS, NEWEST_FIRST);
  const connection = useConnection();
  const place = usePlaceFilter();
  const actionsOf = useAlertActions();
  const [menu, setMenu] = useState<GridMenuRequest | null>(null);

  const listed = useMemo(() => alertsOfType(all, type), [all, type]);
  const placed = usePlaced(listed, place.filter, timeOf);
  const rows = useMemo(
    () => sortAlerts(foldAlerts(filterAlerts(placed, { severities, text: filter.deferred })), sort.key),
    [placed, severities, filter.deferred, sort.key],
  );
  const { picked, keys, pick, pickAfter } = usePickedRows(rows, foldKey);
  const [first] = picked;

  const dismiss = (which: readonly AlertRow[]): void => {
    pickAfter(which);
    dismissLater(connection, which);
  };

  const menuRows = menu === null ? [] : rows.filter((row) => menu.keys.has(foldKey(row)));
  const [onlyRow] = menuRows.length === 1 ? menuRows : [];
  const menuObject = onlyRow?.object;
  const entries: readonly MenuEntry[] = [
    ...(onlyRow ? actionsOf(onlyRow) : []).map(({ label, disabledReason, run }) => ({
      id: label,
      label,
      disabledReason,
      onAction: run,
    })),
    {
      id: 'go',
      label: texts.goTo,
      disabledReason: menuObject ? null : texts.noObject,
      onAction: () => goTo(menuObject?.id),
    },
    { id: 'copy', label: texts.copy, onAction: () => copyText(menuRows.map(alertText).join('\n\n')) },
    { kind: 'separator', id: 'line' },
    {
      id: 'dismiss',
      label: texts.alerts.dismissSelected(menuRows.length),
      onAction: () => dismiss(menuRows),
    },
  ];

  const clear = (): void => {
    filter.setText('');
    place.clear();
  };
  return (
    <>
      <div className={styles['tools']}>
        <AlertFilters all={all} listed={listed} shownCount={alertCount(rows)} filter={filter} place={place}>
          <div className={styles['end']}>
            <Button
              icon={<BellOff />}
              disabledReason={picked.length === 0 ? texts.alerts.selectFirst : null}
              onPress={() => dismiss(picked)}
            >
              {texts.alerts.dismissSelected(picked.length)}
            </Button>
            <Button disabledReason={rows.length === 0 ? texts.alerts.nothingShown : null} onPress={() => dismiss(rows)}>
              {texts.alerts.dismissShown}
            </Button>
            <Button
              icon={<Download />}
              disabledReason={rows.length === 0 ? texts.alerts.nothingShown : null}
              onPress={() => saveAlerts(rows)}
            >
              {texts.alerts.save}
            </Button>
          </div>
        </AlertFilters>
      </div>
      <MasterDetail
        hasDetail={picked.length > 0}
        list={(widthPx) => (
          <PageGrid
            label={texts.alerts.label}
            widthPx={widthPx}
            columnsFor={alertColumns}
            rows={rows}
            rowKey={foldKey}
            sort={sort}
            keys={keys}
            onPick={pick}
            onActivate={(key) => goTo(rows.find((row) => foldKey(row) === key)?.object?.id)}
            onMenu={setMenu}
            onDelete={() => dismiss(picked)}
            empty={<AlertsEmpty all={all} listed={listed} onClear={clear} />}
          />
        )}
        detail={
          first === undefined ? (
            <AlertOverview rows={rows} onType={(name) => navigate({ alertType: name })} />
          ) : picked.length === 1 ? (
            <AlertDetail key={foldKey(first)} row={first} />
          ) : (
            <SelectedAlerts rows={picked} />
          )
        }
      />
      <ContextMenu
        point={menu?.point ?? null}
        label={texts.menuFor(menuRows.length)}
        entries={entries}
        onClose={() => setMenu(null)}
      />
    </>
  );
}
