import type { Ref } from '../../../xapi/datamodel/ref';
import type { Records } from '../../../xapi/datamodel/types.gen';
import type { HostSpec } from '../host/spec';
import type { World } from '../world';
import { DRIVERS } from './drivers';

/** The storage manager's plug-ins, as a coordinator registers them. */
export function installPlugins({ db, engine }: World): void {
  for (const driver of DRIVERS) {
    db.insert('SM', engine.newRef('SM'), {
      uuid: engine.newUuid('SM'),
      name_label: driver.label,
      name_description: driver.description,
      type: driver.type,
      vendor: 'XenServer',
      copyright: '',
      version: '3.0',
      required_api_version: '1.1',
      configuration: driver.configuration,
      capabilities: Object.keys(driver.features),
      features: driver.features,
      driver_filename: `/opt/xensource/sm/${driver.program}`,
      supported_image_formats: driver.provisioning === 'none' ? ['raw'] : ['vhd'],
    });
  }
}

interface Connection {
  readonly host: Ref<'host'>;
  readonly device_config: Readonly<Record<string, string>>;
}

/** A repository that is there from the start, attached to its server. */
function installRepository(world: World, values: Partial<Records['SR']>, connection: Connection): Ref<'SR'> {
  const { db, engine } = world;
  const sr = engine.newRef('SR');
  db.insert('SR', sr, { default_vdi_visibility: true, uuid: engine.newUuid('SR'), ...values });
  connect(world, sr, connection);
  return sr;
}

function connect({ db, engine }: World, sr: Ref<'SR'>, { host, device_config }: Connection): Ref<'PBD'> {
  const pbd = engine.newRef('PBD');
  db.insert('PBD', pbd, { uuid: engine.newUuid('PBD'), host, SR: sr, device_config, currently_attached: true });
  return pbd;
}

/** The repository on a server's own disk. */
export function installLocalStorage(world: World, host: Ref<'host'>, spec: HostSpec): Ref<'SR'> {
  const device = '/dev/disk/by-id/scsi-3600508e07e726177965e06849461a804-part3';
  const values: Partial<Records['SR']> = {
    name_label: 'Local storage',
    type: spec.localStorageType,
    content_type: 'user',
    physical_size: spec.localStorageBytes,
    sm_config:
      spec.localStorageType === 'lvm' ? { allocation: 'thick', use_vhd: 'true', devserial: '' } : { devserial: '' },
    other_config: { 'i18n-key': 'local-storage', 'i18n-original-value-name_label': 'Local storage' },
    local_cache_enabled: spec.localStorageType === 'ext',
  };
  return installRepository(world, values, { host, device_config: { device } });
}

/** DVD drives and plugged-in disks of a server, which are repositories of their own. */
export function installDrives(world: World, host: Ref<'host'>, spec: HostSpec): void {
  const drives = installRepository(
    world,
    {
      name_label: 'DVD drives',
      name_description: 'Physical DVD drives',
      type: 'udev',
      content_type: 'iso',
      sm_config: { type: 'cd' },
      other_config: {
        'i18n-key': 'local-hotplug-cd',
        'i18n-original-value-name_label': 'DVD drives',
        'i18n-original-value-name_description': 'Physical DVD drives',
      },
    },
    { host, device_config: { location: '/dev/xapi/cd' } },
  );
  if (spec.server.hasDvdDrive) installEmptyDrive(world, drives);
  installRepository(
    world,
    {
      name_label: 'Removable storage',
      type: 'udev',
      content_type: 'disk',
      sm_config: { type: 'block' },
      other_config: { 'i18n-key': 'local-hotplug-disk', 'i18n-original-value-name_label': 'Removable storage' },
    },
    { host, device_config: { location: '/dev/xapi/block' } },
  );
}

/** The kernel reports 1 GiB less one sector for a drive without a disc. */
const EMPTY_DRIVE_BYTES = 1_073_741_312;

function installEmptyDrive({ db, engine }: World, sr: Ref<'SR'>): void {
  db.insert('VDI', engine.newRef('VDI'), {
    uuid: engine.newUuid('VDI'),
    name_label: 'SCSI 1:0:0:0',
    name_description: 'DVD drive',
    SR: sr,
    type: 'user',
    virtual_size: EMPTY_DRIVE_BYTES,
    physical_utilisation: EMPTY_DRIVE_BYTES,
    read_only: true,
    managed: true,
    location: '/dev/xapi/cd/sr0',
  });
  db.update('SR', sr, {
    virtual_allocation: EMPTY_DRIVE_BYTES,
    physical_utilisation: EMPTY_DRIVE_BYTES,
    physical_size: EMPTY_DRIVE_BYTES,
  });
}

const TOOLS_DEVICE = { location: '/opt/xensource/packages/iso', legacy_mode: 'true' };

/** The image with the guests' tools; every server of the pool serves its own copy. */
export function installTools(world: World, host: Ref<'host'>): void {
  const { db, engine } = world;
  const existing = [...db.all('SR')].find(([, sr]) => sr.is_tools_sr);
  if (existing !== undefined) {
    connect(world, existing[0], { host, device_config: TOOLS_DEVICE });
    return;
  }
  const sr = installRepository(
    world,
    {
      name_label: 'XenServer Tools',
      name_description: 'XenServer Tools ISOs',
      type: 'iso',
      content_type: 'iso',
      shared: true,
      is_tools_sr: true,
      physical_size: -1,
      physical_utilisation: -1,
      other_config: {
        xenserver_tools_sr: 'true',
        xensource_internal: 'true',
        'i18n-key': 'xenserver-tools',
        'i18n-original-value-name_label': 'XenServer Tools',
        'i18n-original-value-name_description': 'XenServer Tools ISOs',
      },
    },
    { host, device_config: TOOLS_DEVICE },
  );
  const bytes = 9_437_184;
  db.insert('VDI', engine.newRef('VDI'), {
    uuid: engine.newUuid('VDI'),
    name_label: 'guest-tools.iso',
    name_description: 'Drivers and agent for guests',
    SR: sr,
    type: 'user',
    virtual_size: bytes,
    physical_utilisation: bytes,
    read_only: true,
    managed: true,
    is_tools_iso: true,
    location: 'guest-tools.iso',
    sm_config: { 'xs-tools': 'true' },
  });
  db.update('SR', sr, { virtual_allocation: bytes });
}

/** The shared repositories of a pool, attached to a server that joins, as the coordinator has them. */
export function connectShared(world: World, host: Ref<'host'>, like: Ref<'host'>): void {
  const { db } = world;
  for (const [ref, sr] of [...db.all('SR')]) {
    if (!sr.shared || sr.is_tools_sr) continue;
    const pbd = sr.PBDs.map((candidate) => db.row('PBD', candidate)).find((candidate) => candidate.host === like);
    if (pbd !== undefined) connect(world, ref, { host, device_config: pbd.device_config });
  }
}
