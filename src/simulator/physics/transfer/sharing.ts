import { fairShare } from '../fair-share';
import type { Need } from '../prepared-share';

/** An export or an import beside others; all of its rates are of what it moves, allocated data and zeros. */
export interface SharedTransfer {
  /** Indexes of its server and of its repository. */
  readonly host: number;
  readonly repository: number;
  readonly direction: 'read' | 'write';
  /** Alone, bytes/s. */
  readonly mostBytesPerS: number;
  /** For each byte: of the repository, and over the link of its server. */
  readonly diskShare: number;
  readonly sentShare: number;
  readonly receivedShare: number;
  readonly toolstackSecondsPerByte: number;
  readonly coreSecondsPerByte: number;
}

/** What exports and imports find on a server; the link is what others leave of it, bytes/s. */
export interface TransferHost {
  readonly sendBytesPerS: number;
  readonly receiveBytesPerS: number;
  readonly dom0Cores: number;
}

/** What a repository gives them, each way, bytes/s. */
export interface TransferRepository {
  readonly readBytesPerS: number;
  readonly writeBytesPerS: number;
}

const OF_HOST = 4;
const [TOOLSTACK, CORES, SENT, RECEIVED] = [0, 1, 2, 3];

/**
 * How fast exports and imports go that go at once, bytes/s: max-min fairness over the links of their servers, the
 * toolstacks and the processors of the control domains, and the repositories.
 */
export function shareTransfers(
  transfers: readonly SharedTransfer[],
  hosts: readonly TransferHost[],
  repositories: readonly TransferRepository[],
): readonly number[] {
  const flows = transfers.map((transfer) => {
    const first = OF_HOST * transfer.host;
    const disk = OF_HOST * hosts.length + 2 * transfer.repository + (transfer.direction === 'read' ? 0 : 1);
    const needs: readonly Need[] = [
      { resource: first + TOOLSTACK, perUnit: transfer.toolstackSecondsPerByte },
      { resource: first + CORES, perUnit: transfer.coreSecondsPerByte },
      { resource: first + SENT, perUnit: transfer.sentShare },
      { resource: first + RECEIVED, perUnit: transfer.receivedShare },
      { resource: disk, perUnit: transfer.diskShare },
    ];
    return { demand: transfer.mostBytesPerS, needs: needs.filter(({ perUnit }) => perUnit > 0) };
  });
  const capacities = [
    ...hosts.flatMap(({ dom0Cores, sendBytesPerS, receiveBytesPerS }) => [
      1,
      dom0Cores,
      Math.max(0, sendBytesPerS),
      Math.max(0, receiveBytesPerS),
    ]),
    ...repositories.flatMap(({ readBytesPerS, writeBytesPerS }) => [readBytesPerS, writeBytesPerS]),
  ];
  return fairShare(flows, capacities).rates;
}
