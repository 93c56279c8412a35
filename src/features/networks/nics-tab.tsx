import { useCallback } from 'react';
import { EthernetPort } from 'lucide-react';
import { Badge } from '../../ui/display/badge';
import { EmptyState } from '../../ui/feedback/empty-state';
import { useConnection } from '../../xapi/cache/connection-context';
import { useSelect } from '../../xapi/cache/hooks';
import type { ClassName } from '../../xapi/datamodel/ref';
import { CommandButton } from '../commands';
import type { ObjectId } from '../navigation';
import { NameCell, ObjectGrid } from '../object-grid';
import type { TabColumn } from '../object-grid';
import { nameOf } from '../objects';
import type { Inventory } from '../objects';
import { formatCount } from '../values';
import './commands';
import { nicRows, sameNics } from './nic-rows';
import type { NicRow } from './nic-rows';
import { texts } from './texts';
import styles from './networks.module.css';

const CLASSES: readonly ClassName[] = ['PIF', 'PIF_metrics', 'Bond', 'network', 'network_sriov', 'host'];

const code = (text: string) => <span className={styles['code']}>{text}</span>;

const COLUMNS: readonly TabColumn<NicRow>[] = [
  {
    id: 'name',
    header: texts.nicColumns.name,
    width: 120,
    text: (each) => each.pif.device,
    render: (each) => <NameCell glyph={each.glyph}>{each.pif.device}</NameCell>,
  },
  {
    id: 'link',
    header: texts.nicColumns.link,
    width: 110,
    text: (each) => each.link.label,
    render: (each) => <Badge tone={each.link.tone}>{each.link.label}</Badge>,
  },
  {
    id: 'speed',
    header: texts.nicColumns.speed,
    width: 110,
    align: 'end',
    text: (each) => (speedOf(each) === null ? '' : texts.megabits(formatCount(speedOf(each) ?? 0))),
    sortValue: (each) => speedOf(each),
  },
  {
    id: 'duplex',
    header: texts.nicColumns.duplex,
    width: 72,
    text: (each) => (each.metrics?.carrier ? (each.metrics.duplex ? texts.full : texts.half) : ''),
  },
  {
    id: 'mac',
    header: texts.nicColumns.mac,
    width: 160,
    text: (each) => each.pif.MAC,
    render: (each) => code(each.pif.MAC),
  },
  { id: 'bond', header: texts.nicColumns.bond, width: 190, text: (each) => each.bond },
  { id: 'network', header: texts.nicColumns.network, width: 160, text: (each) => each.network },
  { id: 'ip', header: texts.nicColumns.ip, width: 130, text: (each) => each.pif.IP },
  { id: 'vendor', header: texts.nicColumns.vendor, width: 160, text: (each) => each.metrics?.vendor_name ?? '' },
  { id: 'device', header: texts.nicColumns.device, width: 220, text: (each) => each.metrics?.device_name ?? '' },
  {
    id: 'busPath',
    header: texts.nicColumns.busPath,
    width: 120,
    text: (each) => each.metrics?.pci_bus_path ?? '',
    render: (each) => code(each.metrics?.pci_bus_path ?? ''),
  },
  { id: 'sriov', header: texts.nicColumns.sriov, width: 170, text: (each) => each.sriov },
];

/** A NIC without a link has no speed, whatever it had last. */
function speedOf({ metrics }: NicRow): number | null {
  return metrics?.carrier && metrics.speed > 0 ? metrics.speed : null;
}

/** The network cards and bonds of a server. */
export function NicsTab({ id }: { readonly id: ObjectId }) {
  const connection = useConnection();
  const { ref } = id;
  const rows = useSelect(
    CLASSES,
    useCallback((inventory: Inventory) => nicRows(inventory, connection.id, ref), [connection, ref]),
    sameNics,
  );
  const name = useSelect(
    CLASSES,
    useCallback((inventory: Inventory) => nameOf(inventory, 'host', ref) ?? '', [ref]),
  );
  const rescan = <CommandButton command="host.rescanNics" id={id} />;
  return (
    <ObjectGrid
      label={texts.nicsOf(name)}
      rows={rows}
      columns={COLUMNS}
      csvName={texts.csvNics}
      tools={rescan}
      opens={(each) => ({ connection: connection.id, class: 'network', ref: each.pif.network })}
      empty={
        <EmptyState icon={<EthernetPort size={24} />} title={texts.noNics} action={rescan}>
          {texts.noNicsText}
        </EmptyState>
      }
    />
  );
}
