import type { ReactNode } from 'react';
import { Badge, Tag } from '../../ui/display/badge';
import { Meter } from '../../ui/display/meter';
import { ObjectGlyph } from '../../ui/glyphs/object-glyph';
import type { ClassName } from '../../xapi/datamodel/ref';
import { statusBadgeTone, objectTexts, systemName } from '../objects';
import {
  formatBytes,
  formatCount,
  formatTime,
  formatUsage,
  parseTime,
  useServerNow,
  formatDuration,
  formatPercent,
  valueTexts,
} from '../values';
import type { GridRow, RowKind } from './grid-row';
import { propertyColumn } from './property-columns';
import { texts } from './texts';
import styles from './search-tab.module.css';

type ColumnId = keyof typeof texts.columns;

/** One column of the grids of objects. */
export interface ObjectColumn {
  /** Its name in the address; that of a custom field is `field.<name>`. */
  readonly id: string;
  readonly header: string;
  readonly width: number;
  readonly align?: 'end';
  /** Kinds whose rows have a value. */
  readonly kinds: readonly RowKind[] | 'all';
  /** Classes that are not held from the start and that the column needs. */
  readonly needs?: readonly ClassName[];
  /** Reads this property, whose changes the rows do not tell. */
  readonly property?: string;
  /** Orders rows, naturally for texts; null stands last. */
  readonly sortValue: (row: GridRow) => string | number | null;
  /** For the cell, the filter and files; the empty text where there is nothing to say. */
  readonly text: (row: GridRow) => string;
  /** For files, of what a cell counts on while it is shown. */
  readonly textAt?: (row: GridRow, nowMs: number) => string;
  readonly render?: (row: GridRow) => ReactNode;
}

const MACHINES: readonly RowKind[] = ['vm', 'template', 'snapshot'];

/** A column whose text is also its order. */
function textColumn(
  id: ColumnId,
  kinds: ObjectColumn['kinds'],
  width: number,
  text: ObjectColumn['text'],
  needs?: readonly ClassName[],
): ObjectColumn {
  const header = texts.columns[id];
  return { id, header, kinds, width, text, sortValue: (row) => text(row) || null, ...(needs ? { needs } : {}) };
}

/** A column of numbers with their unit. */
function numberColumn(
  id: ColumnId,
  kinds: ObjectColumn['kinds'],
  width: number,
  value: (row: GridRow) => number | null,
  format: (value: number) => string,
): ObjectColumn {
  return {
    id,
    header: texts.columns[id],
    kinds,
    width,
    align: 'end',
    sortValue: value,
    text: (row) => {
      const number = value(row);
      return number === null ? '' : format(number);
    },
  };
}

type MachineRow = Extract<GridRow, { readonly kind: 'vm' | 'template' | 'snapshot' }>;

const isMachine = (row: GridRow): row is MachineRow =>
  row.kind === 'vm' || row.kind === 'template' || row.kind === 'snapshot';

