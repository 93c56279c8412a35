import type { ByteChannel, ChannelListener } from '../../../xapi/client/contract';
import type { Timers } from '../../../xapi/client/timers';
import { clientErrorCodes } from '../../../xapi/client/xapi-error';
import type { XapiError } from '../../../xapi/client/xapi-error';
import { Wire } from './wire';

export type LinkState =
  | { readonly kind: 'connecting' }
  | { readonly kind: 'open'; readonly wire: Wire }
  /** Tries again by itself. `error` is null when the other side hung up without a word. */
  | { readonly kind: 'lost'; readonly error: XapiError | null }
  /** Another try needs a person. */
  | { readonly kind: 'refused'; readonly error: XapiError };

/** A machine that moves or reboots is back at once or soon; a server that is gone is not asked every second. */
const WAITS_MS = [100, 1000, 2000, 5000, 10_000, 30_000];

/** A console that stayed open for so long counts as one that works. */
const LASTING_MS = 5000;

const HTTP_FORBIDDEN = '403';

/** Keeps a connection to one console, and opens it anew when it is lost. */
export class ConsoleLink {
  readonly #open: (listener: ChannelListener) => ByteChannel;
  readonly #timers: Timers;
  readonly #listeners = new Set<() => void>();
  #state: LinkState = { kind: 'connecting' };
  #channel: ByteChannel | null = null;
  #failures = 0;
  #openedMs = 0;
  #stopWaiting: () => void = () => undefined;

  constructor(open: (listener: ChannelListener) => ByteChannel, timers: Timers) {
    this.#open = open;
    this.#timers = timers;
  }

  readonly state = (): LinkState => this.#state;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  start(): void {
    this.#stopWaiting();
    this.#show({ kind: 'connecting' });
    let wire: Wire | null = null;
    const channel = this.#open({
      opened: () => {
        if (this.#channel !== channel) return;
        wire = new Wire(channel);
        this.#openedMs = this.#timers.nowMs();
        this.#show({ kind: 'open', wire });
      },
      received: (bytes) => wire?.receive(bytes),
      closed: (error) => {
        wire?.end();
        if (this.#channel === channel) this.#lost(error, wire !== null);
      },
    });
    this.#channel = channel;
  }

  /** The console may be elsewhere, or back: there is no reason to wait any longer. */
  again(): void {
    if (this.#state.kind !== 'lost' && this.#state.kind !== 'refused') return;
    this.#failures = 0;
    this.start();
  }

  stop(): void {
    this.#stopWaiting();
    this.#channel?.close();
    this.#channel = null;
    if (this.#state.kind === 'open') this.#state.wire.end();
  }

  #lost(error: XapiError | null, wasOpen: boolean): void {
    this.#channel = null;
    if (error !== null && isLasting(error)) {
      this.#show({ kind: 'refused', error });
      return;
    }
    if (wasOpen && this.#timers.nowMs() - this.#openedMs >= LASTING_MS) this.#failures = 0;
    const waitMs = WAITS_MS[Math.min(this.#failures, WAITS_MS.length - 1)] ?? 0;
    this.#failures += 1;
    this.#stopWaiting = this.#timers.after(waitMs, () => this.start());
    this.#show({ kind: 'lost', error });
  }

  #show(state: LinkState): void {
    this.#state = state;
    for (const listener of this.#listeners) listener();
  }
}

function isLasting(error: XapiError): boolean {
  if (error.code === clientErrorCodes.socketRefused) return error.params[0] === HTTP_FORBIDDEN;
  return error.code === clientErrorCodes.noConsoles || error.code === 'RBAC_PERMISSION_DENIED';
}
