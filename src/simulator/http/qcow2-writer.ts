import { BLOCK_BYTES, differingBlocks, type DiskContent } from '../api/vdi/content';
import { pointer, qcow2Header } from './qcow2-format';

/** A cluster is a block of a disk, so that what a disk holds is what a file has. */
const CLUSTER_BYTES = BLOCK_BYTES;
const CLUSTER_BITS = Math.log2(CLUSTER_BYTES);
const ENTRIES = CLUSTER_BYTES / 8;
const COUNTS = CLUSTER_BYTES / 2;

/** A disk as a qcow2 that can be written from its beginning to its end. */
export interface Qcow2File {
  readonly sizeBytes: number;
  /** The file; `moved` is waited for with the share of it, 0 to 1, that has gone. */
  readonly bytes: (moved: (share: number) => Promise<void>) => AsyncIterable<Uint8Array>;
}

/**
 * The clusters of a disk that hold something, or, with a base, those that differ from it. Tables come before the data,
 * as those have to who write a file without going back (xapi: qcow2-to-stdout).
 */
export function qcow2Of(content: DiskContent, base: DiskContent | null): Qcow2File {
  const { sizeBytes } = content;
  const clusters = Math.ceil(sizeBytes / CLUSTER_BYTES);
  const blocks = (base === null ? content.blocks : differingBlocks(base, content)).filter((block) => block < clusters);
  const tables = [...new Set(blocks.map((block) => Math.floor(block / ENTRIES)))];
  const entries = Math.ceil(clusters / ENTRIES);
  const firstTable = 1;
  const secondTables = firstTable + Math.ceil(entries / ENTRIES);
  const counts = secondTables + tables.length;
  const { countTables, countBlocks } = countsFor(counts + blocks.length);
  const data = counts + countTables + countBlocks;
  const all = data + blocks.length;

  async function* bytes(moved: (share: number) => Promise<void>): AsyncIterable<Uint8Array> {
    const head = new Uint8Array(data * CLUSTER_BYTES);
    const view = new DataView(head.buffer);
    head.set(
      qcow2Header({
        sizeBytes,
        clusterBits: CLUSTER_BITS,
        tableOffset: firstTable * CLUSTER_BYTES,
        entries,
        countsOffset: counts * CLUSTER_BYTES,
        countsClusters: countTables,
      }),
    );
    for (const [at, table] of tables.entries()) {
      view.setBigUint64(firstTable * CLUSTER_BYTES + table * 8, pointer((secondTables + at) * CLUSTER_BYTES));
    }
    const place = new Map(tables.map((table, at) => [table, (secondTables + at) * CLUSTER_BYTES]));
    for (const [at, block] of blocks.entries()) {
      const table = place.get(Math.floor(block / ENTRIES)) ?? 0;
      view.setBigUint64(table + (block % ENTRIES) * 8, pointer((data + at) * CLUSTER_BYTES));
    }
    const firstCounts = counts + countTables;
    for (let at = 0; at < countBlocks; at++) {
      view.setBigUint64(counts * CLUSTER_BYTES + at * 8, BigInt((firstCounts + at) * CLUSTER_BYTES));
    }
    for (let at = 0; at < all; at++) view.setUint16(firstCounts * CLUSTER_BYTES + at * 2, 1);
    yield head;
    for (const [at, block] of blocks.entries()) {
      const cluster = new Uint8Array(CLUSTER_BYTES);
      cluster.set(content.readBlock(block));
      yield cluster;
      await moved((data + at + 1) / all);
    }
    await moved(1);
  }
  return { sizeBytes: all * CLUSTER_BYTES, bytes };
}

/** Clusters for the counts of so many clusters, and of themselves. */
function countsFor(clusters: number): { readonly countTables: number; readonly countBlocks: number } {
  for (let countBlocks = 1; ; countBlocks++) {
    const countTables = Math.ceil(countBlocks / ENTRIES);
    if (clusters + countBlocks + countTables <= countBlocks * COUNTS) return { countTables, countBlocks };
  }
}
