import { EndOfBytes, type ByteReader } from './byte-reader';
import {
  clusterAt,
  HEADER_2_BYTES,
  HEADER_3_BYTES,
  Qcow2Error,
  readQcow2Header,
  tableAt,
  type Qcow2Header,
} from './qcow2-format';

/** What may come before the table that says what it is. */
const MOST_WAITING_BYTES = 64 * 1024 * 1024;
const LARGEST_TABLE_BYTES = 32 * 1024 * 1024;

/**
 * Reads a qcow2 while it arrives, and hands on the clusters that it has. Tables may lie anywhere, as long as not too much
 * comes before them. Compressed and encrypted files are refused; what a backing file holds is left as it is.
 * @throws Qcow2Error when it is no such file; EndOfBytes when it ends before its last cluster
 */
export async function readQcow2(
  source: ByteReader,
  write: (offset: number, bytes: Uint8Array) => void,
  moved: () => Promise<void>,
): Promise<void> {
  const header = await readHeader(source);
  const clusters = new Clusters(header, write);
  const { clusterBytes } = clusters;
  // The rest of the first cluster holds names and extensions.
  await source.skipTo(clusterBytes);
  while (!clusters.areComplete) {
    const offset = source.position;
    clusters.add(offset, await takeCluster(source, clusterBytes));
    await moved();
  }
}

/** A file may end within its last cluster: the rest is zeros. */
async function takeCluster(source: ByteReader, length: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(length);
  let at = 0;
  while (at < length) {
    const part = await source.some(length - at);
    if (part.length === 0) break;
    bytes.set(part, at);
    at += part.length;
  }
  if (at === 0) throw new EndOfBytes();
  return bytes;
}

async function readHeader(source: ByteReader): Promise<Qcow2Header> {
  const start = await source.take(HEADER_2_BYTES);
  const version = new DataView(start.buffer).getUint32(4);
  const bytes = new Uint8Array(HEADER_3_BYTES);
  bytes.set(start);
  if (version === 3) bytes.set(await source.take(HEADER_3_BYTES - HEADER_2_BYTES), HEADER_2_BYTES);
  const header = readQcow2Header(bytes);
  const clusterBytes = 2 ** header.clusterBits;
  if (
    header.entries * 8 > LARGEST_TABLE_BYTES ||
    header.entries * (clusterBytes / 8) * clusterBytes < header.sizeBytes
  ) {
    throw new Qcow2Error(`The table of the qcow2 has ${header.entries} entries`);
  }
  if (header.entries > 0 && (header.tableOffset === 0 || header.tableOffset % clusterBytes !== 0)) {
    throw new Qcow2Error('The table of the qcow2 is not where a cluster begins');
  }
  return header;
}

/** What is known of the clusters of a file. */
class Clusters {
  readonly clusterBytes: number;
  readonly #header: Qcow2Header;
  readonly #write: (offset: number, bytes: Uint8Array) => void;
  /** The first table as far as it has come: place in it by place in the file. */
  readonly #first = new Map<number, number>();
  /** Second tables and data that are still to come: what they are for, by their place in the file. */
  readonly #second = new Map<number, number>();
  readonly #data = new Map<number, number>();
  /** What has come and is not known to be anything. */
  readonly #waiting = new Map<number, Uint8Array>();

  constructor(header: Qcow2Header, write: (offset: number, bytes: Uint8Array) => void) {
    this.#header = header;
    this.#write = write;
    this.clusterBytes = 2 ** header.clusterBits;
    const perCluster = this.clusterBytes / 8;
    for (let entry = 0; entry < header.entries; entry += perCluster) {
      this.#first.set(header.tableOffset + entry * 8, entry);
    }
  }

  get areComplete(): boolean {
    return this.#first.size === 0 && this.#second.size === 0 && this.#data.size === 0;
  }

  add(offset: number, bytes: Uint8Array): void {
    const first = take(this.#first, offset);
    if (first !== undefined) {
      this.#readFirst(first, bytes);
      return;
    }
    const second = take(this.#second, offset);
    if (second !== undefined) {
      this.#readSecond(second, bytes);
      return;
    }
    const data = take(this.#data, offset);
    if (data !== undefined) {
      this.#put(data, bytes);
      return;
    }
    if ((this.#waiting.size + 1) * this.clusterBytes > MOST_WAITING_BYTES) {
      throw new Qcow2Error('The tables of the qcow2 lie too far behind what they point at');
    }
    this.#waiting.set(offset, bytes);
  }

  #readFirst(start: number, bytes: Uint8Array): void {
    const perCluster = this.clusterBytes / 8;
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    const entries = Math.min(perCluster, this.#header.entries - start);
    for (let at = 0; at < entries; at++) {
      const offset = tableAt(view.getBigUint64(at * 8));
      if (offset !== 0) this.#expect(this.#second, offset, (start + at) * perCluster);
    }
  }

  #readSecond(start: number, bytes: Uint8Array): void {
    const { version, sizeBytes } = this.#header;
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    for (let at = 0; at < this.clusterBytes / 8; at++) {
      const cluster = start + at;
      if (cluster * this.clusterBytes >= sizeBytes) return;
      const offset = clusterAt(view.getBigUint64(at * 8), version);
      if (offset === 'zero') this.#put(cluster, new Uint8Array(this.clusterBytes));
      else if (offset !== null) this.#expect(this.#data, offset, cluster);
    }
  }

  /** Takes what has come already, or waits for it. */
  #expect(map: Map<number, number>, offset: number, what: number): void {
    if (offset % this.clusterBytes !== 0 || this.#isKnown(offset)) {
      throw new Qcow2Error('The tables of the qcow2 contradict each other');
    }
    map.set(offset, what);
    const bytes = this.#waiting.get(offset);
    if (bytes === undefined) return;
    this.#waiting.delete(offset);
    this.add(offset, bytes);
  }

  #isKnown(offset: number): boolean {
    return this.#first.has(offset) || this.#second.has(offset) || this.#data.has(offset);
  }

  #put(cluster: number, bytes: Uint8Array): void {
    const start = cluster * this.clusterBytes;
    this.#write(start, bytes.subarray(0, Math.max(0, this.#header.sizeBytes - start)));
  }
}

function take(map: Map<number, number>, key: number): number | undefined {
  const value = map.get(key);
  if (value !== undefined) map.delete(key);
  return value;
}
