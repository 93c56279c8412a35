import type { Ref } from '../../../xapi/datamodel/ref';
import { BOOT_NEEDS, BOOT_REQUEST, bootSpeedThrough, type BootPlaces, type BootServer } from '../../physics/boot-storm';
import { guestBootMs, type GuestKind } from '../../physics/lifecycle';
import type { Backend } from '../../physics/storage/backend';
import { requestTimePerByte, sustainedBytesPerUs, type StorageDevice } from '../../physics/storage/device';
import { diskRate } from '../../physics/storage/disk-rate';
import { effectiveCores } from '../../physics/storage/host';
import { backendOf, deviceOf, storageHostOf } from '../metrics/datapath';
import { filesOn } from '../metrics/disk-datapaths';
import { conditionNow } from '../metrics/host-conditions';
import type { World } from '../world';
import { diskOfCache } from '../sr/local-cache';
import { warmSince, type NamedGroup } from './boots';

/** The most that guests get of a server's processors. */
const GUEST_SHARE = 0.95;
/** Rates that are as good as any. */
const FASTEST = 1e9;

type Place = Omit<BootPlaces, 'servers'>;
type Rate = ReturnType<typeof diskRate>;

const places = new WeakMap<StorageDevice, Place>();
const rates = new WeakMap<Backend, WeakMap<StorageDevice, Map<string, Rate>>>();

function writeShareOf(kind: GuestKind): number {
  const { readBytes, writeBytes } = BOOT_NEEDS[kind];
  return writeBytes / (readBytes + writeBytes);
}

/** What a repository gives to those that boot. Worked out once for each device: every start of a VM asks. */
export function placesOf(world: World, sr: Ref<'SR'>): Place {
  const device = deviceOf(world, world.db.row('SR', sr));
  let place = places.get(device);
  if (place === undefined) places.set(device, (place = placeOn(device)));
  return place;
}

function placeOn(device: StorageDevice): Place {
  const load = { bytes: BOOT_REQUEST.bytes, queueDepth: BOOT_REQUEST.queueDepth, isRandom: false, streams: 2 };
  return {
    readBytesPerUs: Math.min(FASTEST, sustainedBytesPerUs(device, 'read', load)),
    writeBytesPerUs: Math.min(FASTEST, sustainedBytesPerUs(device, 'write', load)),
    timePerByte: requestTimePerByte(device, { ...BOOT_REQUEST, writeShare: writeShareOf('linux') }),
  };
}

/** What a guest reaches alone while it boots through so many files, once for each way to a device. */
function rateOf(backend: Backend, device: StorageDevice, kind: GuestKind, files: number): Rate {
  let byDevice = rates.get(backend);
  if (byDevice === undefined) rates.set(backend, (byDevice = new WeakMap<StorageDevice, Map<string, Rate>>()));
  let byLoad = byDevice.get(device);
  if (byLoad === undefined) byDevice.set(device, (byLoad = new Map<string, Rate>()));
  const load = `${kind} ${files}`;
  let rate = byLoad.get(load);
  if (rate === undefined) {
    byLoad.set(
      load,
      (rate = diskRate(backend, device, { ...BOOT_REQUEST, writeShare: writeShareOf(kind), chainDepth: files })),
    );
  }
  return rate;
}

/** What a server gives to guests that boot. */
export function serverOf(world: World, ref: Ref<'host'>): BootServer {
  const row = world.db.row('host', ref);
  const host = storageHostOf(world, row);
  const server = { dom0Cores: effectiveCores(host), cores: GUEST_SHARE * host.threads };
  const local = row.local_cache_sr;
  return world.db.has('SR', local) ? { ...server, localDisk: placesOf(world, local) } : server;
}

/** Guests that are about to boot alike on a server. */
export function groupOf(
  world: World,
  sr: Ref<'SR'>,
  ref: Ref<'host'>,
  server: number,
  kind: GuestKind,
  way: string,
  cache: string,
  name: string,
): NamedGroup {
  const { readBytes, writeBytes, cpuSeconds } = BOOT_NEEDS[kind];
  const bootUs = guestBootMs(kind) * 1000;
  const host = world.db.row('host', ref);
  const backend = backendOf(host, way, conditionNow(world, ref));
  const device = deviceOf(world, world.db.row('SR', sr));
  const wanted = (readBytes + writeBytes) / bootUs;
  const since = cache === '' ? undefined : warmSince(world, cache);
  const disk = diskOfCache(cache);
  // Memory forgets when its server boots.
  const leastS = disk === null ? Number(host.other_config['boot_time'] ?? 0) : 0;
  const files = filesOn(way);
  const { bytesPerUs, coresPerByte, requestUs } = rateOf(backend, device, kind, files);
  const longerUs = files === 1 ? 0 : requestUs - rateOf(backend, device, kind, 1).requestUs;
  const group: NamedGroup = {
    name,
    server,
    guests: 0,
    readBytesPerUs: readBytes / bootUs,
    writeBytesPerUs: writeBytes / bootUs,
    hitShare: 0,
    isWarm: since !== undefined && since >= leastS,
    dom0Cores: coresPerByte * wanted,
    cores: (cpuSeconds * 1e6) / bootUs,
    aloneSpeed: Math.min(bootSpeedThrough(kind, longerUs), cache === '' ? bytesPerUs / wanted : 1),
  };
  return disk === null ? group : { ...group, localWrites: disk.writes };
}
