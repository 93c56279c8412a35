import { useCallback, useMemo } from 'react';
import { Database } from 'lucide-react';
import { Button } from '../../ui/actions/button';
import { Badge } from '../../ui/display/badge';
import { Meter } from '../../ui/display/meter';
import { EmptyState } from '../../ui/feedback/empty-state';
import { useConnection } from '../../xapi/cache/connection-context';
import type { ClassName } from '../../xapi/datamodel/ref';
import { CommandButton } from '../commands';
import { useNavigate } from '../navigation';
import type { ObjectId } from '../navigation';
import { NameCell, ObjectGrid } from '../object-grid';
import type { TabColumn } from '../object-grid';
import { nameOf, useDerived } from '../objects';
import type { Inventory } from '../objects';
import { formatBytes, formatCount, formatPercent } from '../values';
import './commands';
import { repositoryRows, sameRepositories } from './repository-rows';
import type { RepositoryRow } from './repository-rows';
import { IO_COLUMNS } from './io-columns';
import type { WithIo } from './io-columns';
import { texts } from './texts';
import { repositoryOf, useIoNow } from './use-io-now';
import styles from './storage.module.css';

const CLASSES: readonly ClassName[] = ['SR', 'PBD', 'host', 'host_metrics', 'pool'];

const bytes = (value: number): string => (value < 0 ? '' : formatBytes(value));

/** A repository with what the server of the tab reads and writes there now. */
type Shown = RepositoryRow & WithIo;

const COLUMNS: readonly TabColumn<Shown>[] = [
  {
    id: 'name',
    header: texts.storageColumns.name,
    width: 240,
    text: (each) => each.name,
    render: (each) => <NameCell glyph={each.glyph}>{each.name}</NameCell>,
  },
  {
    id: 'usage',
    header: texts.storageColumns.usage,
    width: 170,
    text: (each) => (each.usage ? formatPercent(each.usage.share) : ''),
    sortValue: (each) => each.usage?.share ?? null,
    render: (each) =>
      each.usage === null ? null : (
        <span className={styles['usage']} title={each.usage.text}>
          <Meter
            label={texts.storageColumns.usage}
            value={each.usage.used}
            max={each.usage.total}
            tone={each.usage.tone}
            text={formatPercent(each.usage.share)}
            showText
          />
        </span>
      ),
  },
  {
    id: 'size',
    header: texts.storageColumns.size,
    width: 96,
    align: 'end',
    text: (each) => (each.usage ? formatBytes(each.usage.total) : ''),
    sortValue: (each) => each.usage?.total ?? null,
  },
  {
    id: 'free',
    header: texts.storageColumns.free,
    width: 96,
    align: 'end',
    text: (each) => (each.usage ? formatBytes(Math.max(0, each.usage.total - each.usage.used)) : ''),
    sortValue: (each) => (each.usage ? each.usage.total - each.usage.used : null),
  },
  {
    id: 'allocated',
    header: texts.storageColumns.allocated,
    title: texts.storageHints.allocated,
    width: 104,
    align: 'end',
    text: (each) => (each.usage ? bytes(each.sr.virtual_allocation) : ''),
    sortValue: (each) => each.sr.virtual_allocation,
  },
  {
    id: 'state',
    header: texts.storageColumns.state,
    width: 224,
    text: (each) => each.state.label,
    render: (each) => <Badge tone={each.state.tone}>{each.state.label}</Badge>,
  },
  { id: 'type', header: texts.storageColumns.type, width: 150, text: (each) => each.type },
  {
    id: 'shared',
    header: texts.storageColumns.shared,
    width: 80,
    text: (each) => (each.sr.shared ? texts.yes : texts.no),
  },
  {
    id: 'servers',
    header: texts.storageColumns.servers,
    title: texts.storageHints.servers,
    width: 88,
    align: 'end',
    text: (each) => texts.ofServers(each.connected, each.servers),
    sortValue: (each) => each.connected / Math.max(1, each.servers),
  },
  {
    id: 'disks',
    header: texts.storageColumns.disks,
    width: 80,
    align: 'end',
    text: (each) => formatCount(each.sr.VDIs.length),
    sortValue: (each) => each.sr.VDIs.length,
  },
  {
    id: 'description',
    header: texts.storageColumns.description,
    width: 280,
    text: (each) => each.sr.name_description,
  },
];

/** What goes through a repository is measured by each of its servers: that of one is told. */
const SERVER_COLUMNS: readonly TabColumn<Shown>[] = [...COLUMNS.slice(0, 4), ...IO_COLUMNS, ...COLUMNS.slice(4)];

/** The storage repositories of a pool or server. */
export function RepositoriesTab({ id }: { readonly id: ObjectId }) {
  const connection = useConnection();
  const navigate = useNavigate();
  const { ref } = id;
  const cls = id.class;
  const host = cls === 'host' ? ref : null;
  const rows = useDerived(
    CLASSES,
    useCallback((inventory: Inventory) => repositoryRows(inventory, connection.id, host), [connection, host]),
    sameRepositories,
  );
  const asked = useMemo(
    () =>
      host === null
        ? []
        : rows
            .filter(({ state }) => state.label === texts.connected)
            .map(({ id: { ref: key }, sr }) => repositoryOf(key, host, sr.uuid)),
    [rows, host],
  );
  const io = useIoNow(asked);
  const shown = useMemo(() => rows.map((each): Shown => ({ ...each, io: io[each.id.ref] })), [rows, io]);
  const name = useDerived(
    CLASSES,
    useCallback((inventory: Inventory) => nameOf(inventory, cls, ref) ?? '', [cls, ref]),
  );
  return (
    <ObjectGrid
      label={texts.storageOf(name)}
      rows={shown}
      columns={host === null ? COLUMNS : SERVER_COLUMNS}
      csvName={texts.csvStorage}
      tools={<CommandButton command="pool.newSr" id={id} />}
      empty={
        <EmptyState
          icon={<Database size={24} />}
          title={texts.noStorage}
          action={<Button onPress={() => navigate({ tab: 'general' })}>{texts.toGeneral}</Button>}
        >
          {texts.noStorageText}
        </EmptyState>
      }
    />
  );
}
