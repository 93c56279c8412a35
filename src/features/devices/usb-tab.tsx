import { useCallback } from 'react';
import { Usb } from 'lucide-react';
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
import { formatCount } from '../values';
import './commands';
import styles from './devices.module.css';
import { texts } from './texts';
import { sameUsb, usbRows } from './usb-rows';
import type { UsbRow } from './usb-rows';

const CLASSES: readonly ClassName[] = ['PUSB', 'USB_group', 'VUSB', 'VM', 'host'];

const COLUMNS: readonly TabColumn<UsbRow>[] = [
  { id: 'location', header: texts.columns.location, width: 90, text: ({ pusb }) => pusb.path },
  { id: 'device', header: texts.columns.device, width: 280, text: ({ pusb }) => pusb.description || pusb.product_desc },
  { id: 'vendor', header: texts.columns.vendor, width: 180, text: ({ pusb }) => pusb.vendor_desc },
  { id: 'serial', header: texts.columns.serial, width: 150, text: ({ pusb }) => pusb.serial },
  { id: 'version', header: texts.columns.version, width: 70, text: ({ pusb }) => pusb.version },
  {
    id: 'speed',
    header: texts.columns.speed,
    width: 110,
    align: 'end',
    text: ({ pusb }) => (pusb.speed > 0 ? texts.megabits(formatCount(pusb.speed)) : ''),
    sortValue: ({ pusb }) => pusb.speed,
  },
  {
    id: 'allowed',
    header: texts.columns.allowed,
    width: 90,
    text: ({ pusb }) => (pusb.passthrough_enabled ? texts.yes : texts.no),
  },
  {
    id: 'vm',
    header: texts.columns.vm,
    width: 220,
    text: ({ vm, isAttached }) => (vm === '' || isAttached ? vm : texts.notNow(vm)),
  },
];

/** The USB devices of a server. */
export function UsbTab({ id }: { readonly id: ObjectId }) {
  const connection = useConnection();
  const { ref } = id;
  const devices = useSelect(
    CLASSES,
    useCallback((inventory: Inventory) => usbRows(inventory, connection.id, ref), [connection, ref]),
    sameUsb,
  );
  const name = useSelect(
    CLASSES,
    useCallback((inventory: Inventory) => nameOf(inventory, 'host', ref) ?? '', [ref]),
  );
  return (
    <div className={styles['tab']}>
      <p className={styles['note']}>{texts.notes.usb}</p>
      <ObjectGrid
        label={texts.usb(name)}
        rows={devices}
        columns={COLUMNS}
        csvName={texts.csvUsb}
        opens={() => null}
        tools={<CommandButton command="host.scanUsb" id={id} />}
        empty={
          <EmptyState
            icon={<Usb size={24} />}
            title={texts.noUsb}
            action={<CommandButton command="host.scanUsb" id={id} />}
          >
            {texts.noUsbText}
          </EmptyState>
        }
      />
    </div>
  );
}
