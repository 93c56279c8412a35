/** Of a stream-optimised VMDK (VMware: Virtual Disk Format 5.0, 4). */
const SECTOR = 512;
const GRAIN_SECTORS = 128;
const GRAIN = GRAIN_SECTORS * SECTOR;
const TABLE_ENTRIES = 512;
const DESCRIPTOR_SECTORS = 20;
/** The header, its description, and what VMware's tools leave free behind them. */
const OVERHEAD_SECTORS = 128;
const VERSION = 3;
/** Line ends are checked, grains are packed, and markers tell what follows. */
const FLAGS = 0x30001;
const DEFLATE = 1;
/** The directory stands in the footer. */
const AT_END = 0xffffffffffffffffn;
const MARKER = { end: 0, table: 1, directory: 2, footer: 3 } as const;

type Write = (bytes: Uint8Array<ArrayBuffer>) => Promise<void>;

/** Writes a disk that comes from its first byte to its last as a VMDK that others can read on its way too. */
export class VmdkWriter {
  readonly #write: Write;
  readonly #sectors: number;
  readonly #name: string;
  /** Where the tables of grains are, in sectors; 0: nothing is written there. */
  readonly #directory: Uint32Array;
  #table = new Uint32Array(TABLE_ENTRIES);
  readonly #grain = new Uint8Array(GRAIN);
  #held = 0;
  #grains = 0;
  #at = 0;

  /** @param virtualBytes how large the disk is to a VM */
  constructor(write: Write, name: string, virtualBytes: number) {
    this.#write = write;
    this.#name = name;
    this.#sectors = Math.ceil(virtualBytes / SECTOR);
    this.#directory = new Uint32Array(Math.ceil(this.#sectors / (GRAIN_SECTORS * TABLE_ENTRIES)));
  }

