/** What an RFB client sends after the handshake (RFC 6143, 7.5, and the extensions that clients use unasked). */
export const SET_PIXEL_FORMAT = 0;
export const SET_ENCODINGS = 2;
export const UPDATE_REQUEST = 3;
export const KEY_EVENT = 4;
export const POINTER_EVENT = 5;
const CUT_TEXT = 6;
const CONTINUOUS_UPDATES = 150;
const FENCE = 248;
const XVP = 250;
const SET_DESKTOP_SIZE = 251;
export const QEMU = 255;

export const QEMU_KEY_EVENT = 0;
const QEMU_AUDIO = 1;
const QEMU_AUDIO_FORMAT = 2;

const LENGTHS: Readonly<Record<number, number>> = {
  [SET_PIXEL_FORMAT]: 20,
  [UPDATE_REQUEST]: 10,
  [KEY_EVENT]: 8,
  [POINTER_EVENT]: 6,
  [CONTINUOUS_UPDATES]: 10,
  [XVP]: 4,
};

const MOST_ENCODINGS = 1024;
const LONGEST_TEXT_BYTES = 1024 * 1024;

/** How much of a message is needed to go on: its length, or how far to read to know it. */
export interface Extent {
  readonly bytes: number;
  /** Follow the message and are of no use, so that nobody has to keep them. */
  readonly skipped: number;
}

const exactly = (bytes: number): Extent => ({ bytes, skipped: 0 });

/**
 * How long the message at the start of `view` is, as far as its bytes say: with more of them the answer may grow.
 * @returns null when it is none
 */
export function extentOf(view: DataView): Extent | null {
  const type = view.getUint8(0);
  const fixed = LENGTHS[type];
  if (fixed !== undefined) return exactly(fixed);
  const has = (bytes: number): boolean => view.byteLength >= bytes;
  switch (type) {
    case SET_ENCODINGS: {
      const count = has(4) ? view.getUint16(2) : 0;
      return count > MOST_ENCODINGS ? null : exactly(4 + 4 * count);
    }
    case CUT_TEXT: {
      // The extended clipboard writes its length as a negative number.
      const skipped = has(8) ? Math.abs(view.getInt32(4)) : 0;
      return skipped > LONGEST_TEXT_BYTES ? null : { bytes: 8, skipped };
    }
    case FENCE:
      return exactly(9 + (has(9) ? view.getUint8(8) : 0));
    case SET_DESKTOP_SIZE:
      return exactly(8 + (has(7) ? 16 * view.getUint8(6) : 0));
    case QEMU:
      if (!has(2)) return exactly(2);
      if (view.getUint8(1) === QEMU_KEY_EVENT) return exactly(12);
      if (view.getUint8(1) !== QEMU_AUDIO) return null;
      return exactly(has(4) && view.getUint16(2) === QEMU_AUDIO_FORMAT ? 10 : 4);
    default:
      return null;
  }
}