const objectColumns: readonly ObjectColumn[] = [
  {
    id: 'name',
    header: texts.columns.name,
    kinds: 'all',
    width: 260,
    sortValue: (row) => row.name,
    text: (row) => row.name,
    render: (row) => (
      <span className={styles['name']}>
        <ObjectGlyph {...row.glyph} />
        <span className={styles['ellipsis']} dir="auto">
          {row.name}
        </span>
      </span>
    ),
  },
  textColumn('pool', 'all', 160, (row) => row.pool),
  textColumn('type', 'all', 130, (row) => (row.kind === 'folder' ? texts.folder : objectTexts.kinds[row.kind])),
  {
    ...textColumn('state', 'all', 150, (row) => row.status.label),
    render: (row) =>
      row.status.label === '' ? '' : <Badge tone={statusBadgeTone(row.status)}>{row.status.label}</Badge>,
  },
  textColumn(
    'server',
    ['vm', 'template', 'snapshot', 'sr', 'pgpu'],
    150,
    (row) => row.related.server?.name_label ?? '',
  ),
  numberColumn('vcpus', MACHINES, 88, (row) => (isMachine(row) ? row.record.VCPUs_at_startup : null), formatCount),
  numberColumn('memory', ['vm', 'template', 'snapshot', 'host'], 110, memoryBytes, formatBytes),
  {
    ...numberColumn('memoryUse', ['host', 'vm'], 150, memoryUseBytes, formatBytes),
    needs: ['VM_metrics'],
    text: (row) => shareText(memoryUseBytes(row), memoryBytes(row)),
    render: (row) => {
      const used = memoryUseBytes(row);
      const total = memoryBytes(row);
      return used === null || total === null || total === 0 ? (
        ''
      ) : (
        <UsageMeter label={texts.columns.memoryUse} used={used} total={total} warns={row.kind === 'host'} />
      );
    },
  },
  textColumn('address', ['vm', 'host'], 140, addressText, ['VM_guest_metrics']),
  textColumn('os', ['vm'], 200, (row) => systemName(row.related.guest?.os_version) ?? '', ['VM_guest_metrics']),
  textColumn(
    'tools',
    ['vm'],
    120,
    (row) =>
      row.kind !== 'vm' || row.record.power_state !== 'Running'
        ? ''
        : row.related.guest?.PV_drivers_detected
          ? texts.toolsThere
          : texts.toolsMissing,
    ['VM_guest_metrics'],
  ),
  {
    id: 'uptime',
    header: texts.columns.uptime,
    kinds: ['vm', 'host'],
    width: 110,
    align: 'end',
    needs: ['VM_metrics'],
    // The longest uptime belongs to the earliest start.
    sortValue: (row) => {
      const startedMs = startedAt(row);
      return startedMs === null ? null : -startedMs;
    },
    text: (row) => formatTimeOrNothing(startedAt(row)),
    textAt: (row, nowMs) => {
      const startedMs = startedAt(row);
      return startedMs === null ? '' : formatDuration(nowMs - startedMs);
    },
    render: (row) => {
      const startedMs = startedAt(row);
      return startedMs === null ? '' : <Uptime startedMs={startedMs} />;
    },
  },
  numberColumn('disks', MACHINES, 84, (row) => (isMachine(row) ? row.record.VBDs.length : null), formatCount),
  numberColumn(
    'snapshots',
    ['vm'],
    108,
    (row) => (row.kind === 'vm' ? row.record.snapshots.length : null),
    formatCount,
  ),
  textColumn('vapp', ['vm'], 130, (row) => row.related.appliance?.name_label ?? ''),
  textColumn('ha', ['vm'], 120, (row) => (row.kind === 'vm' ? row.record.ha_restart_priority : '')),
  textColumn('snapshotOf', ['snapshot', 'vdi'], 180, (row) =>
    row.kind === 'snapshot' || row.kind === 'vdi' ? (row.related.vm?.name_label ?? '') : '',
  ),
  {
    id: 'created',
    header: texts.columns.created,
    kinds: ['snapshot', 'vdi'],
    width: 150,
    sortValue: takenAt,
    text: (row) => formatTimeOrNothing(takenAt(row)),
  },
  textColumn('version', ['host'], 110, (row) =>
    row.kind === 'host' ? (row.record.software_version['product_version'] ?? '') : '',
  ),
  numberColumn(
    'cpus',
    ['host'],
    80,
    (row) => (row.kind === 'host' ? Number(row.record.cpu_info['cpu_count'] ?? 0) : null),
    formatCount,
  ),
  numberColumn('vms', ['host', 'appliance'], 80, vmCount, formatCount),
  textColumn('storageType', ['sr'], 110, (row) => (row.kind === 'sr' ? row.record.type : '')),
  {
    id: 'shared',
    header: texts.columns.shared,
    kinds: ['sr'],
    width: 80,
    sortValue: (row) => (row.kind === 'sr' ? Number(row.record.shared) : null),
    text: (row) => (row.kind === 'sr' ? (row.record.shared ? valueTexts.yes : valueTexts.no) : ''),
  },
  numberColumn('size', ['sr', 'vdi'], 110, sizeBytes, formatBytes),
  {
    ...numberColumn('used', ['sr', 'vdi'], 150, usedBytes, formatBytes),
    text: (row) => shareText(usedBytes(row), sizeBytes(row)),
    render: (row) => {
      const used = usedBytes(row);
      const total = sizeBytes(row);
      return used === null || total === null || total === 0 ? (
        ''
      ) : (
        <UsageMeter label={texts.columns.used} used={used} total={total} warns={row.kind === 'sr'} />
      );
    },
  },
  textColumn('storage', ['vdi'], 160, (row) => row.related.storage?.name_label ?? ''),
  textColumn('vlan', ['network'], 70, (row) =>
    row.related.pif && row.related.pif.VLAN >= 0 ? String(row.related.pif.VLAN) : '',
  ),
  textColumn('nic', ['network'], 90, (row) => row.related.pif?.device ?? ''),
  numberColumn('mtu', ['network'], 70, (row) => (row.kind === 'network' ? row.record.MTU : null), String),
  {
    ...textColumn('tags', 'all', 170, (row) => tagsOfRow(row).join(', ')),
    render: (row) => (
      <span className={styles['tags']}>
        {tagsOfRow(row).map((tag) => (
          <Tag key={tag}>{tag}</Tag>
        ))}
      </span>
    ),
  },
  textColumn('folder', 'all', 140, (row) => {
    if (row.kind === 'folder') return row.id.ref.slice(0, row.id.ref.lastIndexOf('/'));
    return 'other_config' in row.record ? (row.record.other_config['folder'] ?? '') : '';
  }),
  textColumn('description', 'all', 260, (row) => ('name_description' in row.record ? row.record.name_description : '')),
  {
    ...textColumn('uuid', 'all', 300, uuidText),
    render: (row) => <code className={styles['uuid']}>{uuidText(row)}</code>,
  },
];

