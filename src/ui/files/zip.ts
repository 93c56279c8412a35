/**
 * A zip file of a few entries, as small as spreadsheets need it: the browser compresses, and what is left are headers
 * (PKWARE APPNOTE 6.3). Packages for it are many times as large.
 */
export type ZipContent = string | AsyncIterable<string>;

interface Entry {
  readonly name: Uint8Array<ArrayBuffer>;
  readonly crc: number;
  readonly size: number;
  readonly packed: readonly Uint8Array<ArrayBuffer>[];
  readonly packedSize: number;
}

/** The bytes of a zip with these entries, by name. */
export async function zipFile(
  contents: readonly (readonly [string, ZipContent])[],
): Promise<Uint8Array<ArrayBuffer>[]> {
  const parts: Uint8Array<ArrayBuffer>[] = [];
  const directory: Uint8Array<ArrayBuffer>[] = [];
  let offset = 0;
  for (const [name, content] of contents) {
    const entry = await pack(name, content);
    const head = header(entry);
    parts.push(head, ...entry.packed);
    directory.push(directoryEntry(entry, offset));
    offset += head.length + entry.packedSize;
  }
  const directorySize = directory.reduce((sum, each) => sum + each.length, 0);
  const end = fields(
    [0x06054b50, 4],
    [0, 4],
    [contents.length, 2],
    [contents.length, 2],
    [directorySize, 4],
    [offset, 4],
    [0, 2],
  );
  return [...parts, ...directory, end];
}

async function pack(name: string, content: ZipContent): Promise<Entry> {
  const encoder = new TextEncoder();
  const stream = new CompressionStream('deflate-raw');
  const packed: Uint8Array<ArrayBuffer>[] = [];
  const reading = (async () => {
    const reader = stream.readable.getReader();
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      packed.push(new Uint8Array(value));
    }
  })();
  const writer = stream.writable.getWriter();
  let crc = 0xffffffff;
  let size = 0;
  const write = async (text: string): Promise<void> => {
    const bytes = encoder.encode(text);
    crc = checksum(bytes, crc);
    size += bytes.length;
    await writer.write(bytes);
  };
  if (typeof content === 'string') await write(content);
  else for await (const piece of content) await write(piece);
  await writer.close();
  await reading;
  const packedSize = packed.reduce((sum, each) => sum + each.length, 0);
  return { name: encoder.encode(name), crc: (crc ^ 0xffffffff) >>> 0, size, packed, packedSize };
}

/** Names in UTF-8, compressed by deflate, of the first day that zips know: the same table gives the same file. */
const COMMON = [
  [20, 2],
  [0x0800, 2],
  [8, 2],
  [0, 2],
  [0x0021, 2],
] as const;

function sizes({ crc, size, packedSize, name }: Entry) {
  return [
    [crc, 4],
    [packedSize, 4],
    [size, 4],
    [name.length, 2],
    [0, 2],
  ] as const;
}

function header(entry: Entry): Uint8Array<ArrayBuffer> {
  return joined(fields([0x04034b50, 4], ...COMMON, ...sizes(entry)), entry.name);
}

function directoryEntry(entry: Entry, offset: number): Uint8Array<ArrayBuffer> {
  const rest = [
    [0, 2],
    [0, 2],
    [0, 2],
    [0, 4],
    [offset, 4],
  ] as const;
  return joined(fields([0x02014b50, 4], [20, 2], ...COMMON, ...sizes(entry), ...rest), entry.name);
}

/** Numbers of so many bytes each, the lowest byte first. */
function fields(...values: readonly (readonly [number, 2 | 4])[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(values.reduce((sum, [, width]) => sum + width, 0));
  const view = new DataView(bytes.buffer);
  let at = 0;
  for (const [value, width] of values) {
    if (width === 2) view.setUint16(at, value, true);
    else view.setUint32(at, value, true);
    at += width;
  }
  return bytes;
}

function joined(a: Uint8Array, b: Uint8Array): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(a.length + b.length);
  bytes.set(a);
  bytes.set(b, a.length);
  return bytes;
}

const TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  return value;
});

/** CRC-32, going on from `crc`. */
function checksum(bytes: Uint8Array, crc: number): number {
  let value = crc;
  for (const byte of bytes) value = (TABLE[(value ^ byte) & 0xff] ?? 0) ^ (value >>> 8);
  return value;
}
