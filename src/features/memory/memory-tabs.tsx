import { useCallback, useMemo } from 'react';
import { MemoryStick } from 'lucide-react';
import { Meter } from '../../ui/display/meter';
import type { MeterSegment } from '../../ui/display/meter';
import { Button } from '../../ui/actions/button';
import { EmptyState } from '../../ui/feedback/empty-state';
import { useConnection } from '../../xapi/cache/connection-context';
import type { ClassName } from '../../xapi/datamodel/ref';
import { CommandButton } from '../commands';
import { useNavigate } from '../navigation';
import type { ObjectId } from '../navigation';
import { ObjectGrid } from '../object-grid';
import { nameOf, row, useDerived } from '../objects';
import type { Inventory } from '../objects';
import { formatBytes } from '../values';
import './commands';
import { mostText, RangeBar, rangeText, SERVER_COLUMNS, VM_COLUMNS } from './columns';
import type { ServerRow, VmRow } from './columns';
import { controlMetrics, hostMemory, metricsOn, pieces, serversMemory, vmMemory } from './memory-model';
import type { HostMemory } from './memory-model';
import styles from './memory.module.css';
import { texts } from './texts';
import { useVmMetrics } from './use-vm-metrics';

const CLASSES: readonly ClassName[] = ['host', 'host_metrics', 'VM', 'VM_metrics', 'pool'];

/** Plain data: what looks the same is the same. */
const sameJson = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

/** Memory of a server: where it is, and the VMs that have it. */
export function HostMemoryTab({ id }: { readonly id: ObjectId }) {
  const connection = useConnection();
  const { ref } = id;
  const metrics = useDerived(
    CLASSES,
    useCallback((inventory: Inventory) => metricsOn(inventory, ref), [ref]),
    sameJson,
  );
  useVmMetrics(metrics);
  const server = useDerived(
    CLASSES,
    useCallback((inventory: Inventory) => hostMemory(inventory, ref), [ref]),
    sameJson,
  );
  const rows = useMemo(
    () => (server?.vms ?? []).map((vm): VmRow => ({ id: { connection: connection.id, class: 'VM', ref: vm.ref }, vm })),
    [connection, server],
  );
  if (server === null) return <p className={styles['note']}>{texts.notLive}</p>;
  return (
    <div className={styles['tab']}>
      <ServerBar server={server} />
      <ObjectGrid
        label={texts.vmsOf(server.name)}
        rows={rows}
        columns={VM_COLUMNS}
        csvName="memory"
        empty={<NoVms host={id} />}
      />
    </div>
  );
}

function NoVms({ host }: { readonly host: ObjectId }) {
  return (
    <EmptyState
      icon={<MemoryStick size={24} />}
      title={texts.noVms}
      action={<CommandButton command="pool.newVm" id={host} variant="primary" />}
    >
      {texts.noVmsText}
    </EmptyState>
  );
}

const NAMES = { xen: texts.xen, controlDomain: texts.controlDomain, other: texts.unknownUse } as const;

/** VMs in turns of two colours, so that neighbours can be told apart. */
function segmentsOf(server: HostMemory): readonly MeterSegment[] {
  return pieces(server, NAMES).map(({ kind, name, bytes }, at) => ({
    value: bytes,
    tone: kind !== 'vm' ? 'neutral' : at % 2 === 0 ? 'accent' : 'asleep',
    label: texts.piece(name, formatBytes(bytes)),
  }));
}

function ServerBar({ server }: { readonly server: HostMemory }) {
  const facts: readonly (readonly [name: string, value: string, hint?: string])[] = [
    [texts.facts.total, formatBytes(server.total)],
    [texts.facts.used, formatBytes(server.total - server.free)],
    [texts.facts.free, formatBytes(server.free)],
    [texts.facts.controlDomain, server.controlDomain > 0 ? formatBytes(server.controlDomain) : texts.unknown],
    [texts.facts.most, mostText(server), texts.mostHint],
  ];
  return (
    <div className={styles['server']}>
      <div className={styles['bar']}>
        <Meter
          label={texts.memoryOf(server.name)}
          max={server.total}
          segments={segmentsOf(server)}
          text={texts.usage(formatBytes(server.total - server.free), formatBytes(server.total))}
        />
      </div>
      <dl className={styles['facts']}>
        {facts.map(([name, value, hint]) => (
          <div key={name} title={hint}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </div>
  );
}

/** Memory of all servers of a pool. */
export function PoolMemoryTab({ id }: { readonly id: ObjectId }) {
  const connection = useConnection();
  const navigate = useNavigate();
  useVmMetrics(useDerived(CLASSES, controlMetrics, sameJson));
  const servers = useDerived(CLASSES, serversMemory, sameJson);
  const name = useDerived(
    CLASSES,
    useCallback((inventory: Inventory) => nameOf(inventory, 'pool', id.ref) ?? '', [id.ref]),
  );
  const rows = useMemo(
    () =>
      servers.map((server): ServerRow => ({
        id: { connection: connection.id, class: 'host', ref: server.ref },
        server,
      })),
    [connection, servers],
  );
  return (
    <ObjectGrid
      label={texts.serversOf(name)}
      rows={rows}
      columns={SERVER_COLUMNS}
      csvName="memory"
      empty={
        <EmptyState
          icon={<MemoryStick size={24} />}
          title={texts.notLive}
          action={<Button onPress={() => navigate({ tab: null })}>{texts.showGeneral}</Button>}
        />
      }
    />
  );
}

/** Memory of a VM or template. */
export function VmMemoryTab({ id }: { readonly id: ObjectId }) {
  const { ref } = id;
  const metrics = useDerived(
    CLASSES,
    useCallback((inventory: Inventory) => row(inventory, 'VM', ref)?.metrics ?? '', [ref]),
  );
  useVmMetrics(useMemo(() => [metrics], [metrics]));
  const vm = useDerived(
    CLASSES,
    useCallback((inventory: Inventory) => vmMemory(inventory, ref), [ref]),
    sameJson,
  );
  if (vm === null) return null;
  return (
    <div className={styles['server']}>
      <div className={styles['bar']}>
        <RangeBar vm={vm} />
        <p className={styles['note']}>{rangeText(vm)}</p>
      </div>
      <dl className={styles['facts']}>
        <div title={texts.hints.dynamicMin}>
          <dt>{texts.columns.dynamicMin}</dt>
          <dd>{formatBytes(vm.dynamicMin)}</dd>
        </div>
        <div title={texts.hints.dynamicMax}>
          <dt>{texts.columns.dynamicMax}</dt>
          <dd>{formatBytes(vm.dynamicMax)}</dd>
        </div>
        <div title={texts.hints.staticMax}>
          <dt>{texts.columns.staticMax}</dt>
          <dd>{formatBytes(vm.staticMax)}</dd>
        </div>
      </dl>
      <CommandButton command="vm.memory" id={id} />
    </div>
  );
}
