import { useCallback, useMemo } from 'react';
import { HardDrive, Server } from 'lucide-react';
import { Badge } from '../../ui/display/badge';
import { Meter } from '../../ui/display/meter';
import { EmptyState } from '../../ui/feedback/empty-state';
import { useConnection } from '../../xapi/cache/connection-context';
import type { ClassName } from '../../xapi/datamodel/ref';
import { CommandButton } from '../commands';
import type { ObjectId } from '../navigation';
import { NameCell, ObjectGrid } from '../object-grid';
import type { TabColumn } from '../object-grid';
import { nameOf, row, statusBadgeTone, useDerived } from '../objects';
import type { Inventory } from '../objects';
import { formatBytes } from '../values';
import './commands';
import { connectionRows, sameConnections } from './connection-rows';
import type { ConnectionRow } from './connection-rows';
import { IO_COLUMNS, latencyText, rateText } from './io-columns';
import type { WithIo } from './io-columns';
import { StoredDisks } from './sr-disk-rows';
import type { StoredDiskRow } from './sr-disk-rows';
import { sameFacts, storageFacts } from './storage-facts';
import { texts } from './texts';
import { repositoryOf, totalIo, useIoNow } from './use-io-now';
import type { IoNow } from './use-io-now';
import styles from './storage.module.css';

const CLASSES: readonly ClassName[] = ['SR', 'VDI', 'VBD', 'VM', 'PBD', 'host', 'host_metrics', 'SM', 'pool'];

const DISK_COLUMNS: readonly TabColumn<StoredDiskRow>[] = [
  {
    id: 'name',
    header: texts.diskColumns.name,
    width: 240,
    text: (each) => each.name,
    render: (each) => <NameCell glyph={each.glyph}>{each.name}</NameCell>,
  },
  { id: 'vm', header: texts.diskColumns.vm, width: 180, text: (each) => each.users },
  {
    id: 'size',
    header: texts.diskColumns.size,
    width: 96,
    align: 'end',
    text: (each) => formatBytes(each.vdi.virtual_size),
    sortValue: (each) => each.vdi.virtual_size,
  },
  {
    id: 'onStorage',
    header: texts.diskColumns.onStorage,
    title: texts.diskHints.onStorage,
    width: 104,
    align: 'end',
    text: (each) => (each.vdi.physical_utilisation < 0 ? '' : formatBytes(each.vdi.physical_utilisation)),
    sortValue: (each) => (each.vdi.physical_utilisation < 0 ? null : each.vdi.physical_utilisation),
  },
  { id: 'kind', header: texts.diskColumns.kind, width: 180, text: (each) => each.kind },
  {
    id: 'state',
    header: texts.diskColumns.state,
    width: 140,
    text: (each) => each.status.label,
    render: (each) => <Badge tone={statusBadgeTone(each.status)}>{each.status.label}</Badge>,
  },
  {
    id: 'chain',
    header: texts.diskColumns.chain,
    title: texts.diskHints.chain,
    width: 72,
    align: 'end',
    text: (each) => (each.chain === 0 ? '' : String(each.chain)),
    sortValue: (each) => each.chain,
  },
  {
    id: 'cbt',
    header: texts.diskColumns.cbt,
    title: texts.diskHints.cbt,
    width: 130,
    text: (each) => (each.vdi.cbt_enabled ? texts.tracked : ''),
  },
  {
    id: 'description',
    header: texts.diskColumns.description,
    width: 280,
    text: (each) => each.vdi.name_description,
  },
];

/** A server with what it reads and writes now. */
type ServerRow = ConnectionRow & WithIo;

const CONNECTION_COLUMNS: readonly TabColumn<ServerRow>[] = [
  {
    id: 'server',
    header: texts.connectionColumns.server,
    width: 240,
    text: (each) => each.name,
    render: (each) => <NameCell glyph={each.glyph}>{each.name}</NameCell>,
  },
  {
    id: 'connection',
    header: texts.connectionColumns.state,
    width: 180,
    text: (each) => each.state.label,
    render: (each) => <Badge tone={each.state.tone}>{each.state.label}</Badge>,
  },
  {
    id: 'paths',
    header: texts.connectionColumns.paths,
    width: 140,
    text: (each) => each.paths.label,
    render: (each) => (each.paths.label === '' ? null : <Badge tone={each.paths.tone}>{each.paths.label}</Badge>),
  },
  ...IO_COLUMNS,
  { id: 'sessions', header: texts.connectionColumns.sessions, width: 120, align: 'end', text: (each) => each.sessions },
  {
    id: 'device',
    header: texts.connectionColumns.device,
    width: 420,
    text: (each) => each.device,
    render: (each) => <span className={styles['code']}>{each.device}</span>,
  },
];

