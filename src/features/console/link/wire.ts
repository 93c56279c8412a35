import type { ByteChannel } from '../../../xapi/client/contract';

/** Whoever shows what a console says. */
export interface Viewer {
  received(bytes: Uint8Array<ArrayBuffer>): void;
  ended(): void;
}

/** An open console, until it ends. What it says before somebody looks is kept for the one who does. */
export class Wire {
  readonly #channel: ByteChannel;
  #early: Uint8Array<ArrayBuffer>[] = [];
  #viewer: Viewer | null = null;
  #isOver = false;

  constructor(channel: ByteChannel) {
    this.#channel = channel;
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  send(bytes: Uint8Array<ArrayBuffer>): void {
    if (!this.#isOver) this.#channel.send(bytes);
  }

  /** Shows it from here on. */
  show(viewer: Viewer): void {
    this.#viewer = viewer;
    const early = this.#early;
    this.#early = [];
    for (const bytes of early) viewer.received(bytes);
    if (this.#isOver) viewer.ended();
  }

  receive(bytes: Uint8Array<ArrayBuffer>): void {
    if (this.#viewer === null) this.#early.push(bytes);
    else this.#viewer.received(bytes);
  }

  end(): void {
    this.#isOver = true;
    this.#viewer?.ended();
  }
}
