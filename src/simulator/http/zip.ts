import type { TarFile } from './tar';

/** Enough of the ZIP format (PKWARE APPNOTE 6.3) for files that are stored as they are. */

const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  return crc;
});

function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) crc = (crc >>> 8) ^ (CRC_TABLE[(crc ^ byte) & 255] ?? 0);
  return ~crc >>> 0;
}

/** Little-endian fields of two or four bytes each. */
function record(
  fields: readonly (readonly [bytes: 2 | 4, value: number])[],
  ...rest: readonly Uint8Array[]
): Uint8Array {
  const head = fields.reduce((sum, [bytes]) => sum + bytes, 0);
  const whole = new Uint8Array(rest.reduce((sum, part) => sum + part.length, head));
  const view = new DataView(whole.buffer);
  let at = 0;
  for (const [bytes, value] of fields) {
    if (bytes === 2) view.setUint16(at, value, true);
    else view.setUint32(at, value, true);
    at += bytes;
  }
  for (const part of rest) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

const VERSION = 20;
/** Names are UTF-8. */
const FLAGS = 0x800;

function dosTime(timeMs: number): { readonly time: number; readonly date: number } {
  const date = new Date(timeMs);
  return {
    time: (date.getUTCHours() << 11) | (date.getUTCMinutes() << 5) | (date.getUTCSeconds() >> 1),
    date: ((Math.max(1980, date.getUTCFullYear()) - 1980) << 9) | ((date.getUTCMonth() + 1) << 5) | date.getUTCDate(),
  };
}

/** An archive of files, none of them compressed. @param timeMs modification time of all files */
export function* zipOf(files: readonly TarFile[], timeMs: number): Iterable<Uint8Array> {
  const { time, date } = dosTime(timeMs);
  const directory: Uint8Array[] = [];
  let offset = 0;
  for (const { name, bytes } of files) {
    const path = new TextEncoder().encode(name);
    const common = [
      [2, VERSION],
      [2, FLAGS],
      [2, 0],
      [2, time],
      [2, date],
      [4, crc32(bytes)],
      [4, bytes.length],
      [4, bytes.length],
      [2, path.length],
      [2, 0],
    ] as const;
    const local = record([[4, 0x04034b50], ...common], path, bytes);
    yield local;
    directory.push(
      record([[4, 0x02014b50], [2, VERSION], ...common, [2, 0], [2, 0], [2, 0], [4, 0], [4, offset]], path),
    );
    offset += local.length;
  }
  yield* directory;
  const directoryBytes = directory.reduce((sum, part) => sum + part.length, 0);
  const count = directory.length;
  yield record([
    [4, 0x06054b50],
    [2, 0],
    [2, 0],
    [2, count],
    [2, count],
    [4, directoryBytes],
    [4, offset],
    [2, 0],
  ]);
}