/** What lies on a repository, how full it is, and which servers reach it over which paths. */
export function SrStorageTab({ id }: { readonly id: ObjectId }) {
  const connection = useConnection();
  const { ref } = id;
  const stored = useMemo(() => new StoredDisks(connection.id, ref), [connection, ref]);
  const disks = useDerived(
    CLASSES,
    useCallback((inventory: Inventory) => stored.read(inventory), [stored]),
  );
  const servers = useDerived(
    CLASSES,
    useCallback((inventory: Inventory) => connectionRows(inventory, connection.id, ref), [connection, ref]),
    sameConnections,
  );
  const uuid = useDerived(
    CLASSES,
    useCallback((inventory: Inventory) => row(inventory, 'SR', ref)?.uuid ?? '', [ref]),
  );
  const asked = useMemo(
    () => servers.filter(({ isAttached }) => isAttached).map(({ host }) => repositoryOf(host, host, uuid)),
    [servers, uuid],
  );
  const io = useIoNow(asked);
  const measured = useMemo(() => servers.map((each): ServerRow => ({ ...each, io: io[each.host] })), [servers, io]);
  const name = useDerived(
    CLASSES,
    useCallback((inventory: Inventory) => nameOf(inventory, 'SR', ref) ?? '', [ref]),
  );
  return (
    <div className={styles['tab']}>
      <Facts id={id} io={totalIo(Object.values(io))} />
      <ObjectGrid
        label={texts.disksOn(name)}
        rows={disks}
        columns={DISK_COLUMNS}
        csvName={texts.csvDisks}
        tools={<CommandButton command="sr.newDisk" id={id} />}
        empty={<NoDisks id={id} />}
      />
      <ObjectGrid
        small
        label={texts.connectionsOf(name)}
        title={texts.connections}
        rows={measured}
        columns={CONNECTION_COLUMNS}
        csvName={texts.csvConnections}
        opens={(each) => ({ connection: connection.id, class: 'host', ref: each.host })}
        empty={
          <EmptyState
            compact
            icon={<Server size={24} />}
            title={texts.noConnections}
            action={<CommandButton command="object.goTo" id={id} />}
          >
            {texts.noConnectionsText}
          </EmptyState>
        }
      />
    </div>
  );
}

function NoDisks({ id }: { readonly id: ObjectId }) {
  const { ref } = id;
  const isLibrary = useDerived(
    CLASSES,
    useCallback((inventory: Inventory) => row(inventory, 'SR', ref)?.content_type === 'iso', [ref]),
  );
  return (
    <EmptyState
      icon={<HardDrive size={24} />}
      title={isLibrary ? texts.noDiscs : texts.noDisksOn}
      action={
        <>
          <CommandButton command="sr.newDisk" id={id} />
          <CommandButton command="sr.rescan" id={id} />
        </>
      }
    >
      {isLibrary ? texts.noDiscsText : texts.noDisksOnText}
    </EmptyState>
  );
}

function Facts({ id, io }: { readonly id: ObjectId; readonly io: IoNow }) {
  const { ref } = id;
  const known = useDerived(
    CLASSES,
    useCallback((inventory: Inventory) => storageFacts(inventory, ref), [ref]),
    sameFacts,
  );
  if (known === null) return null;
  const { usage, facts } = known;
  return (
    <dl className={styles['facts']} aria-label={texts.facts.label}>
      {usage === null ? null : (
        <div className={styles['fact']}>
          <dt>{texts.facts.usage}</dt>
          <dd className={styles['meter']}>
            <Meter
              label={texts.facts.usage}
              value={usage.used}
              max={usage.total}
              tone={usage.tone}
              text={usage.text}
              showText
            />
          </dd>
        </div>
      )}
      {facts.map((fact) => (
        <div key={fact.id} className={styles['fact']}>
          <dt>{texts.facts[fact.id]}</dt>
          <dd>{fact.text}</dd>
        </div>
      ))}
      {io.readBytesPerS === undefined ? null : (
        <div className={styles['fact']}>
          <dt>{texts.io.now}</dt>
          <dd>{texts.io.total(rateText(io.readBytesPerS), rateText(io.writeBytesPerS), latencyText(io.latencyUs))}</dd>
        </div>
      )}
    </dl>
  );
}
