import { PALETTE } from './picture';

/** How a client wants its pixels (RFC 6143, 7.4). */
export interface PixelFormat {
  readonly bitsPerPixel: number;
  readonly bigEndian: boolean;
  /** False: pixels are numbers of colours, which the client is told. */
  readonly trueColour: boolean;
  readonly max: readonly [number, number, number];
  readonly shift: readonly [number, number, number];
}

const PIXEL_FORMAT_BYTES = 16;

export const OWN_FORMAT: PixelFormat = {
  bitsPerPixel: 32,
  bigEndian: false,
  trueColour: true,
  max: [255, 255, 255],
  shift: [16, 8, 0],
};

/** Null for a format that cannot be. */
export function readPixelFormat(view: DataView, at: number): PixelFormat | null {
  const bitsPerPixel = view.getUint8(at);
  const max = [view.getUint16(at + 4), view.getUint16(at + 6), view.getUint16(at + 8)] as const;
  const shift = [view.getUint8(at + 10), view.getUint8(at + 11), view.getUint8(at + 12)] as const;
  const trueColour = view.getUint8(at + 3) !== 0;
  if (![8, 16, 32].includes(bitsPerPixel)) return null;
  if (trueColour && shift.some((each) => each >= bitsPerPixel)) return null;
  return { bitsPerPixel, bigEndian: view.getUint8(at + 2) !== 0, trueColour, max, shift };
}

export function writePixelFormat(format: PixelFormat): Uint8Array {
  const bytes = new Uint8Array(PIXEL_FORMAT_BYTES);
  const view = new DataView(bytes.buffer);
  const depth = format.max.reduce((bits, max) => bits + Math.ceil(Math.log2(max + 1)), 0);
  bytes.set([format.bitsPerPixel, depth, Number(format.bigEndian), Number(format.trueColour)]);
  format.max.forEach((max, at) => view.setUint16(4 + 2 * at, max));
  bytes.set(format.shift, 10);
  return bytes;
}

/** The bytes of each colour of the palette. */
export function pixelBytes(format: PixelFormat): readonly Uint8Array[] {
  const length = format.bitsPerPixel / 8;
  return PALETTE.map((colour, index) => {
    const value = format.trueColour
      ? colour.reduce((sum, part, at) => {
          const max = format.max[at] ?? 0;
          return sum + Math.round((part * max) / 255) * 2 ** (format.shift[at] ?? 0);
        }, 0)
      : index;
    const bytes = Uint8Array.from({ length }, (_, at) => Math.floor(value / 256 ** at) % 256);
    return format.bigEndian ? bytes.reverse() : bytes;
  });
}

/** SetColourMapEntries: the colours by their numbers. */
export function colourMap(): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(6 + 6 * PALETTE.length);
  const view = new DataView(bytes.buffer);
  bytes[0] = 1;
  view.setUint16(4, PALETTE.length);
  PALETTE.flat().forEach((part, at) => view.setUint16(6 + 2 * at, part * 257));
  return bytes;
}
