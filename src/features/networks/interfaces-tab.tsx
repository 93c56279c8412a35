import { useCallback } from 'react';
import { Network } from 'lucide-react';
import { Badge } from '../../ui/display/badge';
import { EmptyState } from '../../ui/feedback/empty-state';
import { useConnection } from '../../xapi/cache/connection-context';
import { useObject } from '../../xapi/cache/hooks';
import type { ClassName } from '../../xapi/datamodel/ref';
import { CommandButton } from '../commands';
import type { ObjectId } from '../navigation';
import { NameCell, ObjectGrid } from '../object-grid';
import type { TabColumn } from '../object-grid';
import { nameOf, useDerived } from '../objects';
import type { Inventory } from '../objects';
import { formatCount } from '../values';
import './commands';
import { limitOf } from './commands/interface-model';
import { interfaceRows, sameInterfaces } from './interface-rows';
import type { InterfaceRow } from './interface-rows';
import { texts } from './texts';
import styles from './networks.module.css';

const CLASSES: readonly ClassName[] = ['VM', 'VIF', 'network', 'VM_guest_metrics'];

const COLUMNS: readonly TabColumn<InterfaceRow>[] = [
  {
    id: 'name',
    header: texts.interfaceColumns.device,
    width: 150,
    text: (each) => texts.interface(each.vif.device),
    render: (each) => <NameCell glyph={each.glyph}>{texts.interface(each.vif.device)}</NameCell>,
  },
  { id: 'network', header: texts.interfaceColumns.network, width: 220, text: (each) => each.network },
  {
    id: 'mac',
    header: texts.interfaceColumns.mac,
    width: 160,
    text: (each) => each.vif.MAC,
    render: (each) => <span className={styles['code']}>{each.vif.MAC}</span>,
  },
  {
    id: 'addresses',
    header: texts.interfaceColumns.addresses,
    title: texts.interfaceHints.addresses,
    width: 240,
    text: (each) => each.addresses.join(', '),
  },
  {
    id: 'state',
    header: texts.interfaceColumns.state,
    width: 120,
    text: (each) => each.state.label,
    render: (each) => <Badge tone={each.state.tone}>{each.state.label}</Badge>,
  },
  {
    id: 'limit',
    header: texts.interfaceColumns.limit,
    title: texts.interfaceHints.limit,
    width: 110,
    align: 'end',
    text: (each) => {
      const limit = limitOf(each.vif);
      return limit === null ? '' : texts.kilobytesPerSecond(formatCount(limit));
    },
    sortValue: (each) => limitOf(each.vif),
  },
  {
    id: 'mtu',
    header: texts.interfaceColumns.mtu,
    width: 80,
    align: 'end',
    text: (each) => String(each.vif.MTU),
    sortValue: (each) => each.vif.MTU,
  },
  {
    id: 'locking',
    header: texts.interfaceColumns.locking,
    width: 180,
    text: (each) => texts.locking[each.vif.locking_mode],
  },
];

/** The network interfaces of a VM, template or snapshot. */
export function InterfacesTab({ id }: { readonly id: ObjectId }) {
  const connection = useConnection();
  const { ref } = id;
  const vm = useObject('VM', ref);
  // Addresses come from the guest; its words are followed while they are shown.
  useObject('VM_guest_metrics', vm?.guest_metrics);
  const rows = useDerived(
    CLASSES,
    useCallback((inventory: Inventory) => interfaceRows(inventory, connection.id, ref), [connection, ref]),
    sameInterfaces,
  );
  const name = useDerived(
    CLASSES,
    useCallback((inventory: Inventory) => nameOf(inventory, 'VM', ref) ?? '', [ref]),
  );
  const isSnapshot = vm?.is_a_snapshot === true;
  return (
    <ObjectGrid
      label={texts.interfacesOf(name)}
      rows={rows}
      columns={COLUMNS}
      csvName={texts.csvInterfaces}
      opens={(each) => ({ connection: connection.id, class: 'network', ref: each.vif.network })}
      tools={<CommandButton command="vm.addInterface" id={id} />}
      empty={
        <EmptyState
          icon={<Network size={24} />}
          title={texts.noInterfaces}
          action={<CommandButton command={isSnapshot ? 'object.goTo' : 'vm.addInterface'} id={id} variant="primary" />}
        >
          {isSnapshot ? texts.snapshotWithout : texts.noInterfacesText}
        </EmptyState>
      }
    />
  );
}
