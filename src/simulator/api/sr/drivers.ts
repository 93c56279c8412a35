import type { Records } from '../../../xapi/datamodel/types.gen';
import { Fault } from '../fault';

/** How a storage repository's type lays out disks. */
export interface Driver {
  readonly type: string;
  readonly label: string;
  readonly description: string;
  readonly program: string;
  /** `thin`: disks take what is written; `thick`: they take their whole size at once; `none`: it makes no disks. */
  readonly provisioning: 'thin' | 'thick' | 'none';
  /** Whether several servers can use one repository of the type. */
  readonly shareable: boolean;
  readonly configuration: Readonly<Record<string, string>>;
  /** Keys of `configuration` that a PBD of the type cannot do without. */
  readonly required: readonly string[];
  readonly features: Records['SM']['features'];
}

const VHD: Readonly<Record<string, number>> = {
  SR_PROBE: 1,
  VDI_ATTACH: 1,
  VDI_DETACH: 1,
  SR_UPDATE: 1,
  VDI_CREATE: 1,
  VDI_DELETE: 1,
  VDI_UPDATE: 1,
  VDI_CLONE: 1,
  VDI_SNAPSHOT: 1,
  VDI_RESIZE: 1,
  VDI_MIRROR: 1,
  VDI_CONFIG_CBT: 1,
  VDI_RESET_ON_BOOT: 2,
  VDI_ACTIVATE: 1,
  VDI_DEACTIVATE: 1,
  ATOMIC_PAUSE: 1,
};

/** Files in a file system. */
const FILES: Readonly<Record<string, number>> = {
  ...VHD,
  VDI_GENERATE_CONFIG: 1,
  THIN_PROVISIONING: 1,
  VDI_READ_CACHING: 1,
};
/** Volumes on a LUN that all servers see. */
const SHARED_VOLUMES: Readonly<Record<string, number>> = { ...VHD, VDI_GENERATE_CONFIG: 1, SR_TRIM: 1, SR_METADATA: 1 };

const ISCSI_TARGET = {
  target: 'Address of the iSCSI target',
  targetIQN: 'Qualified name of the iSCSI target',
  SCSIid: 'SCSI identifier of the LUN',
  port: 'Port of the iSCSI target (optional)',
  chapuser: 'User name for CHAP (optional)',
  chappassword: 'Password for CHAP (optional)',
};

/** The storage manager's plug-ins. Features: sm's DRIVER_INFO of each plug-in; descriptions are ours. */
export const DRIVERS: readonly Driver[] = [
  {
    type: 'lvm',
    label: 'Local VHD on LVM',
    description: 'Disks are VHDs in logical volumes of a local volume group',
    program: 'LVMSR',
    provisioning: 'thick',
    shareable: false,
    configuration: { device: 'Path of the local device, such as /dev/sda3' },
    required: ['device'],
    features: { ...VHD, SR_TRIM: 1 },
  },
  {
    type: 'ext',
    label: 'Local EXT4 VHD',
    description: 'Disks are VHD files in a local file system',
    program: 'EXTSR',
    provisioning: 'thin',
    shareable: false,
    configuration: { device: 'Path of the local device, such as /dev/sda3' },
    required: ['device'],
    features: { ...FILES, SR_SUPPORTS_LOCAL_CACHING: 1 },
  },
  {
    type: 'nfs',
    label: 'NFS VHD',
    description: 'Disks are VHD files in an NFS export',
    program: 'NFSSR',
    provisioning: 'thin',
    shareable: true,
    configuration: {
      server: 'Address of the NFS server',
      serverpath: 'Path of the export',
      nfsversion: 'Version of the protocol: 3, 4 or 4.1 (optional)',
    },
    required: ['server', 'serverpath'],
    features: { ...FILES, SR_CACHING: 1 },
  },
  {
    type: 'smb',
    label: 'SMB VHD',
    description: 'Disks are VHD files in an SMB share',
    program: 'SMBSR',
    provisioning: 'thin',
    shareable: true,
    configuration: { server: 'Path of the share, \\\\server\\path', username: 'User name', password: 'Password' },
    required: ['server'],
    features: { ...FILES, SR_CACHING: 1 },
  },
  {
    type: 'lvmoiscsi',
    label: 'LVHD over iSCSI',
    description: 'Disks are VHDs in logical volumes of a volume group on an iSCSI LUN',
    program: 'LVMoISCSISR',
    provisioning: 'thick',
    shareable: true,
    configuration: ISCSI_TARGET,
    required: ['target', 'targetIQN', 'SCSIid'],
    features: SHARED_VOLUMES,
  },
  {
    type: 'lvmohba',
    label: 'LVHD over FC',
    description: 'Disks are VHDs in logical volumes of a volume group on a LUN behind a host bus adapter',
    program: 'LVMoHBASR',
    provisioning: 'thick',
    shareable: true,
    configuration: { SCSIid: 'SCSI identifier of the LUN' },
    required: ['SCSIid'],
    features: SHARED_VOLUMES,
  },
  {
    type: 'iso',
    label: 'ISO',
    description: 'CD images as files in a local folder, an NFS export or an SMB share',
    program: 'ISOSR',
    provisioning: 'none',
    shareable: true,
    configuration: {
      location: 'Path of the folder or export, such as server:/path',
      type: 'cifs or nfs_iso (optional)',
      legacy_mode: 'true for a folder of the server itself (optional)',
    },
    required: ['location'],
    features: { VDI_CREATE: 1, VDI_DELETE: 1, VDI_ATTACH: 1, VDI_DETACH: 1, SR_SCAN: 1, SR_ATTACH: 1, SR_DETACH: 1 },
  },
  {
    type: 'udev',
    label: 'udev',
    description: 'Devices plugged into the server, such as DVD drives and USB disks',
    program: 'udevSR',
    provisioning: 'none',
    shareable: false,
    configuration: { location: 'Folder of the device nodes' },
    required: ['location'],
    features: { VDI_ATTACH: 1, VDI_DETACH: 1, VDI_INTRODUCE: 1, VDI_UPDATE: 1, SR_UPDATE: 1 },
  },
];

const byType = new Map(DRIVERS.map((driver) => [driver.type, driver]));

export function driverOf(type: string): Driver | undefined {
  return byType.get(type);
}

/** The driver of a type, in any case; SR_UNKNOWN_DRIVER [type]. */
export function knownDriver(type: string): Driver {
  const driver = driverOf(type.toLowerCase());
  if (driver === undefined) throw new Fault('SR_UNKNOWN_DRIVER', type.toLowerCase());
  return driver;
}

/** Thick types of pools older than ours; their disks take their whole size at once. */
const OLD_THICK_TYPES: ReadonlySet<string> = new Set(['equal', 'netapp', 'cslg', 'hba', 'iscsi', 'rawhba', 'lvmofcoe']);

export function provisioningOf(type: string): Driver['provisioning'] {
  return driverOf(type)?.provisioning ?? (OLD_THICK_TYPES.has(type) ? 'thick' : 'thin');
}
