import type { Actor, ChannelListener, ClassDelta, Connection, ConnectionStatus } from './contract';
import { createEmitter, createPatientEmitter } from './emitter';
import { unpackDelta, type FromClient, type Server, type ToClient } from './link';
import type { Credentials } from './session';
import { clientErrorCodes, XapiError } from './xapi-error';

export interface InWorkerOptions {
  readonly id: string;
  readonly server: Server;
  readonly credentials: Credentials;
}

/** What is used of the Worker. */
export interface WorkerLike {
  postMessage(message: ToClient, transfer: Transferable[]): void;
  addEventListener(type: 'message', listener: (event: MessageEvent) => void): void;
  addEventListener(type: 'error', listener: (event: ErrorEvent) => void): void;
}

interface Waiting {
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: XapiError) => void;
}

/** A connection whose client runs in `worker`, a fresh worker made of `worker.ts`. A port of the server moves there. */
export function connectInWorker(worker: WorkerLike, { id, server, credentials }: InWorkerOptions): Connection {
  const statuses = createEmitter<ConnectionStatus>();
  const batches = createPatientEmitter<readonly ClassDelta[]>();
  const waiting = new Map<number, Waiting>();
  const consoles = new Map<number, ChannelListener>();
  let status: ConnectionStatus = { kind: 'connecting' };
  let lastId = 0;

  const send = (message: ToClient, transfer: Transferable[] = []): void => worker.postMessage(message, transfer);

  function show(next: ConnectionStatus): void {
    if (status.kind === 'closed') return;
    status = next;
    statuses.emit(next);
  }

  function rejectAll(error: XapiError): void {
    for (const { reject } of waiting.values()) reject(error);
    waiting.clear();
    for (const listener of consoles.values()) listener.closed(error);
    consoles.clear();
  }

  function settle(callId: number): Waiting | undefined {
    const entry = waiting.get(callId);
    waiting.delete(callId);
    return entry;
  }

  worker.addEventListener('message', (event) => {
    const message = event.data as FromClient;
    switch (message.type) {
      case 'status':
        show(message.status);
        break;
      case 'deltas':
        if (status.kind !== 'closed') batches.emit(message.deltas.map(unpackDelta));
        break;
      case 'answer':
        settle(message.id)?.resolve(message.result);
        break;
      case 'refusal':
        settle(message.id)?.reject(new XapiError(message.code, message.params));
        break;
      case 'console-open':
        consoles.get(message.id)?.opened();
        break;
      case 'console-data':
        consoles.get(message.id)?.received(message.bytes);
        break;
      case 'console-end': {
        const listener = consoles.get(message.id);
        consoles.delete(message.id);
        listener?.closed(message.error && new XapiError(message.error.code, message.error.params));
        break;
      }
    }
  });
  worker.addEventListener('error', (event) => {
    const error = new XapiError(clientErrorCodes.crashed, [event.message]);
    show({ kind: 'failed', code: error.code, params: error.params, message: error.message });
    rejectAll(error);
  });
  send({ type: 'open', server, credentials }, 'port' in server ? [server.port] : []);

  function ask(message: (id: number) => ToClient): Promise<unknown> {
    if (status.kind === 'closed') return Promise.reject(new XapiError(clientErrorCodes.closed));
    lastId += 1;
    const askedId = lastId;
    return new Promise<unknown>((resolve, reject) => {
      waiting.set(askedId, { resolve, reject });
      send(message(askedId));
    });
  }

  function call(method: string, args: readonly unknown[], actor?: number): Promise<never> {
    const by = actor === undefined ? undefined : { actor };
    // The datamodel's types say what the method answers.
    return ask((callId) => ({ type: 'call', id: callId, method, args, ...by })) as Promise<never>;
  }

  function openTransfer(actor?: number): MessagePort {
    const { port1, port2 } = new MessageChannel();
    send({ type: 'transfer', port: port2, ...(actor !== undefined && { actor }) }, [port2]);
    return port1;
  }

  async function actAs(other: Credentials): Promise<Actor> {
    let actor = 0;
    await ask((askedId) => ({ type: 'actor', id: (actor = askedId), credentials: other }));
    let hasEnded = false;
    const act = (method: string, args: readonly unknown[]): Promise<never> =>
      hasEnded ? Promise.reject(new XapiError(clientErrorCodes.closed)) : call(method, args, actor);
    return {
      call: (method, ...args) => act(method, args),
      callAsync: (method, ...args) => act(`Async.${method}`, args),
      openTransfer: () => openTransfer(actor),
      end() {
        hasEnded = true;
        send({ type: 'actor-end', id: actor });
      },
    };
  }

  return {
    id,
    call: (method, ...args) => call(method, args),
    callAsync: (method, ...args) => call(`Async.${method}`, args),
    status: () => status,
    onStatus: (listener) => statuses.on(listener),
    onDeltas: (listener) => batches.on(listener),
    watch(cls, ref) {
      lastId += 1;
      const watchId = lastId;
      send({ type: 'watch', id: watchId, cls, ref });
      return () => send({ type: 'unwatch', id: watchId });
    },
    openConsole(console, listener) {
      lastId += 1;
      const consoleId = lastId;
      consoles.set(consoleId, listener);
      send({ type: 'console', id: consoleId, console });
      return {
        send(bytes) {
          if (consoles.has(consoleId)) send({ type: 'console-data', id: consoleId, bytes });
        },
        close() {
          if (consoles.delete(consoleId)) send({ type: 'console-end', id: consoleId });
        },
      };
    },
    openTransfer: () => openTransfer(),
    actAs,
    admit: (port) => send({ type: 'admit', port }, [port]),
    authenticate: (next) => send({ type: 'authenticate', credentials: next }),
    retryNow: () => send({ type: 'retry' }),
    close() {
      send({ type: 'close' });
      show({ kind: 'closed' });
      rejectAll(new XapiError(clientErrorCodes.closed));
    },
  };
}
