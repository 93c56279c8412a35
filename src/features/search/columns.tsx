import type { ReactNode } from 'react';
import { Badge, Tag } from '../../ui/display/badge';
import type { Tone as BadgeTone } from '../../ui/display/badge';
import { Meter } from '../../ui/display/meter';
import { ObjectGlyph } from '../../ui/glyphs/object-glyph';
import type { GridColumn } from '../../ui/grid/columns';
import type { Tone } from '../objects';
import { formatBytes, formatUsage } from '../values';
import type { ColumnId } from './search-order';
import type { SearchRow } from './search-rows';
import { texts } from './texts';
import styles from './search-tab.module.css';

const TONES: Record<Tone, BadgeTone> = {
  good: 'ok',
  off: 'neutral',
  busy: 'info',
  warning: 'warning',
  bad: 'danger',
  neutral: 'neutral',
};

const TAGS_SHOWN = 3;

/** Bytes or a blank: cells of a kind that has no such value stay empty. */
function bytes(value: number | null): ReactNode {
  return value === null || value < 0 ? null : formatBytes(value);
}

function usage({ usedBytes, sizeBytes, name }: SearchRow): ReactNode {
  if (usedBytes === null || sizeBytes === null || sizeBytes <= 0) return null;
  const text = formatUsage(usedBytes, sizeBytes);
  return <Meter label={`${texts.headers.used}: ${name}`} value={usedBytes} max={sizeBytes} text={text} showText />;
}

const RENDER: Record<ColumnId, (row: SearchRow) => ReactNode> = {
  name: (row) => (
    <span className={styles['name']}>
      <ObjectGlyph {...row.glyph} />
      <span className={styles['ellipsis']}>{row.name}</span>
    </span>
  ),
  kind: (row) => texts.kinds[row.kind],
  state: (row) => (row.status === null ? null : <Badge tone={TONES[row.status.tone]}>{row.status.label}</Badge>),
  place: (row) => row.place,
  description: (row) => row.description,
  cpus: (row) => row.cpus,
  memory: (row) => bytes(row.memoryBytes),
  size: (row) => bytes(row.sizeBytes),
  used: usage,
  address: (row) => row.address,
  tags: (row) => (
    <span className={styles['tags']}>
      {row.tags.slice(0, TAGS_SHOWN).map((tag) => (
        <Tag key={tag}>{tag}</Tag>
      ))}
      {row.tags.length > TAGS_SHOWN ? `+${row.tags.length - TAGS_SHOWN}` : null}
    </span>
  ),
  uuid: (row) => <code className={styles['uuid']}>{row.uuid}</code>,
};

const WIDTHS: Record<ColumnId, number> = {
  name: 240,
  kind: 104,
  state: 136,
  place: 160,
  description: 280,
  cpus: 72,
  memory: 96,
  size: 96,
  used: 160,
  address: 144,
  tags: 168,
  uuid: 304,
};

const NUMERIC: ReadonlySet<ColumnId> = new Set(['cpus', 'memory', 'size']);

export const COLUMN_IDS = Object.keys(WIDTHS) as readonly ColumnId[];
export const FIRST_COLUMNS: readonly ColumnId[] = [
  'name',
  'kind',
  'state',
  'place',
  'cpus',
  'memory',
  'used',
  'description',
  'tags',
];

/** The columns of the grid in an order; the name is always there, and first. */
export function gridColumns(ids: readonly ColumnId[]): readonly GridColumn<SearchRow>[] {
  const shown: readonly ColumnId[] = ['name', ...ids.filter((id) => id !== 'name')];
  return shown.map((id) => ({
    id,
    header: texts.headers[id],
    width: WIDTHS[id],
    align: NUMERIC.has(id) ? 'end' : 'start',
    sortable: true,
    render: RENDER[id],
  }));
}
