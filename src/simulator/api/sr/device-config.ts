import { Fault } from '../fault';
import type { World } from '../world';
import type { Driver } from './drivers';
import { answers, exportsAt, lunsAt, lunsOnFabric, targetsAt } from './storage-network';
import { xmlDocument, type XmlElement } from './xml';

type Config = Readonly<Record<string, string>>;

/** What is missing in a device configuration, and what could stand there. */
export interface Gap {
  readonly fault: Fault;
  /** Values that would fill the gap, each with what is known of it. */
  readonly choices: readonly { readonly value: Config; readonly about: Config }[];
}

/** Codes and texts of sm's XE_SR_ERRORCODES.xml. */
const MISSING: Readonly<Record<string, readonly [code: number, text: string]>> = {
  device: [90, 'The request is missing the device parameter'],
  location: [220, "'Location' parameter must be specified in Device Configuration"],
  server: [102, 'The request is missing the server parameter'],
  serverpath: [101, 'The request is missing the serverpath parameter'],
  target: [95, 'The request is missing the target parameter'],
  targetIQN: [96, 'The request is missing or has an incorrect target IQN parameter'],
  SCSIid: [107, 'The SCSIid parameter is missing or incorrect'],
};

/** What drivers say when nobody answers at the address that they begin with. */
const SILENT: Readonly<Record<string, readonly [key: string, code: number, text: string]>> = {
  nfs: ['server', 108, 'Unable to detect an NFS service on this target.'],
  smb: ['server', 111, 'SMB mount error [opterr=mount failed with return code 32]'],
  lvmoiscsi: ['target', 141, 'Unable to connect to ISCSI service on target'],
};

export function backendFault(code: number, text: string, third = ''): Fault {
  return new Fault(`SR_BACKEND_FAILURE_${code}`, '', text, third);
}

/**
 * The first gap in a device configuration, in the order in which the driver looks; null when it is complete. Storage
 * lists what it has in the third parameter of the error (sm NFSSR.py, BaseISCSI.py, LVHDoHBASR.py).
 */
export function gapIn(world: World, driver: Driver, config: Config): Gap | null {
  for (const key of driver.required) {
    const value = config[key] ?? '';
    const [address, silentCode = 0, silence = ''] = SILENT[driver.type] ?? [];
    if (key === address && !answers(value)) return { fault: backendFault(silentCode, silence), choices: [] };
    if (value !== '' && value !== '*') continue;
    const [code, text] = MISSING[key] ?? [115, 'Not all required parameters specified.'];
    const { root, choices } = offer(world, driver, config, key);
    return { fault: backendFault(code, text, root === null ? '' : xmlDocument(root)), choices };
  }
  return null;
}

interface Offered {
  readonly root: XmlElement | null;
  readonly choices: Gap['choices'];
}

function offer(world: World, { type }: Driver, config: Config, key: string): Offered {
  const { server = '', target = '', targetIQN = '' } = config;
  if (key === 'serverpath') return exportsOffer(world, server);
  if (key === 'targetIQN') return targetsOffer(world, target, config['port'] ?? '3260');
  if (key !== 'SCSIid') return { root: null, choices: [] };
  return type === 'lvmohba' ? fabricOffer(world) : lunsOffer(world, target, targetIQN);
}

function exportsOffer(world: World, server: string): Offered {
  const paths = exportsAt(world, server);
  const entries = paths.map((path): XmlElement => [
    'Export',
    [
      ['Target', server],
      ['Path', path],
      ['Accesslist', '*'],
    ],
  ]);
  return {
    root: ['nfs-exports', entries],
    choices: paths.map((serverpath) => ({ value: { serverpath }, about: { Accesslist: '*' } })),
  };
}

function targetsOffer(world: World, address: string, port: string): Offered {
  const iqns = targetsAt(world, address).map(({ iqn }) => iqn);
  const entries = iqns.map((iqn, at): XmlElement => [
    'TGT',
    [
      ['Index', String(at)],
      ['IPAddress', address],
      ['Port', port],
      ['TargetIQN', iqn],
    ],
  ]);
  return {
    root: ['iscsi-target-iqns', entries],
    choices: iqns.map((targetIQN) => ({ value: { targetIQN }, about: { IPAddress: address, Port: port } })),
  };
}

function lunsOffer(world: World, address: string, iqn: string): Offered {
  const luns = lunsAt(world, address, iqn).map(({ vendor, serial, LUNid, size, SCSIid }) => ({
    vendor,
    serial,
    LUNid: String(LUNid),
    size: String(size),
    SCSIid,
  }));
  return {
    root: ['iscsi-target', luns.map((lun): XmlElement => ['LUN', Object.entries(lun)])],
    choices: luns.map(({ SCSIid, ...about }) => ({ value: { SCSIid }, about })),
  };
}

function fabricOffer(world: World): Offered {
  const devices = lunsOnFabric(world).map(({ SCSIid, vendor, serial, size, LUNid }) => ({
    hba: 'qla2xxx',
    path: `/dev/disk/by-id/scsi-${SCSIid}`,
    SCSIid,
    vendor,
    serial,
    size: String(size),
    adapter: 'host0',
    channel: '0',
    id: '0',
    lun: String(LUNid),
  }));
  const entries = devices.map((device): XmlElement => ['BlockDevice', Object.entries(device)]);
  const adapter: XmlElement = [
    'Adapter',
    [
      ['host', 'Host_0'],
      ['name', 'qla2xxx'],
      ['manufacturer', 'QLogic HBA Driver'],
      ['id', '0'],
    ],
  ];
  return {
    root: ['Devlist', [...entries, adapter]],
    choices: devices.map(({ SCSIid, ...about }) => ({ value: { SCSIid }, about })),
  };
}
