import { useCallback } from 'react';
import { HeartPulse } from 'lucide-react';
import { Badge } from '../../ui/display/badge';
import { EmptyState } from '../../ui/feedback/empty-state';
import { useConnection } from '../../xapi/cache/connection-context';
import type { ClassName } from '../../xapi/datamodel/ref';
import { CommandButton } from '../commands';
import type { ObjectId } from '../navigation';
import { ObjectGrid } from '../object-grid';
import type { TabColumn } from '../object-grid';
import { nameOf, useDerived } from '../objects';
import type { Inventory } from '../objects';
import { formatCount } from '../values';
import './commands';
import { haState, priorityText, vmRows } from './ha-rows';
import type { HeartbeatRow, VmRow } from './ha-rows';
import styles from './ha.module.css';
import { texts } from './texts';

const STATE_CLASSES: readonly ClassName[] = ['pool', 'host', 'host_metrics', 'VDI', 'SR'];
const VM_CLASSES: readonly ClassName[] = ['VM', 'VBD', 'VDI', 'SR', 'PBD', 'host', 'VIF', 'network', 'PIF', 'VLAN'];

const sameData = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

const HEARTBEAT_COLUMNS: readonly TabColumn<HeartbeatRow>[] = [
  { id: 'server', header: texts.columns.server, width: 220, text: ({ name }) => name },
  {
    id: 'network',
    header: texts.columns.network,
    width: 190,
    text: ({ network }) => network,
    render: ({ network, isLive }) => <Badge tone={isLive ? 'ok' : 'danger'}>{network}</Badge>,
  },
  {
    id: 'storage',
    header: texts.columns.storage,
    width: 190,
    text: ({ storage }) => storage,
    render: ({ storage, isLive }) => <Badge tone={isLive ? 'ok' : 'danger'}>{storage}</Badge>,
  },
];

const VM_COLUMNS: readonly TabColumn<VmRow>[] = [
  { id: 'vm', header: texts.columns.vm, width: 220, text: ({ name }) => name },
  { id: 'priority', header: texts.columns.priority, width: 220, text: ({ priority }) => priorityText(priority) },
  {
    id: 'agile',
    header: texts.columns.agile,
    width: 320,
    text: ({ pinned }) => (pinned === null ? texts.agile : texts.notAgile(pinned)),
  },
  {
    id: 'order',
    header: texts.columns.order,
    width: 110,
    align: 'end',
    text: ({ order }) => formatCount(order),
    sortValue: ({ order }) => order,
  },
  {
    id: 'delay',
    header: texts.columns.delay,
    width: 150,
    align: 'end',
    text: ({ delayS }) => texts.seconds(delayS),
    sortValue: ({ delayS }) => delayS,
  },
];

/** High availability of a pool: its state, the heartbeats of its servers, and what becomes of each VM. */
export function HaTab({ id }: { readonly id: ObjectId }) {
  const connection = useConnection();
  const state = useDerived(
    STATE_CLASSES,
    useCallback((inventory: Inventory) => haState(inventory, connection.id), [connection]),
    sameData,
  );
  const vms = useDerived(
    VM_CLASSES,
    useCallback((inventory: Inventory) => vmRows(inventory, connection.id), [connection]),
    sameData,
  );
  const name = useDerived(
    STATE_CLASSES,
    useCallback((inventory: Inventory) => nameOf(inventory, 'pool', id.ref) ?? '', [id.ref]),
  );
  return (
    <div className={styles['tab']}>
      <div className={styles['top']}>
        <dl className={styles['facts']} aria-label={texts.facts}>
          {state.facts.map(({ label, text }) => (
            <div key={label}>
              <dt>{label}</dt>
              <dd>{text}</dd>
            </div>
          ))}
        </dl>
        <div className={styles['buttons']}>
          <CommandButton command="pool.haTolerance" id={id} />
          <CommandButton command={state.isOn ? 'pool.disableHa' : 'pool.enableHa'} id={id} />
        </div>
      </div>
      <ObjectGrid
        label={texts.vms(name)}
        title={texts.vmsTitle}
        rows={vms}
        columns={VM_COLUMNS}
        csvName={texts.csvVms}
        empty={
          <EmptyState
            icon={<HeartPulse size={24} />}
            title={texts.noVms}
            action={<CommandButton command="vm.create" id={id} />}
          >
            {texts.offText}
          </EmptyState>
        }
      />
      {state.isOn ? (
        <ObjectGrid
          label={texts.heartbeats(name)}
          title={texts.heartbeatsTitle}
          small
          rows={state.heartbeats}
          columns={HEARTBEAT_COLUMNS}
          csvName={texts.csvHeartbeats}
          empty={null}
        />
      ) : null}
    </div>
  );
}