const byId: ReadonlyMap<string, ObjectColumn> = new Map(objectColumns.map((column) => [column.id, column]));

/** A column by its id; those of custom fields are made when they are asked for. */
export function findColumn(id: string): ObjectColumn | undefined {
  return byId.get(id) ?? propertyColumn(id);
}

/** Columns that at least one of the kinds has a value for. */
export function columnsFor(kinds: readonly RowKind[]): readonly ObjectColumn[] {
  return objectColumns.filter((column) => column.kinds === 'all' || column.kinds.some((kind) => kinds.includes(kind)));
}

/** Above this many machines the columns that need guest metrics wait until they are chosen: loading them takes a while. */
const MANY_MACHINES = 500;

/** The columns a grid of these kinds begins with. */
export function startingColumns(kinds: readonly RowKind[], rowCount: number): readonly string[] {
  const [kind] = kinds;
  const guest: readonly ColumnId[] = rowCount > MANY_MACHINES ? [] : ['address', 'uptime'];
  if (kinds.length !== 1 || kind === undefined)
    return ['name', 'type', 'state', 'server', 'memory', ...guest, 'tags', 'description'];
  switch (kind) {
    case 'vm':
      return ['name', 'state', 'server', 'vcpus', 'memory', ...guest, 'tags', 'description'];
    case 'template':
      return ['name', 'state', 'vcpus', 'memory', 'description'];
    case 'snapshot':
      return ['name', 'snapshotOf', 'state', 'created', 'memory', 'description'];
    case 'pool':
      return ['name', 'state', 'tags', 'description'];
    case 'host':
      return ['name', 'state', 'address', 'version', 'cpus', 'memoryUse', 'vms', 'tags', 'description'];
    case 'sr':
      return ['name', 'state', 'storageType', 'shared', 'server', 'used', 'size', 'description'];
    case 'vdi':
      return ['name', 'snapshotOf', 'storage', 'size', 'used', 'description'];
    case 'network':
      return ['name', 'state', 'nic', 'vlan', 'mtu', 'tags', 'description'];
    case 'pgpu':
      return ['name', 'state', 'server'];
    case 'gpuGroup':
      return ['name', 'state', 'description'];
    case 'appliance':
      return ['name', 'state', 'vms', 'description'];
    case 'folder':
      return ['name', 'folder'];
  }
}

