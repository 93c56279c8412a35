import { CircleCheck, CircleDashed } from 'lucide-react';
import type { GridColumn } from '../../ui/grid/columns';
import { formatBytes, formatTime } from '../values';
import { flexibleWidth } from './flexible-width';
import { SeverityGlyph } from './severity';
import { texts } from './texts';
import type { UpdateRow } from './update-rows';
import styles from './notifications.module.css';

/** Below this width in px there is room for the update and its servers only. */
const NARROW_PX = 520;
const LEAST_NAME_PX = 160;

export const UPDATE_COLUMN_IDS = ['update', 'kind', 'issued', 'size', 'applied'] as const;
export type UpdateColumnId = (typeof UPDATE_COLUMN_IDS)[number];

/** Columns that fill the width. */
export function updateColumns(widthPx: number): readonly GridColumn<UpdateRow>[] {
  const others = widthPx < NARROW_PX ? [applied] : [kind, issued, size, applied];
  const othersPx = others.reduce((sum, column) => sum + column.width, 0);
  return [{ ...name, width: flexibleWidth(widthPx, othersPx, LEAST_NAME_PX) }, ...others];
}

const name: GridColumn<UpdateRow> = {
  id: 'update',
  header: texts.columns.update,
  width: LEAST_NAME_PX,
  sortable: true,
  render: (row) => (
    <span className={styles['withIcon']}>
      <SeverityGlyph severity={row.isUrgent ? 2 : 5} isNamed />
      <span className={styles['ellipsis']}>{row.name}</span>
    </span>
  ),
};

const kind: GridColumn<UpdateRow> = {
  id: 'kind',
  header: texts.columns.kind,
  width: 120,
  sortable: true,
  render: (row) => kindWords(row),
};

/** What an update is for; of uploaded ones the version, which is all they say. */
export const kindWords = ({ type, version }: UpdateRow): string =>
  type === '' ? version : (texts.updates.types[type] ?? type);

const issued: GridColumn<UpdateRow> = {
  id: 'issued',
  header: texts.columns.issued,
  width: 104,
  sortable: true,
  render: ({ issuedMs }) =>
    issuedMs === null ? null : <span data-numeric="">{formatTime(issuedMs).slice(0, 10)}</span>,
};

const size: GridColumn<UpdateRow> = {
  id: 'size',
  header: texts.columns.size,
  width: 96,
  align: 'end',
  sortable: true,
  render: (row) => (row.sizeBytes > 0 ? formatBytes(row.sizeBytes) : null),
};

const applied: GridColumn<UpdateRow> = {
  id: 'applied',
  header: texts.columns.applied,
  width: 156,
  sortable: true,
  render: (row) => (
    <span className={styles['withIcon']}>
      <AppliedIcon isApplied={row.appliedCount === row.hosts.length} />
      {appliedWords(row)}
    </span>
  ),
};

function appliedWords({ appliedCount, hosts }: UpdateRow): string {
  if (appliedCount === 0) return texts.updates.noHosts;
  return appliedCount === hosts.length ? texts.updates.allHosts : texts.updates.hosts(appliedCount, hosts.length);
}

/** The sign beside the words that say whether an update is applied. */
export function AppliedIcon({ isApplied }: { readonly isApplied: boolean }) {
  const Icon = isApplied ? CircleCheck : CircleDashed;
  return (
    <Icon size={16} aria-hidden="true" className={styles['stateIcon']} data-state={isApplied ? 'done' : 'waiting'} />
  );
}
