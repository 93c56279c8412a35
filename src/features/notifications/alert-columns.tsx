import type { GridColumn } from '../../ui/grid/columns';
import { ObjectAnchor } from '../navigation';
import type { SortKey } from '../navigation';
import { compareNatural, formatCount, formatTime } from '../values';
import { severityOf } from './alert-rows';
import type { AlertRow } from './alert-rows';
import { flexibleWidth } from './flexible-width';
import { SeverityGlyph, severityWord } from './severity';
import { texts } from './texts';
import styles from './notifications.module.css';

/** Below this width in px there is room for the alert and its time only. */
const NARROW_PX = 520;
const TIME_PX = 158;
const SEVERITY_PX = 104;
const OBJECT_PX = 170;
const LEAST_TITLE_PX = 180;

export const ALERT_COLUMN_IDS = ['severity', 'alert', 'object', 'time'] as const;
export type AlertColumnId = (typeof ALERT_COLUMN_IDS)[number];

/** Columns that fill the width. */
export function alertColumns(widthPx: number): readonly GridColumn<AlertRow>[] {
  const isNarrow = widthPx < NARROW_PX;
  const fixedPx = isNarrow ? TIME_PX : SEVERITY_PX + OBJECT_PX + TIME_PX;
  const title: GridColumn<AlertRow> = {
    id: 'alert',
    header: texts.columns.alert,
    width: flexibleWidth(widthPx, fixedPx, LEAST_TITLE_PX),
    sortable: true,
    render: (row) => (
      <span className={styles['withIcon']} title={row.summary}>
        <SeverityGlyph severity={severityOf(row.record)} isNamed={isNarrow} />
        <span className={styles['ellipsis']}>{row.title}</span>
        {row.repeats.length === 0 ? null : (
          <span className={styles['times']} title={texts.alerts.repeated(row.repeats.length + 1)}>
            ×{formatCount(row.repeats.length + 1)}
          </span>
        )}
      </span>
    ),
  };
  const time: GridColumn<AlertRow> = {
    id: 'time',
    header: texts.columns.time,
    width: TIME_PX,
    sortable: true,
    render: (row) => <span data-numeric="">{formatTime(row.timeMs)}</span>,
  };
  if (isNarrow) return [title, time];
  return [
    title,
    {
      id: 'severity',
      header: texts.columns.severity,
      width: SEVERITY_PX,
      sortable: true,
      render: (row) => severityWord(severityOf(row.record)),
    },
    {
      id: 'object',
      header: texts.columns.object,
      width: OBJECT_PX,
      sortable: true,
      render: (row) =>
        row.object === null ? null : (
          <ObjectAnchor id={row.object.id} className={styles['ellipsis'] ?? ''} tabIndex={-1}>
            {row.object.name}
          </ObjectAnchor>
        ),
    },
    time,
  ];
}

/** Unknown severities come after all others. */
const severityRank = (row: AlertRow): number => severityOf(row.record) || 6;

const COMPARE: Record<AlertColumnId, (a: AlertRow, b: AlertRow) => number> = {
  severity: (a, b) => severityRank(a) - severityRank(b),
  alert: (a, b) => compareNatural(a.title, b.title),
  object: (a, b) => compareNatural(a.object?.name ?? '', b.object?.name ?? ''),
  time: (a, b) => (a.timeMs ?? 0) - (b.timeMs ?? 0),
};

/** Sorts by a column; what is equal stays in the order it came in, the newest first. */
export function sortAlerts(rows: readonly AlertRow[], sort: SortKey | null): readonly AlertRow[] {
  const column = ALERT_COLUMN_IDS.find((id) => id === sort?.column);
  if (column === undefined || sort === null || (column === 'time' && sort.descending)) return rows;
  const compare = COMPARE[column];
  return rows.toSorted((a, b) => (sort.descending ? compare(b, a) : compare(a, b)));
}
