import type { Ref } from '../../../xapi/datamodel/ref';
import { installHost, joinPool } from '../../api/host/install';
import { GIB, type Builder } from '../builder';
import { BACKUP_DRIVE, LICENCE_KEY, NEWER_SERVER, OLDER_SERVER, serverSpec, type ServerPlan } from '../hardware';

/** Two generations of servers, named after rivers of East Anglia. */
const SERVERS: readonly ServerPlan[] = [
  { name: 'granta-1', server: OLDER_SERVER, memoryGib: 192, localStorageGib: 880, unpluggedPorts: [] },
  { name: 'granta-2', server: OLDER_SERVER, memoryGib: 192, localStorageGib: 880, usbDevices: [BACKUP_DRIVE] },
  {
    name: 'granta-3',
    server: OLDER_SERVER,
    memoryGib: 192,
    localStorageGib: 880,
    gpuBoards: ['Tesla M60', 'Tesla M60'],
    usbDevices: [LICENCE_KEY],
  },
  { name: 'ouse-1', server: NEWER_SERVER, memoryGib: 384, localStorageGib: 1780, localStorageType: 'lvm' },
  { name: 'ouse-2', server: NEWER_SERVER, memoryGib: 384, localStorageGib: 1780, localStorageType: 'lvm' },
  { name: 'ouse-3', server: NEWER_SERVER, memoryGib: 384, localStorageGib: 1780, gpuBoards: ['NVIDIA A16'] },
];

const DESCRIPTIONS: Readonly<Record<string, string>> = {
  'granta-1': 'Rack A1, unit 12',
  'granta-2': 'Rack A1, unit 15',
  'granta-3': 'Rack A1, unit 18. Graphics for the drawing office',
  'ouse-1': 'Rack B2, unit 10',
  'ouse-2': 'Rack B2, unit 13',
  'ouse-3': 'Rack B2, unit 16. Graphics for desktops',
};

export interface Site {
  readonly pool: Ref<'pool'>;
  readonly hosts: Readonly<Record<string, Ref<'host'>>>;
  readonly storage: Readonly<Record<StorageName, Ref<'SR'>>>;
  readonly networks: Readonly<Record<NetworkName, Ref<'network'>>>;
}

export type StorageName = 'fast' | 'archive' | 'databases' | 'isos';
export type NetworkName = 'management' | 'office' | 'servers' | 'dmz' | 'storage' | 'lab';

export async function buildSite(builder: Builder): Promise<Site> {
  const { stage } = builder;
  const hosts: Record<string, Ref<'host'>> = {};
  for (const [at, plan] of SERVERS.entries()) {
    const spec = serverSpec({ ...plan, description: DESCRIPTIONS[plan.name] ?? '' }, at + 1);
    hosts[plan.name] = at === 0 ? installHost(stage.world, spec) : joinPool(stage.world, spec);
  }
  const [pool = ''] = await stage.call('pool.get_all');
  await stage.call('pool.set_name_label', pool, 'Cambridge');
  await stage.call('pool.set_name_description', pool, 'Head office and laboratory');
  const networks = await buildNetworks(builder, Object.values(hosts));
  const storage = await buildStorage(builder, hosts['granta-1'] ?? '');
  await stage.call('pool.set_default_SR', pool, storage.fast);
  await stage.call('pool.set_suspend_image_SR', pool, storage.fast);
  await stage.call('pool.set_crash_dump_SR', pool, storage.fast);
  return { pool, hosts, storage, networks };
}