  async begin(): Promise<void> {
    const head = new Uint8Array(OVERHEAD_SECTORS * SECTOR);
    head.set(this.#header(AT_END));
    head.set(new TextEncoder().encode(this.#description()), SECTOR);
    await this.#put(head);
  }

  async take(bytes: Uint8Array): Promise<void> {
    for (let from = 0; from < bytes.length;) {
      const part = bytes.subarray(from, from + GRAIN - this.#held);
      this.#grain.set(part, this.#held);
      this.#held += part.length;
      from += part.length;
      if (this.#held === GRAIN) await this.#endGrain();
    }
  }

  /** So many bytes that were never written. */
  async skip(bytes: number): Promise<void> {
    const rest = this.#held === 0 ? 0 : Math.min(bytes, GRAIN - this.#held);
    this.#grain.fill(0, this.#held, this.#held + rest);
    this.#held += rest;
    if (this.#held === GRAIN) await this.#endGrain();
    const whole = Math.floor((bytes - rest) / GRAIN);
    for (let grain = 0; grain < whole; grain += 1) {
      this.#grains += 1;
      if (this.#grains % TABLE_ENTRIES === 0) await this.#endTable();
    }
    const left = bytes - rest - whole * GRAIN;
    this.#grain.fill(0, this.#held, this.#held + left);
    this.#held += left;
  }

  async end(): Promise<void> {
    if (this.#held > 0) {
      this.#grain.fill(0, this.#held);
      await this.#endGrain();
    }
    await this.#endTable();
    await this.#marker(MARKER.directory, Math.ceil((this.#directory.length * 4) / SECTOR));
    const directoryAt = this.#at;
    await this.#put(sectorsOf(this.#directory));
    await this.#marker(MARKER.footer, 1);
    await this.#put(this.#header(BigInt(directoryAt)));
    await this.#marker(MARKER.end, 0);
  }

  async #endGrain(): Promise<void> {
    const index = this.#grains % TABLE_ENTRIES;
    if (this.#grain.some((byte) => byte !== 0)) {
      this.#table[index] = this.#at;
      const packed = await deflated(this.#grain);
      const marker = new DataView(new ArrayBuffer(12));
      marker.setBigUint64(0, BigInt(this.#grains * GRAIN_SECTORS), true);
      marker.setUint32(8, packed.length, true);
      const whole = new Uint8Array(Math.ceil((12 + packed.length) / SECTOR) * SECTOR);
      whole.set(new Uint8Array(marker.buffer));
      whole.set(packed, 12);
      await this.#put(whole);
    }
    this.#held = 0;
    this.#grains += 1;
    if (index === TABLE_ENTRIES - 1) await this.#endTable();
  }

  /** A table with nothing in it is not written. */
  async #endTable(): Promise<void> {
    if (!this.#table.some((entry) => entry !== 0)) return;
    await this.#marker(MARKER.table, (TABLE_ENTRIES * 4) / SECTOR);
    this.#directory[Math.floor((this.#grains - 1) / TABLE_ENTRIES)] = this.#at;
    await this.#put(sectorsOf(this.#table));
    this.#table = new Uint32Array(TABLE_ENTRIES);
  }

  async #marker(type: number, sectors: number): Promise<void> {
    const bytes = new Uint8Array(SECTOR);
    const view = new DataView(bytes.buffer);
    view.setBigUint64(0, BigInt(sectors), true);
    view.setUint32(12, type, true);
    await this.#put(bytes);
  }

  async #put(bytes: Uint8Array<ArrayBuffer>): Promise<void> {
    await this.#write(bytes);
    this.#at += bytes.length / SECTOR;
  }

  #header(directoryAt: bigint): Uint8Array<ArrayBuffer> {
    const bytes = new Uint8Array(SECTOR);
    const view = new DataView(bytes.buffer);
    bytes.set(new TextEncoder().encode('KDMV'));
    view.setUint32(4, VERSION, true);
    view.setUint32(8, FLAGS, true);
    view.setBigUint64(12, BigInt(Math.ceil(this.#sectors / GRAIN_SECTORS) * GRAIN_SECTORS), true);
    view.setBigUint64(20, BigInt(GRAIN_SECTORS), true);
    view.setBigUint64(28, 1n, true);
    view.setBigUint64(36, BigInt(DESCRIPTOR_SECTORS), true);
    view.setUint32(44, TABLE_ENTRIES, true);
    view.setBigUint64(56, directoryAt, true);
    view.setBigUint64(64, BigInt(OVERHEAD_SECTORS), true);
    bytes.set([0x0a, 0x20, 0x0d, 0x0a], 73);
    view.setUint16(77, DEFLATE, true);
    return bytes;
  }

  #description(): string {
    const cylinders = Math.min(65_535, Math.ceil(this.#sectors / (255 * 63)));
    return [
      '# Disk DescriptorFile',
      'version=1',
      'CID=fffffffe',
      'parentCID=ffffffff',
      'createType="streamOptimized"',
      '',
      '# Extent description',
      `RW ${Math.ceil(this.#sectors / GRAIN_SECTORS) * GRAIN_SECTORS} SPARSE "${this.#name.replaceAll('"', '')}"`,
      '',
      '# The Disk Data Base',
      'ddb.virtualHWVersion = "7"',
      'ddb.adapterType = "lsilogic"',
      `ddb.geometry.cylinders = "${cylinders}"`,
      'ddb.geometry.heads = "255"',
      'ddb.geometry.sectors = "63"',
      '',
    ].join('\n');
  }
}

/** Numbers as they stand in the file, to the end of a sector. */
function sectorsOf(numbers: Uint32Array): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(Math.ceil((numbers.length * 4) / SECTOR) * SECTOR);
  const view = new DataView(bytes.buffer);
  numbers.forEach((number, at) => view.setUint32(at * 4, number, true));
  return bytes;
}

async function deflated(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
  const stream = new Blob([bytes]).stream().pipeThrough(new CompressionStream('deflate'));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}
