import type { Ref } from '../../../xapi/datamodel/ref';
import { repositoryBytesPerSecond } from '../../physics/lifecycle';
import { requestTimePerByte, sustainedBytesPerUs } from '../../physics/storage/device';
import { effectiveCores } from '../../physics/storage/host';
import { TRANSFER_REQUEST_BYTES } from '../../physics/transfer/export';
import {
  shareTransfers,
  type SharedTransfer,
  type TransferHost,
  type TransferRepository,
} from '../../physics/transfer/sharing';
import { deviceOf, isOverEthernet, storageHostOf } from '../metrics/datapath';
import { linkBytesPerS, passages } from '../vm/passages';
import type { World } from '../world';
import { besideOthers } from './beside';
import type { Flow } from './flow-history';

/** A disk that is about to move. */
export interface Moving extends Pick<Flow, 'host' | 'sr' | 'direction'> {
  readonly costs: Pick<SharedTransfer, 'mostBytesPerS' | 'toolstackSecondsPerByte' | 'coreSecondsPerByte'>;
  /** Of each byte that moves: what is of the repository, and what goes over the wire to the client. */
  readonly diskShare: number;
  readonly wireShare: number;
}

export interface Share {
  /** What moves, bytes/s: data of the repository and zeros. */
  readonly bytesPerS: number;
  /** The same if nobody but exports, imports and migrations moved anything. */
  readonly wantedBytesPerS: number;
  /** Over the link of the server. */
  readonly sentPerS: number;
  readonly receivedPerS: number;
}

/** Guests that were told what to do do now more and now less: what they leave is looked at again and again. */
const LOOK_MS = 30_000;

export interface Shares {
  readonly all: readonly Share[];
  /** When it is to be looked at again, whatever happens until then; null: never. */
  readonly againMs: number | null;
}

/** How fast exports and imports go that go on now. */
export function shareOut(world: World, moving: readonly Moving[]): Shares {
  const { db } = world;
  const hosts = [...new Set(moving.map(({ host }) => host))];
  const repositories = [...new Set(moving.map(({ sr }) => sr))];
  const transfers = moving.map(({ host, sr, direction, costs, diskShare, wireShare }): SharedTransfer => {
    const row = db.get('SR', sr);
    // Between an array and the server it goes over the wire once more, the other way.
    const storageShare = row !== undefined && isOverEthernet(row) ? diskShare : 0;
    const [sentShare, receivedShare] = direction === 'read' ? [wireShare, storageShare] : [storageShare, wireShare];
    return {
      ...costs,
      host: hosts.indexOf(host),
      repository: repositories.indexOf(sr),
      direction,
      diskShare,
      sentShare,
      receivedShare,
    };
  });
  const wanted = shareTransfers(
    transfers,
    hosts.map((host) => hostOf(world, host)),
    repositories.map((sr) => repositoryOf(world, sr)),
  );
  const beside = besideOthers(
    world,
    moving.map(({ host, sr, direction, costs, diskShare }, at) => ({
      host,
      sr,
      direction,
      bytesPerS: (wanted[at] ?? 0) * diskShare,
      coresPerByte: diskShare > 0 ? costs.coreSecondsPerByte / diskShare : 0,
    })),
  );
  const all = transfers.map(({ diskShare, sentShare, receivedShare }, at): Share => {
    const wantedBytesPerS = wanted[at] ?? 0;
    const granted = beside?.[at];
    const bytesPerS =
      granted === undefined || diskShare === 0 ? wantedBytesPerS : Math.min(wantedBytesPerS, granted / diskShare);
    return { bytesPerS, wantedBytesPerS, sentPerS: bytesPerS * sentShare, receivedPerS: bytesPerS * receivedShare };
  });
  const { nowMs } = world.engine;
  const moments = [...momentsOfMigrations(world, hosts), ...(beside === null ? [] : [nowMs + LOOK_MS])];
  return { all, againMs: moments.length === 0 ? null : Math.min(...moments) };
}

/** What migrations leave of a server's link, and its control domain. */
function hostOf(world: World, host: Ref<'host'>): TransferHost {
  const { nowMs } = world.engine;
  const link = linkBytesPerS(world, host);
  const row = world.db.get('host', host);
  let [sendBytesPerS, receiveBytesPerS] = [link, link];
  for (const { from, to, sending } of passages(world)) {
    if (from === to || (from !== host && to !== host)) continue;
    const now = sending.find(({ fromMs, toMs }) => fromMs <= nowMs && toMs > nowMs);
    if (now === undefined) continue;
    if (from === host) sendBytesPerS -= now.bytesPerS;
    else receiveBytesPerS -= now.bytesPerS;
  }
  return {
    sendBytesPerS,
    receiveBytesPerS,
    dom0Cores: row === undefined ? Infinity : effectiveCores(storageHostOf(world, row)),
  };
}

/** No more than one stream gets (physics/lifecycle.ts), however many there are, and than the device gives. */
function repositoryOf(world: World, sr: Ref<'SR'>): TransferRepository {
  const row = world.db.get('SR', sr);
  const most = repositoryBytesPerSecond(row?.type ?? '');
  if (row === undefined) return { readBytesPerS: most, writeBytesPerS: most };
  const device = deviceOf(world, row);
  const load = { bytes: TRANSFER_REQUEST_BYTES, queueDepth: 1, isRandom: false };
  const of = (direction: 'read' | 'write'): number => {
    const time = requestTimePerByte(device, { ...load, writeShare: direction === 'write' ? 1 : 0 });
    const byCount = time > 0 ? 1e6 / time : Infinity;
    return Math.min(most, byCount, 1e6 * sustainedBytesPerUs(device, direction, load));
  };
  return { readBytesPerS: of('read'), writeBytesPerS: of('write') };
}

/** When migrations over links of these servers will send at another speed. */
function momentsOfMigrations(world: World, hosts: readonly Ref<'host'>[]): readonly number[] {
  const { nowMs } = world.engine;
  return passages(world)
    .filter(({ from, to }) => from !== to && (hosts.includes(from) || hosts.includes(to)))
    .flatMap(({ sending }) => sending.flatMap(({ fromMs, toMs }) => [Math.ceil(fromMs), Math.ceil(toMs)]))
    .filter((timeMs) => timeMs > nowMs);
}