async function buildStorage({ stage }: Builder, host: Ref<'host'>): Promise<Site['storage']> {
  const nfs = (name: string, description: string, path: string, sizeGib: number): Promise<Ref<'SR'>> => {
    const config = { server: '10.30.0.20', serverpath: path, nfsversion: '4.1' };
    return stage.call('SR.create', host, config, sizeGib * GIB, name, description, 'nfs', 'user', true);
  };
  const fast = await nfs('Fast NFS', 'Flash array, volume vm01', '/vm01', 12_288);
  const archive = await nfs('Archive NFS', 'Disk array, volume cold', '/cold', 40_960);
  const lun = {
    target: '10.30.0.30',
    port: '3260',
    targetIQN: 'iqn.2024-03.example.cambridge:array1.databases',
    SCSIid: '3600a098038303053453f463045727a31',
  };
  const description = 'iSCSI LUN for databases, on its own disk group';
  const databases = await stage.call(
    'SR.create', host, lun, 6144 * GIB, 'Databases iSCSI', description, 'lvmoiscsi', 'user', true,
  ); // prettier-ignore
  const isos = await stage.call(
    'SR.create', host, { location: '10.30.0.20:/iso', type: 'nfs_iso' }, 0, 'ISO library', '', 'iso', 'iso', true,
  ); // prettier-ignore
  await stage.call('SR.set_tags', databases, ['production', 'tier 1']);
  await stage.call('SR.set_tags', fast, ['production']);
  for (const [name, mib] of ISOS) await addIso(isos, name, mib);
  return { fast, archive, databases, isos };

  async function addIso(sr: Ref<'SR'>, name: string, mib: number): Promise<void> {
    await stage.call('VDI.create', {
      SR: sr,
      name_label: name,
      name_description: '',
      virtual_size: mib * 1024 ** 2,
      type: 'user',
      sharable: true,
      read_only: true,
      other_config: {},
    });
  }
}

const ISOS: readonly (readonly [name: string, mib: number])[] = [
  ['almalinux-9.5-x86_64-dvd.iso', 11_040],
  ['debian-12.8.0-amd64-netinst.iso', 631],
  ['debian-13.1.0-amd64-netinst.iso', 758],
  ['memtest86-usb.iso', 12],
  ['rhel-9.4-x86_64-dvd.iso', 10_290],
  ['systemrescue-12.02-amd64.iso', 1080],
  ['ubuntu-22.04.5-live-server-amd64.iso', 2035],
  ['ubuntu-24.04.1-live-server-amd64.iso', 2647],
  ['windows-11-24h2-english-x64.iso', 5550],
  ['windows-server-2019.iso', 5171],
  ['windows-server-2022.iso', 4812],
  ['windows-server-2025.iso', 5720],
];

/** Management on eth0, guests on a bond of eth1 and eth2 with a VLAN for each zone, storage on eth3. */
async function buildNetworks(builder: Builder, hosts: readonly Ref<'host'>[]): Promise<Site['networks']> {
  const { stage } = builder;
  const records = await stage.call('network.get_all_records');
  const byBridge = (bridge: string): Ref<'network'> =>
    Object.entries(records).find(([, network]) => network.bridge === bridge)?.[0] ?? '';
  const rename = async (bridge: string, name: string, description: string): Promise<Ref<'network'>> => {
    const network = byBridge(bridge);
    await stage.call('network.set_name_label', network, name);
    await stage.call('network.set_name_description', network, description);
    await stage.call('network.remove_from_other_config', network, 'automatic');
    return network;
  };
  const management = await rename('xenbr0', 'Management', 'Servers and their consoles');
  const storage = await rename('xenbr3', 'Storage', 'NFS and iSCSI, jumbo frames on the switches');
  const trunk = await builder.network('Guest trunk', 'Two links of each server, one for each top-of-rack switch');
  for (const [at, host] of hosts.entries()) {
    const members = [await builder.pif(host, 'eth1'), await builder.pif(host, 'eth2')];
    await stage.call('Bond.create', trunk, members, '', 'lacp', { hashing_algorithm: 'tcpudp_ports' });
    const onStorage = await builder.pif(host, 'eth3');
    await stage.call('PIF.reconfigure_ip', onStorage, 'Static', `10.30.0.${51 + at}`, '255.255.255.0', '', '');
    await stage.call('PIF.set_disallow_unplug', onStorage, true);
    await stage.call('PIF.add_to_other_config', onStorage, 'management_purpose', 'Storage');
  }
  const bond = await builder.pif(hosts[0] ?? '', 'bond0');
  const vlan = async (name: string, description: string, tag: number): Promise<Ref<'network'>> => {
    const network = await builder.network(name, description);
    await stage.call('pool.create_VLAN_from_PIF', bond, network, tag);
    return network;
  };
  const office = await vlan('Office', 'Desktops, printers and telephones', 20);
  const servers = await vlan('Servers', 'Everything that the company runs for itself', 30);
  const dmz = await vlan('DMZ', 'What the world may reach', 40);
  await stage.call('network.add_to_other_config', servers, 'automatic', 'true');
  const lab = await builder.network('Lab (isolated)', 'No way in or out: for trials on copies');
  return { management, office, servers, dmz, storage, lab };
}
