import type { Ref } from '../../../xapi/datamodel/ref';
import type { Messages } from '../../../xapi/datamodel/types.gen';
import { Fault } from '../../api/fault';
import { installHost, joinPool } from '../../api/host/install';
import { Simulator } from '../../simulator';
import { BACKUP_DRIVE, LICENCE_KEY, NEWER_SERVER, OLDER_SERVER, serverSpec, type ServerPlan } from '../hardware';

export const GIB = 1024 ** 3;

const PLANS: readonly ServerPlan[] = [
  {
    name: 'alder',
    server: OLDER_SERVER,
    memoryGib: 128,
    localStorageGib: 400,
    gpuBoards: ['Tesla M60'],
    usbDevices: [LICENCE_KEY, BACKUP_DRIVE],
  },
  { name: 'birch', server: NEWER_SERVER, memoryGib: 256, localStorageGib: 800, localStorageType: 'lvm' },
];

/** A pool of two servers, clock jumping to whatever a call waits for. */
export function twoServers(seed = 1): { simulator: Simulator; alder: Ref<'host'>; birch: Ref<'host'> } {
  const simulator = new Simulator({ seed, clockMode: 'instant' });
  const [first, second] = PLANS.map((plan, at) => serverSpec(plan, at + 1));
  if (first === undefined || second === undefined) throw new Error('There are two plans');
  const alder = installHost(simulator.world, first);
  const birch = joinPool(simulator.world, second);
  return { simulator, alder, birch };
}

/** How a call is refused, as `[code, p1, …]`. */
export async function refusalOf<M extends keyof Messages>(
  simulator: Simulator,
  method: M,
  ...args: Messages[M]['args']
): Promise<readonly string[]> {
  try {
    await simulator.call(method, ...args);
  } catch (error) {
    if (error instanceof Fault) return error.toList();
    throw error;
  }
  throw new Error(`${method} succeeded`);
}

/** A repository on an NFS export that both servers have. */
export function nfs(simulator: Simulator, host: Ref<'host'>, name = 'NFS', sizeBytes = 0): Promise<Ref<'SR'>> {
  const config = { server: '10.20.1.5', serverpath: `/export/${name}` };
  return simulator.call('SR.create', host, config, sizeBytes, name, '', 'nfs', 'user', true);
}

/** A repository on an iSCSI LUN: disks take their whole size at once. */
export function iscsi(simulator: Simulator, host: Ref<'host'>, sizeBytes = 0): Promise<Ref<'SR'>> {
  const config = {
    target: '10.20.1.6',
    targetIQN: 'iqn.2026-01.example:array',
    SCSIid: '36001405a1b2c3d4',
    chapuser: 'u',
    chappassword: 'p',
  };
  return simulator.call('SR.create', host, config, sizeBytes, 'iSCSI', '', 'lvmoiscsi', 'user', true);
}

export function disk(simulator: Simulator, sr: Ref<'SR'>, sizeBytes: number, name = 'disk'): Promise<Ref<'VDI'>> {
  return simulator.call('VDI.create', {
    SR: sr,
    name_label: name,
    name_description: '',
    virtual_size: sizeBytes,
    type: 'user',
    sharable: false,
    read_only: false,
    other_config: {},
  });
}

export function network(simulator: Simulator, name: string): Promise<Ref<'network'>> {
  return simulator.call('network.create', { name_label: name, name_description: '', other_config: {} });
}

/** The interface of a server on a device. */
export function pifOf(simulator: Simulator, host: Ref<'host'>, device: string): Ref<'PIF'> {
  const { db } = simulator.world;
  const pif = db.row('host', host).PIFs.find((ref) => db.row('PIF', ref).device === device);
  if (pif === undefined) throw new Error(`There is no ${device}`);
  return pif;
}
