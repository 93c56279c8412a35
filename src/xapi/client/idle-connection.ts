import type { Connection, ConnectionStatus } from './contract';
import { clientErrorCodes, XapiError } from './xapi-error';

const nothing = (): void => undefined;
/** Who follows a status takes another object for another status. */
const CLOSED: ConnectionStatus = { kind: 'closed' };

/** Stands for a pool that nobody is connected to: it holds nothing, and every call is refused. */
export function idleConnection(id: string): Connection {
  const refuse = (): Promise<never> => Promise.reject(new XapiError(clientErrorCodes.closed));
  return {
    id,
    call: refuse,
    callAsync: refuse,
    status: () => CLOSED,
    onStatus: () => nothing,
    onDeltas: () => nothing,
    watch: () => nothing,
    openConsole(_console, listener) {
      queueMicrotask(() => listener.closed(new XapiError(clientErrorCodes.closed)));
      return { send: nothing, close: nothing };
    },
    // Nobody serves the other end.
    openTransfer: () => new MessageChannel().port1,
    actAs: refuse,
    admit: (port) => port.postMessage(null),
    authenticate: nothing,
    retryNow: nothing,
    close: nothing,
  };
}
