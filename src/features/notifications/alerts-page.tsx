import { useCallback, useMemo, useState } from 'react';
import { BellOff } from 'lucide-react';
import { Button } from '../../ui/actions/button';
import { ContextMenu } from '../../ui/actions/context-menu';
import type { MenuEntry } from '../../ui/actions/menu';
import type { GridMenuRequest } from '../../ui/grid/grid';
import { useNavigation } from '../navigation';
import { ALERT_COLUMN_IDS, alertColumns, sortAlerts } from './alert-columns';
import { AlertDetail } from './alert-detail';
import { AlertFilters } from './alert-filters';
import { AlertOverview, SelectedAlerts } from './alert-overview';
import { alertsOfType, filterAlerts } from './alert-rows';
import type { AlertRow } from './alert-rows';
import { alertText } from './alert-text';
import { AlertsEmpty } from './alerts-empty';
import { ConfirmDismissal } from './confirm-dismissal';
import { copyText } from './copy-text';
import { MasterDetail } from './master-detail';
import { PageGrid } from './page-grid';
import { texts } from './texts';
import { useAlertRows } from './use-alert-rows';
import { useDismissAlerts } from './use-dismiss-alerts';
import { useFilterText } from './use-filter-text';
import { useGoTo } from './use-go-to';
import { usePageSort } from './use-page-sort';
import { usePickedRows } from './use-picked-rows';
import styles from './notifications.module.css';

const rowKey = (row: AlertRow): string => row.ref;
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
  const { isPending, dismiss } = useDismissAlerts();
  const [asked, setAsked] = useState<readonly AlertRow[] | null>(null);
  const [menu, setMenu] = useState<GridMenuRequest | null>(null);

  const listed = useMemo(() => alertsOfType(all, type), [all, type]);
  const rows = useMemo(
    () => sortAlerts(filterAlerts(listed, { severities, text: filter.deferred }), sort.key),
    [listed, severities, filter.deferred, sort.key],
  );
  const { picked, keys, pick, pickAfter } = usePickedRows(rows, rowKey);
  const [first] = picked;

  const dismissNow = (which: readonly AlertRow[]): void => {
    pickAfter(which);
    void dismiss(which.map(rowKey));
  };
  const askToDismiss = (which: readonly AlertRow[]): void => {
    if (which.length > 1) setAsked(which);
    else if (which.length === 1) dismissNow(which);
  };

  const menuRows = menu === null ? [] : rows.filter((row) => menu.keys.has(row.ref));
  const menuObject = menuRows.length === 1 ? menuRows[0]?.object : undefined;
  const entries: readonly MenuEntry[] = [
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
      onAction: () => askToDismiss(menuRows),
    },
  ];

  return (
    <>
      <div className={styles['tools']}>
        <AlertFilters all={all} listed={listed} shownCount={rows.length} filter={filter}>
          <div className={styles['end']}>
            <Button
              icon={<BellOff />}
              disabledReason={picked.length === 0 ? texts.alerts.selectFirst : null}
              pending={isPending}
              onPress={() => askToDismiss(picked)}
            >
              {texts.alerts.dismissSelected(picked.length)}
            </Button>
            <Button
              disabledReason={rows.length === 0 ? texts.alerts.nothingShown : null}
              onPress={() => askToDismiss(rows)}
            >
              {texts.alerts.dismissShown}
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
            rowKey={rowKey}
            sort={sort}
            keys={keys}
            onPick={pick}
            onActivate={(key) => goTo(rows.find((row) => row.ref === key)?.object?.id)}
            onMenu={setMenu}
            onDelete={() => askToDismiss(picked)}
            empty={<AlertsEmpty all={all} listed={listed} onClear={() => filter.setText('')} />}
          />
        )}
        detail={
          first === undefined ? (
            <AlertOverview rows={rows} onType={(name) => navigate({ alertType: name })} />
          ) : picked.length === 1 ? (
            <AlertDetail key={first.ref} row={first} />
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
      <ConfirmDismissal
        rows={asked}
        onClose={() => setAsked(null)}
        onConfirm={(which) => {
          setAsked(null);
          dismissNow(which);
        }}
      />
    </>
  );
}
