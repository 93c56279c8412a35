import { vi } from 'vitest';
import type { FakeConsole } from '../../fixtures/fake-connection';

const WIDTH = 4;
const HEIGHT = 2;
const KEY_EVENT_BYTES = 8;
const LENGTHS: Readonly<Record<number, number>> = { 0: 20, 3: 10, 4: KEY_EVENT_BYTES, 5: 6 };

const u32 = (value: number): readonly number[] => [
  value >>> 24,
  (value >>> 16) & 255,
  (value >>> 8) & 255,
  value & 255,
];

/** A machine's side of a console in a test: it shakes hands, shows one colour, and notes which keys are struck. */
export class FakeScreen {
  readonly #console: FakeConsole;

  constructor(console: FakeConsole) {
    this.#console = console;
  }

  /** Goes through the handshake, and paints the whole screen once it is asked for. */
  async show(): Promise<void> {
    const { listener } = this.#console;
    listener.opened();
    this.#say(...new TextEncoder().encode('RFB 003.008\n'));
    await this.#heard(12);
    this.#say(1, 1);
    await this.#heard(13);
    this.#say(0, 0, 0, 0);
    await this.#heard(14);
    const format = [32, 24, 0, 1, 0, 255, 0, 255, 0, 255, 16, 8, 0, 0, 0, 0];
    this.#say(0, WIDTH, 0, HEIGHT, ...format, ...u32(1), 0x78);
    await vi.waitUntil(() => this.#messages().some(([type]) => type === 3));
    const pixels = Array.from({ length: WIDTH * HEIGHT }, () => [0, 128, 255, 0]).flat();
    this.#say(0, 0, 0, 1, 0, 0, 0, 0, 0, WIDTH, 0, HEIGHT, ...u32(0), ...pixels);
  }

  /** Keysyms in the order in which they went down and up, as `+61` and `-61`. */
  keys(): readonly string[] {
    return this.#messages()
      .filter(([type]) => type === 4)
      .map((bytes) => {
        const [, down = 0, , , a = 0, b = 0, c = 0, d = 0] = bytes;
        return `${down === 1 ? '+' : '-'}${((a << 24) | (b << 16) | (c << 8) | d).toString(16)}`;
      });
  }

  #say(...bytes: readonly number[]): void {
    this.#console.listener.received(Uint8Array.from(bytes));
  }

  #sent(): readonly number[] {
    return this.#console.sent.flatMap((bytes) => [...bytes]);
  }

  async #heard(bytes: number): Promise<void> {
    await vi.waitUntil(() => this.#sent().length >= bytes);
  }

  /** What came after the handshake, message by message. */
  #messages(): readonly (readonly number[])[] {
    const bytes = this.#sent().slice(14);
    const messages: (readonly number[])[] = [];
    for (let at = 0; at < bytes.length;) {
      const type = bytes[at] ?? 0;
      const length = type === 2 ? 4 + 4 * (((bytes[at + 2] ?? 0) << 8) | (bytes[at + 3] ?? 0)) : LENGTHS[type];
      if (length === undefined) throw new Error(`a message of type ${type}`);
      messages.push(bytes.slice(at, at + length));
      at += length;
    }
    return messages;
  }
}
