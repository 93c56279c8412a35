import {
  extentOf,
  KEY_EVENT,
  POINTER_EVENT,
  QEMU,
  QEMU_KEY_EVENT,
  SET_ENCODINGS,
  SET_PIXEL_FORMAT,
  UPDATE_REQUEST,
} from './client-messages';
import { around, common, Damage } from './damage';
import { encodeArea, HEXTILE, RAW } from './encodings';
import { areaOfRow, paint, ROWS, SCREEN_HEIGHT, SCREEN_WIDTH, WHOLE_SCREEN, type Area, type Line } from './picture';
import { colourMap, OWN_FORMAT, pixelBytes, readPixelFormat, writePixelFormat } from './pixel-format';
import type { Viewer, ViewerIo } from './viewers';

/** A screen and its keyboard. */
export interface Screen {
  readonly name: string;
  lines(nowMs: number): readonly Line[];
  /** Hears of keys that others press. */
  watch(changed: () => void): () => void;
  key(keysym: number, isDown: boolean): void;
}

const VERSION = 'RFB 003.008\n';
const NONE = 1;
const OK = 0;
const FAILED = 1;
/** How often the clock on the screen may tick. */
const TICK_MS = 1000;

const ascii = new TextEncoder();
const u32 = (value: number): Uint8Array<ArrayBuffer> => Uint8Array.of(value >>> 24, value >>> 16, value >>> 8, value);

