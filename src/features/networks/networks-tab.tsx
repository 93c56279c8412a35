import { useCallback } from 'react';
import { Network } from 'lucide-react';
import { Button } from '../../ui/actions/button';
import { Badge } from '../../ui/display/badge';
import { EmptyState } from '../../ui/feedback/empty-state';
import { useConnection } from '../../xapi/cache/connection-context';
import { useSelect } from '../../xapi/cache/hooks';
import type { ClassName } from '../../xapi/datamodel/ref';
import { CommandButton } from '../commands';
import { useNavigate } from '../navigation';
import type { ObjectId } from '../navigation';
import { NameCell, ObjectGrid } from '../object-grid';
import type { TabColumn } from '../object-grid';
import { nameOf } from '../objects';
import type { Inventory } from '../objects';
import { formatCount } from '../values';
import { addressRows, sameAddresses } from './address-rows';
import type { AddressRow } from './address-rows';
import './commands';
import { isAutomatic } from './commands/network-commands';
import { networkRows, sameNetworks } from './network-rows';
import type { NetworkRow } from './network-rows';
import { texts } from './texts';
import styles from './networks.module.css';

/** Links are told by the metrics of NICs, which are followed while this is shown: a few for each server. */
const CLASSES: readonly ClassName[] = ['network', 'PIF', 'PIF_metrics', 'Bond', 'host', 'host_metrics', 'pool'];

const code = (text: string) => <span className={styles['code']}>{text}</span>;

const NETWORK_COLUMNS: readonly TabColumn<NetworkRow>[] = [
  {
    id: 'name',
    header: texts.networkColumns.name,
    width: 240,
    text: (each) => each.name,
    render: (each) => <NameCell glyph={each.glyph}>{each.name}</NameCell>,
  },
  { id: 'nic', header: texts.networkColumns.nic, width: 160, text: (each) => each.nic },
  { id: 'vlan', header: texts.networkColumns.vlan, width: 72, align: 'end', text: (each) => each.vlan },
  {
    id: 'link',
    header: texts.networkColumns.link,
    width: 170,
    text: (each) => each.link.label,
    render: (each) => (each.link.label === '' ? null : <Badge tone={each.link.tone}>{each.link.label}</Badge>),
  },
  {
    id: 'mtu',
    header: texts.networkColumns.mtu,
    width: 80,
    align: 'end',
    text: (each) => String(each.network.MTU),
    sortValue: (each) => each.network.MTU,
  },
  {
    id: 'automatic',
    header: texts.networkColumns.automatic,
    title: texts.networkHints.automatic,
    width: 110,
    text: (each) => (isAutomatic(each.network) ? texts.yes : texts.no),
  },
  {
    id: 'vms',
    header: texts.networkColumns.vms,
    title: texts.networkHints.vms,
    width: 104,
    align: 'end',
    text: (each) => formatCount(each.network.VIFs.length),
    sortValue: (each) => each.network.VIFs.length,
  },
  {
    id: 'sriov',
    header: texts.networkColumns.sriov,
    width: 80,
    text: (each) => (each.isSriov ? texts.yes : texts.no),
  },
  {
    id: 'description',
    header: texts.networkColumns.description,
    width: 280,
    text: (each) => each.network.name_description,
  },
];

const MAC_COLUMN: TabColumn<NetworkRow> = {
  id: 'mac',
  header: texts.networkColumns.mac,
  width: 160,
  text: (each) => each.mac,
  render: (each) => code(each.mac),
};

/** A network has one address on each server, so only a server shows it. */
const HOST_COLUMNS: readonly TabColumn<NetworkRow>[] = [
  ...NETWORK_COLUMNS.slice(0, 4),
  MAC_COLUMN,
  ...NETWORK_COLUMNS.slice(4),
];

const ADDRESS_COLUMNS: readonly TabColumn<AddressRow>[] = [
  {
    id: 'server',
    header: texts.addressColumns.server,
    width: 200,
    text: (each) => each.server,
    render: (each) => <NameCell glyph={each.glyph}>{each.server}</NameCell>,
  },
  { id: 'purpose', header: texts.addressColumns.purpose, width: 130, text: (each) => each.purpose },
  { id: 'addressNetwork', header: texts.addressColumns.network, width: 180, text: (each) => each.network },
  { id: 'addressNic', header: texts.addressColumns.nic, width: 140, text: (each) => each.nic },
  {
    id: 'setup',
    header: texts.addressColumns.setup,
    width: 90,
    text: (each) => texts.setups[each.pif.ip_configuration_mode],
  },
  { id: 'ip', header: texts.addressColumns.ip, width: 130, text: (each) => each.pif.IP },
  { id: 'netmask', header: texts.addressColumns.netmask, width: 130, text: (each) => each.pif.netmask },
  { id: 'gateway', header: texts.addressColumns.gateway, width: 130, text: (each) => each.pif.gateway },
  { id: 'dns', header: texts.addressColumns.dns, width: 180, text: (each) => each.pif.DNS },
  {
    id: 'ipv6',
    header: texts.addressColumns.ipv6,
    width: 220,
    text: (each) => each.pif.IPv6.filter((address) => address !== '').join(', '),
  },
];

/** The networks of a pool or server, and the IP addresses of the servers. */
export function NetworksTab({ id }: { readonly id: ObjectId }) {
  const connection = useConnection();
  const navigate = useNavigate();
  const { ref } = id;
  const cls = id.class;
  const host = cls === 'host' ? ref : null;
  const networks = useSelect(
    CLASSES,
    useCallback((inventory: Inventory) => networkRows(inventory, connection.id, host), [connection, host]),
    sameNetworks,
  );
  const addresses = useSelect(
    CLASSES,
    useCallback((inventory: Inventory) => addressRows(inventory, connection.id, host), [connection, host]),
    sameAddresses,
  );
  const name = useSelect(
    CLASSES,
    useCallback((inventory: Inventory) => nameOf(inventory, cls, ref) ?? '', [cls, ref]),
  );
  return (
    <div className={styles['tab']}>
      <ObjectGrid
        label={texts.networksOf(name)}
        rows={networks}
        columns={host === null ? NETWORK_COLUMNS : HOST_COLUMNS}
        csvName={texts.csvNetworks}
        tools={<CommandButton command="network.new" id={id} />}
        empty={
          <EmptyState
            icon={<Network size={24} />}
            title={texts.noNetworks}
            action={<CommandButton command="network.new" id={id} variant="primary" />}
          >
            {texts.noNetworksText}
          </EmptyState>
        }
      />
      <ObjectGrid
        small
        label={texts.addressesOf(name)}
        title={texts.addresses}
        rows={addresses}
        columns={ADDRESS_COLUMNS}
        csvName={texts.csvAddresses}
        opens={(each) => ({ connection: connection.id, class: 'network', ref: each.pif.network })}
        empty={
          <EmptyState
            compact
            icon={<Network size={24} />}
            title={texts.noAddresses}
            action={<Button onPress={() => navigate({ tab: 'general' })}>{texts.toGeneral}</Button>}
          >
            {texts.noAddressesText}
          </EmptyState>
        }
      />
    </div>
  );
}