/** A folder goes by its path (XenCenter's rule). */
function uuidText(row: GridRow): string {
  return row.kind === 'folder' ? row.id.ref : row.record.uuid;
}

function tagsOfRow(row: GridRow): readonly string[] {
  return 'tags' in row.record ? row.record.tags : [];
}

function memoryBytes(row: GridRow): number | null {
  if (row.kind === 'host') return row.related.hostMetrics?.memory_total ?? null;
  return isMachine(row) ? row.record.memory_dynamic_max : null;
}

function memoryUseBytes(row: GridRow): number | null {
  if (row.kind === 'host') {
    const metrics = row.related.hostMetrics;
    return metrics ? metrics.memory_total - metrics.memory_free : null;
  }
  return row.kind === 'vm' && row.record.power_state === 'Running'
    ? (row.related.metrics?.memory_actual ?? null)
    : null;
}

/** Addresses of a guest without those that only reach its own link, IPv4 first. */
function addressText(row: GridRow): string {
  if (row.kind === 'host') return row.record.address;
  if (row.kind !== 'vm') return '';
  const addresses = [...new Set(Object.values(row.related.guest?.networks ?? {}))];
  const useful = addresses.filter((address) => !address.toLowerCase().startsWith('fe80:'));
  return useful.sort((a, b) => Number(a.includes(':')) - Number(b.includes(':'))).join(', ');
}

function startedAt(row: GridRow): number | null {
  if (row.kind === 'host') {
    const seconds = Number(row.record.other_config['boot_time']);
    return Number.isFinite(seconds) && seconds > 0 ? seconds * 1000 : null;
  }
  return row.kind === 'vm' && row.record.power_state === 'Running'
    ? parseTime(row.related.metrics?.start_time ?? '')
    : null;
}

function takenAt(row: GridRow): number | null {
  if (row.kind === 'snapshot') return parseTime(row.record.snapshot_time);
  return row.kind === 'vdi' && row.record.is_a_snapshot ? parseTime(row.record.snapshot_time) : null;
}

/** Without the control domain, which is resident on every server. */
function vmCount(row: GridRow): number | null {
  if (row.kind === 'host') return Math.max(0, row.record.resident_VMs.length - 1);
  return row.kind === 'appliance' ? row.record.VMs.length : null;
}

function sizeBytes(row: GridRow): number | null {
  if (row.kind === 'sr') return row.record.physical_size > 0 ? row.record.physical_size : null;
  return row.kind === 'vdi' ? row.record.virtual_size : null;
}

function usedBytes(row: GridRow): number | null {
  if (row.kind === 'sr') return row.record.physical_size > 0 ? Math.max(0, row.record.physical_utilisation) : null;
  return row.kind === 'vdi' && row.record.physical_utilisation >= 0 ? row.record.physical_utilisation : null;
}

function formatTimeOrNothing(timeMs: number | null): string {
  return timeMs === null ? '' : formatTime(timeMs);
}

function shareText(used: number | null, total: number | null): string {
  return used === null || total === null || total === 0 ? '' : formatPercent(used / total);
}

function UsageMeter({ label, used, total, warns }: UsageMeterProps) {
  const tone = !warns || used / total < 0.85 ? 'accent' : used / total < 0.95 ? 'warning' : 'danger';
  return (
    <span title={formatUsage(used, total)} className={styles['usage']}>
      <Meter label={label} value={used} max={total} tone={tone} text={formatPercent(used / total)} showText />
    </span>
  );
}

interface UsageMeterProps {
  readonly label: string;
  readonly used: number;
  readonly total: number;
  /** A full one is a problem; a full disk image is not. */
  readonly warns: boolean;
}

/** Uptimes of two units change at most each second; a grid of them counts once a minute. */
function Uptime({ startedMs }: { readonly startedMs: number }) {
  const nowMs = useServerNow(10_000);
  return <span title={formatTime(startedMs)}>{formatDuration(nowMs - startedMs)}</span>;
}
