const TAR_BLOCK = 512;

const LARGEST_OCTAL = 8 ** 11;
const REGULAR_FILE = '0';

/** The header of a file in a tar (POSIX.1-1988 ustar). A size that its field does not hold is written as GNU tar does. */
export function tarHeader(name: string, size: number): Uint8Array<ArrayBuffer> {
  const header = new Uint8Array(TAR_BLOCK);
  const put = (at: number, text: string): void => header.set(new TextEncoder().encode(text), at);
  put(0, name);
  put(100, '0000644\0');
  put(108, '0000000\0');
  put(116, '0000000\0');
  if (size < LARGEST_OCTAL) put(124, `${size.toString(8).padStart(11, '0')}\0`);
  else {
    header[124] = 0x80;
    new DataView(header.buffer).setBigUint64(128, BigInt(size));
  }
  // The same package from the same disks is the same file.
  put(136, '00000000000\0');
  put(148, '        ');
  put(156, REGULAR_FILE);
  put(257, 'ustar\x0000');
  const sum = header.reduce((total, byte) => total + byte, 0);
  put(148, `${sum.toString(8).padStart(6, '0')}\0 `);
  return header;
}

/** So many zeros fill the last block of a file. */
export const tarPadding = (size: number): number => (TAR_BLOCK - (size % TAR_BLOCK)) % TAR_BLOCK;

/** Two empty blocks end the archive. */
export const tarEnd = (): Uint8Array<ArrayBuffer> => new Uint8Array(2 * TAR_BLOCK);
