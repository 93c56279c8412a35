import type { Ref } from '../../../xapi/datamodel/ref';
import { requestTimePerByte, sustainedBytesPerUs, type StorageDevice } from '../../physics/storage/device';
import { diskRate } from '../../physics/storage/disk-rate';
import type { World } from '../world';
import type { Axis } from './archives';
import { zeros } from './borrowed';
import { backendOf, deviceOf } from './datapath';
import type { Guest } from './guest';
import { addScaled, map } from './series';
import type { PacedTaker } from './storage-boots';
import { cached } from './storage-servers';

/** What guests do of their own, told nothing, to a repository through a server; bytes a second. */
export interface OwnLoad {
  readonly sr: Ref<'SR'>;
  readonly host: Ref<'host'>;
  readonly read: Float64Array;
  readonly write: Float64Array;
}

/** Requests of their own are of all sizes about this one, at places all over. */
const REQUEST = { bytes: 16_384, queueDepth: 1, isRandom: true } as const;
/** What one disk moves at its peak on average, bytes/µs. */
const USUAL_PEAK = 0.38;

/** What guests do of their own to repositories, by repository and server. */
export function ownLoads(
  world: World,
  axis: Axis,
  guestOf: (ref: Ref<'VM'>) => Guest,
  srs: Iterable<Ref<'SR'>>,
): readonly OwnLoad[] {
  const { db } = world;
  const loads: OwnLoad[] = [];
  for (const sr of srs) {
    const byHost = new Map<Ref<'host'>, OwnLoad>();
    for (const vdi of db.get('SR', sr)?.VDIs ?? []) {
      for (const vbd of db.row('VDI', vdi).VBDs) {
        const ref = db.row('VBD', vbd).VM;
        const vm = db.get('VM', ref);
        if (vm === undefined || vm.is_control_domain || vm.is_a_template || vm.is_a_snapshot) continue;
        const guest = guestOf(ref);
        const disk = guest.disks.find((each) => each.vbd === vbd);
        if (disk === undefined || guest.isToldAlways) continue;
        for (const host of new Set(guest.runs.map((run) => run.host))) {
          const share = guest.share(host);
          const load = cached(byHost, host, () => ({ sr, host, read: zeros(axis.rows), write: zeros(axis.rows) }));
          addScaled(load.read, disk.own().read, share);
          addScaled(load.write, disk.own().write, share);
        }
      }
    }
    loads.push(...byHost.values());
  }
  return loads;
}

function total(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0);
}

function writeShareOf({ read, write }: OwnLoad): number {
  const moved = total(read) + total(write);
  return moved > 0 ? total(write) / moved : 0;
}

/** Time of a device for each byte of theirs, µs: whatever of it is used up first. */
function perByte(device: StorageDevice, writeShare: number): number {
  const streams = { bytes: 0, queueDepth: 1, isRandom: false, streams: 2 };
  return Math.max(
    (1 - writeShare) / sustainedBytesPerUs(device, 'read', streams),
    writeShare / sustainedBytesPerUs(device, 'write', streams),
    requestTimePerByte(device, { ...REQUEST, writeShare }),
  );
}

/** What they take of what others share: 1 is a byte/µs. */
export function ownTakers(world: World, loads: readonly OwnLoad[]): readonly PacedTaker[] {
  const { db } = world;
  return loads.flatMap((load): readonly PacedTaker[] => {
    const { sr, host } = load;
    const row = db.get('host', host);
    if (row === undefined) return [];
    const writeShare = writeShareOf(load);
    const device = deviceOf(world, db.row('SR', sr));
    const { coresPerByte } = diskRate(backendOf(row, 'release'), device, { ...REQUEST, writeShare });
    const rates = { readBytesPerUs: 1 - writeShare, writeBytesPerUs: writeShare };
    const time = requestTimePerByte(device, { ...REQUEST, writeShare });
    const pace = map(load.read, (bytes, at) => (bytes + (load.write[at] ?? 0)) / 1e6);
    return [{ sr, ...rates, time, hosts: [{ host, ...rates, dom0Cores: coresPerByte }], pace }];
  });
}

/** Adds how much of a repository they want, as a part of what it gives; more than all of it where they want more. */
export function addOwnUses(world: World, loads: readonly OwnLoad[], usageOf: (sr: Ref<'SR'>) => Float64Array): void {
  for (const load of loads) {
    const each = perByte(deviceOf(world, world.db.row('SR', load.sr)), writeShareOf(load)) / 1e6;
    addScaled(usageOf(load.sr), load.read, each);
    addScaled(usageOf(load.sr), load.write, each);
  }
}

/** Repositories that so many guests might fill all by themselves: slow devices, or a great many guests. */
export function crowdedSrs(world: World): readonly Ref<'SR'>[] {
  const crowded: Ref<'SR'>[] = [];
  for (const [ref, sr] of world.db.all('SR')) {
    if (sr.content_type === 'iso' || sr.type === 'udev' || sr.VDIs.length === 0) continue;
    const wanted = USUAL_PEAK * sr.VDIs.length;
    if (wanted * perByte(deviceOf(world, sr), 0.45) > 0.5) crowded.push(ref);
  }
  return crowded;
}
