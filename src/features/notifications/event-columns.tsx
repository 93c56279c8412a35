import type { GridColumn } from '../../ui/grid/columns';
import { ObjectAnchor } from '../navigation';
import type { SortKey } from '../navigation';
import { compareNatural, formatPercent, formatTime } from '../values';
import type { EventRow, EventRowState } from './event-rows';
import { Elapsed, EventIcon, EventProgress } from './event-state';
import { flexibleWidth } from './flexible-width';
import { texts } from './texts';
import styles from './notifications.module.css';

/** Below these widths in px there is room for fewer columns. */
const NARROW_PX = 520;
const MEDIUM_PX = 760;
const STATE_PX = 208;
const SHORT_STATE_PX = 104;
const OBJECT_PX = 150;
const STARTED_PX = 158;
const ELAPSED_PX = 96;
const LEAST_TITLE_PX = 180;

export const EVENT_COLUMN_IDS = ['event', 'state', 'object', 'started', 'elapsed'] as const;
export type EventColumnId = (typeof EVENT_COLUMN_IDS)[number];

/** Columns that fill the width. */
export function eventColumns(widthPx: number): readonly GridColumn<EventRow>[] {
  const isNarrow = widthPx < NARROW_PX;
  const others: readonly GridColumn<EventRow>[] = isNarrow
    ? [shortState]
    : widthPx < MEDIUM_PX
      ? [state, elapsed]
      : [state, object, started, elapsed];
  const othersPx = others.reduce((sum, column) => sum + column.width, 0);
  return [{ ...title, width: flexibleWidth(widthPx, othersPx, LEAST_TITLE_PX) }, ...others];
}

const title: GridColumn<EventRow> = {
  id: 'event',
  header: texts.columns.event,
  width: LEAST_TITLE_PX,
  sortable: true,
  render: (row) => (
    <span className={styles['withIcon']} title={row.title}>
      <EventIcon state={row.state} />
      <span className={styles['ellipsis']}>{row.title}</span>
    </span>
  ),
};

const state: GridColumn<EventRow> = {
  id: 'state',
  header: texts.columns.state,
  width: STATE_PX,
  sortable: true,
  render: (row) => <EventProgress row={row} />,
};

const shortState: GridColumn<EventRow> = {
  id: 'state',
  header: texts.columns.state,
  width: SHORT_STATE_PX,
  sortable: true,
  render: (row) => (row.state === 'running' ? formatPercent(row.progress) : texts.events.states[row.state]),
};

const object: GridColumn<EventRow> = {
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
};

const started: GridColumn<EventRow> = {
  id: 'started',
  header: texts.columns.started,
  width: STARTED_PX,
  sortable: true,
  render: (row) => <span data-numeric="">{formatTime(row.startedMs)}</span>,
};

const elapsed: GridColumn<EventRow> = {
  id: 'elapsed',
  header: texts.columns.elapsed,
  width: ELAPSED_PX,
  align: 'end',
  sortable: true,
  render: (row) => <Elapsed row={row} />,
};

const STATES: readonly EventRowState[] = ['running', 'cancelling', 'waiting', 'failed', 'cancelled', 'done'];

/** Work that goes on has no end yet: it counts as the longest. */
function elapsedMs(row: EventRow): number {
  if (row.startedMs === null) return -1;
  return row.finishedMs === null ? Infinity : row.finishedMs - row.startedMs;
}

const COMPARE: Record<EventColumnId, (a: EventRow, b: EventRow) => number> = {
  event: (a, b) => compareNatural(a.title, b.title),
  state: (a, b) => STATES.indexOf(a.state) - STATES.indexOf(b.state),
  object: (a, b) => compareNatural(a.object?.name ?? '', b.object?.name ?? ''),
  started: (a, b) => (a.startedMs ?? Infinity) - (b.startedMs ?? Infinity) || 0,
  elapsed: (a, b) => elapsedMs(a) - elapsedMs(b) || 0,
};

/** Sorts by a column; null: as they came, what goes on before what has ended, the newest first. */
export function sortEvents(rows: readonly EventRow[], sort: SortKey | null): readonly EventRow[] {
  const column = EVENT_COLUMN_IDS.find((id) => id === sort?.column);
  if (column === undefined || sort === null) return rows;
  const compare = COMPARE[column];
  return rows.toSorted((a, b) => (sort.descending ? compare(b, a) : compare(a, b)));
}
