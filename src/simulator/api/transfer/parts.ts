import type { Ref } from '../../../xapi/datamodel/ref';
import { COMPRESSION_RATIO } from '../../physics/lifecycle';
import {
  coreSecondsPerByte,
  processedBytesPerSecond,
  toolstackSecondsPerByte,
  type Transfer,
} from '../../physics/transfer/export';
import { releaseOf } from '../metrics/datapath';
import type { World } from '../world';
import { heldBy } from './control-domain';
import type { Flow } from './flow-history';
import type { Moving, Share } from './sharing';

/** A disk on its way. */
export interface MovedDisk {
  readonly sr: Ref<'SR'>;
  /** What it holds. */
  readonly bytes: number;
  /** What goes over the wire to the client or from it, where that is not as much. */
  readonly wireBytes?: number;
  /** The control domain may hold it. */
  readonly vdi?: Ref<'VDI'>;
}

/** What of a disk goes over the wire in an archive, packed or not. */
export function onTheWire(disk: MovedDisk, isPacked: boolean): MovedDisk {
  return isPacked ? { ...disk, wireBytes: disk.bytes / COMPRESSION_RATIO } : disk;
}

export interface Move {
  readonly host: Ref<'host'>;
  readonly direction: Flow['direction'];
  readonly what: Transfer['what'];
  readonly compression: Transfer['compression'];
  readonly disks: readonly MovedDisk[];
}

/** A disk with what moving a byte of it means: what is more, its data or the bytes on the wire, is what moves. */
export interface Part extends Moving {
  readonly bytes: number;
  readonly vbd: Ref<'VBD'> | null;
}

export function partOf(world: World, { host, direction, what, compression }: Move, disk: MovedDisk): Part {
  const { sr, vdi, wireBytes = disk.bytes } = disk;
  const release = releaseOf(world.db.row('host', host));
  const bytes = Math.max(disk.bytes, wireBytes);
  const diskShare = bytes > 0 ? disk.bytes / bytes : 0;
  const format = { what, compression };
  return {
    host,
    sr,
    direction,
    bytes,
    vbd: vdi === undefined ? null : heldBy(world, host, vdi),
    diskShare,
    wireShare: bytes > 0 ? wireBytes / bytes : 0,
    costs: {
      mostBytesPerS: diskShare > 0 ? processedBytesPerSecond(release, format) / diskShare : Infinity,
      toolstackSecondsPerByte: toolstackSecondsPerByte(release, format) * diskShare,
      coreSecondsPerByte: coreSecondsPerByte(release, format) * diskShare,
    },
  };
}

/** The flow of a disk that goes on as fast as its share lets it, for as long as what is left of it lasts. */
export function flowOf(
  { host, sr, direction, vbd, diskShare, costs }: Part,
  { bytesPerS, wantedBytesPerS, sentPerS, receivedPerS }: Share,
  of: Pick<Flow, 'key' | 'task' | 'stretches'>,
  fromMs: number,
  lastsMs: number,
): Flow {
  const stretch = {
    fromMs,
    // A world that is kept knows no Infinity.
    toMs: Math.min(fromMs + lastsMs, Number.MAX_SAFE_INTEGER),
    bytesPerS: bytesPerS * diskShare,
    sentPerS,
    receivedPerS,
    transfers: 1,
    cores: bytesPerS * costs.coreSecondsPerByte,
  };
  return {
    ...of,
    host,
    sr,
    direction,
    vbd,
    wantedBytesPerS: wantedBytesPerS * diskShare,
    coresPerByte: diskShare > 0 ? costs.coreSecondsPerByte / diskShare : 0,
    stretches: [...of.stretches, stretch],
  };
}
