import type { Records } from '../../../xapi/datamodel/types.gen';
import { RELEASES, type Release, type ReleaseName } from '../../physics/releases';
import { backendOn, type Backend } from '../../physics/storage/backend';
import { DATAPATHS, type DatapathName } from '../../physics/storage/datapaths';
import type { StorageDevice } from '../../physics/storage/device';
import { DEVICES, type DeviceName } from '../../physics/storage/devices';
import type { StorageHost } from '../../physics/storage/host';
import { overNetwork } from '../../physics/storage/network-storage';
import { transportOf } from '../multipath/paths';
import type { World } from '../world';
import { meaningOf } from './host-conditions';
import { linkMbit } from './link-speed';
import { datapathOf } from './disk-datapaths';

const releases = new WeakMap<Records['host']['software_version'], Release>();

/** The release whose behaviour a server has, by its product version; servers that do not say are of the newest. */
export function releaseOf({ software_version: software }: Pick<Records['host'], 'software_version'>): Release {
  let release = releases.get(software);
  if (release === undefined) releases.set(software, (release = findRelease(software)));
  return release;
}

function findRelease(software: Records['host']['software_version']): Release {
  const { product_version = '', product_version_text_short: text = '' } = software;
  const named: readonly (readonly [RegExp, ReleaseName])[] = [
    [/^6\.0|^6\.1|^5\./, '6.1'],
    [/^6\.2/, '6.2'],
    // What was shown before 6.5 called itself 6.4: the first alpha was slower than all that came after it.
    [/^6\.4/, /alpha\W*1\b/i.test(text) ? 'creedence-alpha-1' : 'creedence-alpha-2'],
    [/^6\.5/, text.includes('SP1') ? '6.5-sp1' : '6.5'],
    [/^7\.0/, '7.0'],
    [/^7\./, '7.6'],
  ];
  return RELEASES[named.find(([pattern]) => pattern.test(product_version))?.[1] ?? '8.2'];
}

const backends = new WeakMap<Records['host']['software_version'], Map<string, Backend>>();

/**
 * What the requests of a disk go through in the control domain of a server, by the way that was chosen for them.
 * @param condition of the server; see host-conditions.ts
 */
export function backendOf(host: Records['host'], way: string, condition = ''): Backend {
  const release = releaseOf(host);
  // By what the way means, because ways are texts of clients, of which there is no end.
  const path = datapathOf(way, release);
  let known = backends.get(host.software_version);
  if (known === undefined) backends.set(host.software_version, (known = new Map<string, Backend>()));
  const mhz = Number(host.cpu_info['speed']);
  const key = `${mhz} ${path} ${condition}`;
  let backend = known.get(key);
  if (backend === undefined) known.set(key, (backend = backendFor(release, mhz, path, condition)));
  return backend;
}

function backendFor({ storage, isDebug }: Release, mhz: number, path: DatapathName, condition: string): Backend {
  return backendOn(DATAPATHS[path], {
    ...(mhz > 0 && { clockGhz: mhz / 1000 }),
    isDebugHypervisor: isDebug,
    hasBounceBuffer: storage.hasBounceBuffer,
    costScale: storage.costScale,
    ...meaningOf(condition),
  });
}

/** Threads of a core, and memory bandwidth of a socket, bytes/µs, of a server that does not say (assumptions). */
const THREADS = 2;
const SOCKET_BYTES_PER_US = 59_500;

/** What a server gives to the backends of its guests. */
export function storageHostOf({ db }: World, host: Records['host']): StorageHost {
  const threads = Math.max(1, Number(host.cpu_info['cpu_count'] ?? host.host_CPUs.length) || 1);
  const sockets = Math.max(1, Number(host.cpu_info['socket_count']) || 1);
  return {
    threads,
    cores: Math.max(1, Math.round(threads / THREADS)),
    dom0Vcpus: Math.max(1, db.get('VM', host.control_domain)?.VCPUs_max ?? 4),
    memoryBytesPerUs: sockets * SOCKET_BYTES_PER_US,
  };
}

/** The key of `SR.other_config` that names the device below a repository, of those that are modelled. */
const DEVICE_KEY = 'storage-device';
const USUAL_DEVICE: DeviceName = 'sata-ssd';
/** An array of the usual kind: nobody's disks, but its link, are what holds guests back (assumption). */
const ARRAY: DeviceName = 'nvme';
const LOCAL: ReadonlySet<string> = new Set(['lvm', 'ext', 'udev', 'file', 'xfs', 'largeblock', 'zfs']);

/** Whether the disks of a repository are in its server. */
function isLocal(sr: Records['SR']): boolean {
  return LOCAL.has(sr.type);
}

/** Whether the disks of a repository are in an array that servers reach over the network, and not over adapters of its own. */
export function isOverEthernet(sr: Records['SR']): boolean {
  return !isLocal(sr) && transportOf(sr) !== 'fc';
}

const arrays = new Map<string, StorageDevice>();

/** What lies below a repository: a local device, or an array behind as many links. The same one each time. */
export function deviceOf(world: World, sr: Records['SR'], links = 1): StorageDevice {
  const asked = sr.other_config[DEVICE_KEY];
  const name = asked !== undefined && Object.hasOwn(DEVICES, asked) ? (asked as DeviceName) : undefined;
  if (isLocal(sr)) return DEVICES[name ?? USUAL_DEVICE];
  const mbit = linkMbit(world, sr);
  const key = `${name ?? ARRAY} ${mbit} ${links}`;
  let array = arrays.get(key);
  if (array === undefined) arrays.set(key, (array = overNetwork(DEVICES[name ?? ARRAY], mbit, 1500, links)));
  return array;
}
