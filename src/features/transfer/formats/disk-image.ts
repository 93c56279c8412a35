/** A piece of a disk that holds something. */
export interface Extent {
  readonly offset: number;
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** How much of the file has been read by then. */
  readonly readBytes: number;
}

/** A disk in a file, whatever its format. */
export interface DiskImage {
  readonly format: 'raw' | 'VHD' | 'VMDK' | 'QCOW2';
  /** How large it is to a VM. */
  readonly virtualBytes: number;
  readonly fileBytes: number;
  /** What is written on it; zeros are left out. Ends with WrongFile where it is damaged. */
  extents(): AsyncIterable<Extent>;
}

/** No disk of a pool is larger (xapi: the limit of QCOW2 is 16 TiB). */
export const MOST_BYTES = 64 * 2 ** 40;

const BLOCK_BYTES = 64 * 1024;

/** The runs of blocks that hold something. */
export function* written(offset: number, bytes: Uint8Array<ArrayBuffer>, readBytes: number): Iterable<Extent> {
  let from = -1;
  for (let at = 0; at < bytes.length; at += BLOCK_BYTES) {
    const isEmpty = isZero(bytes.subarray(at, at + BLOCK_BYTES));
    if (!isEmpty && from < 0) from = at;
    if (isEmpty && from >= 0) {
      yield { offset: offset + from, bytes: bytes.subarray(from, at), readBytes };
      from = -1;
    }
  }
  if (from >= 0) yield { offset: offset + from, bytes: bytes.subarray(from), readBytes };
}

function isZero(bytes: Uint8Array<ArrayBuffer>): boolean {
  const whole = bytes.byteOffset % 4 === 0 ? bytes.length - (bytes.length % 4) : 0;
  const words = new Uint32Array(bytes.buffer, whole === 0 ? 0 : bytes.byteOffset, whole / 4);
  for (const word of words) if (word !== 0) return false;
  for (let at = whole; at < bytes.length; at += 1) if (bytes[at] !== 0) return false;
  return true;
}
