import type { ClassDelta, Connection, ConnectionStatus } from '../../xapi/client/contract';
import type { Ref } from '../../xapi/datamodel/ref';
import type { Messages } from '../../xapi/datamodel/types.gen';

/** A connection whose status and deltas a test decides. Calls answer nothing. */
export class FakeConnection implements Connection {
  readonly called: string[] = [];
  retries = 0;
  closed = false;
  #status: ConnectionStatus = { kind: 'connected' };
  #statusListeners = new Set<(status: ConnectionStatus) => void>();
  #deltaListeners = new Set<(deltas: readonly ClassDelta[]) => void>();

  constructor(readonly id: string) {}

  call<M extends keyof Messages>(method: M, ...args: Messages[M]['args']): Promise<Messages[M]['result']> {
    this.called.push(`${method}(${args.join(', ')})`);
    return new Promise(() => undefined);
  }

  callAsync<M extends keyof Messages>(method: M, ...args: Messages[M]['args']): Promise<Ref<'task'>> {
    this.called.push(`Async.${method}(${args.join(', ')})`);
    return new Promise(() => undefined);
  }

  status(): ConnectionStatus {
    return this.#status;
  }

  setStatus(status: ConnectionStatus): void {
    this.#status = status;
    for (const listener of this.#statusListeners) listener(status);
  }

  pushDeltas(deltas: readonly ClassDelta[]): void {
    for (const listener of this.#deltaListeners) listener(deltas);
  }

  onStatus(listener: (status: ConnectionStatus) => void): () => void {
    this.#statusListeners.add(listener);
    return () => this.#statusListeners.delete(listener);
  }

  onDeltas(listener: (deltas: readonly ClassDelta[]) => void): () => void {
    this.#deltaListeners.add(listener);
    return () => this.#deltaListeners.delete(listener);
  }

  watch(): () => void {
    return () => undefined;
  }

  retryNow(): void {
    this.retries += 1;
  }

  close(): void {
    this.closed = true;
  }
}
