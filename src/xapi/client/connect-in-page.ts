import type { ClassDelta, Connection, ConnectionStatus, Transport } from './contract';
import { createEmitter, createPatientEmitter } from './emitter';
import { startPoolClient } from './pool-client';
import type { Line } from './line';
import type { Members } from './members';
import type { Credentials, Session } from './session';
import { shareEmpties } from './share';
import { wallTimers, type Timers } from './timers';
import { toXapiError } from './xapi-error';

export interface InPageOptions {
  readonly id: string;
  readonly transport: Transport;
  readonly credentials: Credentials;
  readonly timers?: Timers;
  readonly line?: Line;
  readonly members?: Members;
}

/** A connection whose client runs in the page itself: for msw and for tests. */
export function connectInPage(options: InPageOptions): Connection {
  const { id, timers = wallTimers, ...rest } = options;
  const statuses = createEmitter<ConnectionStatus>();
  const batches = createPatientEmitter<readonly ClassDelta[]>();
  let status: ConnectionStatus = { kind: 'connecting' };

  const client = startPoolClient({
    ...rest,
    timers,
    onStatus(next) {
      status = next;
      statuses.emit(next);
    },
    deliver(deltas) {
      for (const { upserts } of deltas) for (const [, record] of upserts) shareEmpties(record);
      batches.emit(deltas);
      // Lets the page draw and react between two batches.
      return new Promise((resolve) => {
        timers.after(0, resolve);
      });
    },
  });
  const call = (method: string, args: readonly unknown[]): Promise<never> =>
    // The datamodel's types say what the method answers.
    client.call(method, args).catch((error: unknown) => Promise.reject(toXapiError(error))) as Promise<never>;

  const openTransfer = (by?: Session): MessagePort => {
    const { port1, port2 } = new MessageChannel();
    client.serveTransfer(port2, by);
    return port1;
  };

  return {
    id,
    call: (method, ...args) => call(method, args),
    callAsync: (method, ...args) => call(`Async.${method}`, args),
    status: () => status,
    onStatus: (listener) => statuses.on(listener),
    onDeltas: (listener) => batches.on(listener),
    watch: (cls, ref) => client.watch(cls, ref),
    openConsole: (console, listener) => client.openConsole(console, listener),
    openTransfer: () => openTransfer(),
    async actAs(other) {
      const session = await client.actAs(other).catch((error: unknown) => Promise.reject(toXapiError(error)));
      const act = (method: string, args: readonly unknown[]): Promise<never> =>
        session.call(method, args).catch((error: unknown) => Promise.reject(toXapiError(error))) as Promise<never>;
      return {
        call: (method, ...args) => act(method, args),
        callAsync: (method, ...args) => act(`Async.${method}`, args),
        openTransfer: () => openTransfer(session),
        end: () => void session.logout(),
      };
    },
    admit: (port) => client.admit(port),
    authenticate: (next) => client.authenticate(next),
    retryNow: () => client.retryNow(),
    close: () => client.close(),
  };
}
