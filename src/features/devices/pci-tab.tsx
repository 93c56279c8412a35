import { useCallback, useMemo } from 'react';
import { CircuitBoard } from 'lucide-react';
import { EmptyState } from '../../ui/feedback/empty-state';
import { useConnection } from '../../xapi/cache/connection-context';
import { useSelect } from '../../xapi/cache/hooks';
import type { ClassName } from '../../xapi/datamodel/ref';
import { CommandButton } from '../commands';
import type { ObjectId } from '../navigation';
import { ObjectGrid } from '../object-grid';
import type { TabColumn } from '../object-grid';
import { nameOf } from '../objects';
import type { Inventory } from '../objects';
import './commands';
import styles from './devices.module.css';
import { pciRows, samePci } from './pci-rows';
import type { PciRow } from './pci-rows';
import { texts } from './texts';
import { useDom0Access } from './use-dom0-access';
import type { Access } from './use-dom0-access';

const CLASSES: readonly ClassName[] = ['PCI', 'VM', 'host'];

interface Shown extends PciRow {
  /** Undefined: the pool does not tell. */
  readonly access: Access | undefined;
}

const vmText = ({ attached, planned }: PciRow): string =>
  [attached, planned === '' ? '' : texts.notNow(planned)].filter((text) => text !== '').join(', ');

const COLUMNS: readonly TabColumn<Shown>[] = [
  {
    id: 'bus',
    header: texts.columns.bus,
    title: texts.hints.bus,
    width: 130,
    text: ({ pci }) => pci.pci_id,
    render: ({ pci }) => <span className={styles['code']}>{pci.pci_id}</span>,
  },
  { id: 'device', header: texts.columns.device, width: 300, text: ({ pci }) => pci.device_name },
  { id: 'vendor', header: texts.columns.vendor, width: 200, text: ({ pci }) => pci.vendor_name },
  { id: 'class', header: texts.columns.class, width: 190, text: ({ pci }) => pci.class_name },
  { id: 'driver', header: texts.columns.driver, width: 100, text: ({ pci }) => pci.driver_name },
  {
    id: 'access',
    header: texts.columns.access,
    title: texts.hints.access,
    width: 180,
    text: ({ access }) => (access === undefined ? '' : texts.access[access]),
  },
  { id: 'vm', header: texts.columns.vm, width: 220, text: vmText },
];

/** The PCI devices of a server: what they are, whether the control domain uses them, and which VM has them. */
export function PciTab({ id }: { readonly id: ObjectId }) {
  const connection = useConnection();
  const { ref } = id;
  const devices = useSelect(
    CLASSES,
    useCallback((inventory: Inventory) => pciRows(inventory, connection.id, ref), [connection, ref]),
    samePci,
  );
  const name = useSelect(
    CLASSES,
    useCallback((inventory: Inventory) => nameOf(inventory, 'host', ref) ?? '', [ref]),
  );
  const access = useDom0Access(devices);
  const shown = useMemo(
    () => devices.map((each): Shown => ({ ...each, access: access[each.id.ref] })),
    [devices, access],
  );
  return (
    <div className={styles['tab']}>
      <p className={styles['note']}>{texts.notes.pci}</p>
      <ObjectGrid
        label={texts.pci(name)}
        rows={shown}
        columns={COLUMNS}
        csvName={texts.csvPci}
        opens={() => null}
        empty={
          <EmptyState
            icon={<CircuitBoard size={24} />}
            title={texts.noPci}
            action={<CommandButton command="object.goTo" id={id} />}
          >
            {texts.noPciText}
          </EmptyState>
        }
      />
    </div>
  );
}