function joined(...parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** A part of the conversation: how many bytes it needs, and what it does with them. False ends the connection. */
interface Step {
  readonly bytes: number;
  readonly skipped: number;
  readonly run: (view: DataView) => boolean;
}

/** Serves a screen to one client by RFB 3.8, 3.7 or 3.3 (RFC 6143), without authentication. */
export class RfbServer implements Viewer {
  readonly #io: ViewerIo;
  readonly #screen: Screen;
  #minor = 8;
  #pending = new Uint8Array();
  #skip = 0;
  #next: (view: DataView) => Step | null;
  #pixels = pixelBytes(OWN_FORMAT);
  #encoding = RAW;
  readonly #damage = new Damage();
  #shown: readonly string[] = [];
  #lines: readonly Line[] = [];
  /** Where the client wants to hear of changes; null until it asks. */
  #wanted: Area | null = null;
  /** What the clock on the screen shows, until it ticks. */
  #clockMs = 0;
  #stopTicking: (() => void) | null = null;
  readonly #leave: () => void;

  constructor(io: ViewerIo, screen: Screen) {
    this.#io = io;
    this.#screen = screen;
    this.#next = () => step(VERSION.length, (view) => this.#readVersion(view));
    this.#leave = screen.watch(() => this.changed());
    io.send(ascii.encode(VERSION));
  }

  receive(bytes: Uint8Array): void {
    const skipped = Math.min(this.#skip, bytes.length);
    this.#skip -= skipped;
    this.#pending = joined(this.#pending, bytes.subarray(skipped));
    let at = 0;
    while (at < this.#pending.length) {
      const view = new DataView(this.#pending.buffer, at);
      const next = this.#next(view);
      if (next === null) return this.#io.end();
      if (view.byteLength < next.bytes) break;
      if (!next.run(view)) return this.#io.end();
      const present = Math.min(next.skipped, view.byteLength - next.bytes);
      this.#skip = next.skipped - present;
      at += next.bytes + present;
    }
    this.#pending = this.#pending.slice(at);
    this.#answer();
  }

  changed(): void {
    this.#answer();
  }

  closed(): void {
    this.#stopTicking?.();
    this.#leave();
  }

  #readVersion(view: DataView): boolean {
    const text = new TextDecoder().decode(new Uint8Array(view.buffer, view.byteOffset, VERSION.length));
    const minor = Number(/^RFB 003\.(\d{3})\n$/.exec(text)?.[1] ?? NaN);
    if (Number.isNaN(minor)) return false;
    // Any other version is to be treated as 3.3 (RFC 6143, 7.1.1).
    this.#minor = minor === 7 || minor === 8 ? minor : 3;
    if (this.#minor === 3) {
      this.#io.send(u32(NONE));
      this.#expectInit();
    } else {
      this.#io.send(Uint8Array.of(1, NONE));
      this.#next = () => step(1, (choice) => this.#readSecurity(choice.getUint8(0)));
    }
    return true;
  }

  #readSecurity(type: number): boolean {
    if (type !== NONE) {
      const reason = ascii.encode('There is no such security type');
      if (this.#minor === 8) this.#io.send(joined(u32(FAILED), u32(reason.length), reason));
      return false;
    }
    if (this.#minor === 8) this.#io.send(u32(OK));
    this.#expectInit();
    return true;
  }

  #expectInit(): void {
    // The byte asks to share the screen; it is always shared.
    this.#next = () => step(1, () => this.#init());
  }

  #init(): boolean {
    const name = ascii.encode(this.#screen.name);
    const size = Uint8Array.of(SCREEN_WIDTH >> 8, SCREEN_WIDTH, SCREEN_HEIGHT >> 8, SCREEN_HEIGHT);
    this.#io.send(joined(size, writePixelFormat(OWN_FORMAT), u32(name.length), name));
    this.#clockMs = this.#io.nowMs();
    this.#look();
    this.#damage.add(WHOLE_SCREEN);
    this.#next = (view) => {
      const extent = extentOf(view);
      return extent && { ...extent, run: (message) => this.#handle(message, extent.bytes) };
    };
    return true;
  }

  #handle(view: DataView, length: number): boolean {
    switch (view.getUint8(0)) {
      case SET_PIXEL_FORMAT:
        return this.#setPixelFormat(view);
      case SET_ENCODINGS: {
        const offered = Array.from({ length: (length - 4) / 4 }, (_, at) => view.getInt32(4 + 4 * at));
        this.#encoding = offered.includes(HEXTILE) ? HEXTILE : RAW;
        return true;
      }
      case UPDATE_REQUEST: {
        const [x = 0, y = 0, width = 0, height = 0] = [2, 4, 6, 8].map((at) => view.getUint16(at));
        const area = common({ x, y, width, height }, WHOLE_SCREEN);
        if (area === null) return true;
        if (view.getUint8(1) === 0) this.#damage.add(area);
        this.#wanted = this.#wanted === null ? area : around(this.#wanted, area);
        return true;
      }
      case KEY_EVENT:
        this.#key(view.getUint32(4), view.getUint8(1) !== 0);
        return true;
      case POINTER_EVENT:
        this.#io.used();
        return true;
      case QEMU:
        if (view.getUint8(1) === QEMU_KEY_EVENT) this.#key(view.getUint32(4), view.getUint16(2) !== 0);
        return true;
      default:
        return true;
    }
  }

  #setPixelFormat(view: DataView): boolean {
    const format = readPixelFormat(view, 4);
    if (format === null) return false;
    this.#pixels = pixelBytes(format);
    if (!format.trueColour) this.#io.send(colourMap());
    return true;
  }

  #key(keysym: number, isDown: boolean): void {
    this.#io.used();
    this.#screen.key(keysym, isDown);
  }

  /** Sends what has changed where the client wants it, or waits until something has. */
  #answer(): void {
    if (this.#wanted === null) return;
    if (this.#stopTicking === null) {
      this.#clockMs = this.#io.nowMs();
      this.#stopTicking = this.#io.after(TICK_MS, () => {
        this.#stopTicking = null;
        this.#answer();
      });
    }
    this.#look();
    const areas = this.#damage.take(this.#wanted);
    if (areas.length === 0) return;
    this.#wanted = null;
    const parts = areas.map((area) => encodeArea(this.#encoding, area, paint(this.#lines, area), this.#pixels));
    this.#io.send(joined(Uint8Array.of(0, 0, areas.length >> 8, areas.length), ...parts));
  }

  #look(): void {
    this.#lines = this.#screen.lines(this.#clockMs);
    const shown = Array.from({ length: ROWS }, (_, row) => JSON.stringify(this.#lines[row] ?? null));
    shown.forEach((text, row) => {
      if (text !== this.#shown[row]) this.#damage.add(areaOfRow(row));
    });
    this.#shown = shown;
  }
}

function step(bytes: number, run: (view: DataView) => boolean): Step {
  return { bytes, skipped: 0, run };
}
