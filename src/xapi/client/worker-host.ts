import type { ByteChannel } from './contract';
import { packDelta, type FromClient, type ToClient } from './link';
import { networkLine, portLine } from './line';
import { createMembers } from './members';
import { maxAnswerLength, startPoolClient, type PoolClient } from './pool-client';
import type { Credentials, Session } from './session';
import { fetchTransport } from './transport-fetch';
import { portTransport, type PortLike } from './transport-port';
import { toXapiError } from './xapi-error';

/** How long a goodbye to the server may take. */
const goodbyeMs = 1_000;

/** Serves the page at the other end of `port` with one pool client. `end` stops the worker. */
export function hostPoolClient(port: PortLike, end: () => void): void {
  const watches = new Map<number, () => void>();
  const consoles = new Map<number, ByteChannel>();
  const actors = new Map<number, Session>();
  let client: PoolClient | undefined;

  function send(message: FromClient, transfer: Transferable[] = []): void {
    port.postMessage(message, { transfer });
  }

  function answer(id: number, result: Promise<unknown> | undefined): void {
    result?.then(
      (value) => send({ type: 'answer', id, result: value }),
      (thrown: unknown) => {
        const { code, params } = toXapiError(thrown);
        send({ type: 'refusal', id, code, params });
      },
    );
  }

  async function logIn(from: PoolClient, id: number, credentials: Credentials): Promise<void> {
    actors.set(id, await from.actAs(credentials));
  }

  function openConsole(from: PoolClient, { id, console }: Extract<ToClient, { type: 'console' }>): void {
    const channel = from.openConsole(console, {
      opened: () => send({ type: 'console-open', id }),
      received: (bytes) => send({ type: 'console-data', id, bytes }, [bytes.buffer]),
      closed(error) {
        consoles.delete(id);
        send({ type: 'console-end', id, error: error && { code: error.code, params: error.params } });
      },
    });
    consoles.set(id, channel);
  }

  function open({ server, credentials }: Extract<ToClient, { type: 'open' }>): PoolClient {
    const members = 'port' in server ? undefined : createMembers(server.origin, server.members);
    return startPoolClient({
      transport:
        'port' in server
          ? portTransport(server.port)
          : fetchTransport(members?.origin ?? server.origin, { maxBodyBytes: maxAnswerLength, sockets: true }),
      credentials,
      onStatus: (status) => send({ type: 'status', status }),
      deliver: (deltas) => send({ type: 'deltas', deltas: deltas.map(packDelta) }),
      line: members ? networkLine : portLine,
      members,
    });
  }

  /** Undefined before the client is there, and for an actor that has ended. */
  function callerOf({ actor }: Extract<ToClient, { type: 'call' }>): Pick<PoolClient, 'call'> | undefined {
    return actor === undefined ? client : actors.get(actor);
  }

  port.addEventListener('message', (event) => {
    const message = event.data as ToClient;
    switch (message.type) {
      case 'open':
        client ??= open(message);
        break;
      case 'call':
        answer(message.id, callerOf(message)?.call(message.method, message.args));
        break;
      case 'actor':
        if (client) answer(message.id, logIn(client, message.id, message.credentials));
        break;
      case 'actor-end':
        void actors.get(message.id)?.logout();
        actors.delete(message.id);
        break;
      case 'watch':
        if (client) watches.set(message.id, client.watch(message.cls, message.ref));
        break;
      case 'unwatch':
        watches.get(message.id)?.();
        watches.delete(message.id);
        break;
      case 'console':
        if (client) openConsole(client, message);
        break;
      case 'console-data':
        consoles.get(message.id)?.send(message.bytes);
        break;
      case 'console-end':
        consoles.get(message.id)?.close();
        consoles.delete(message.id);
        break;
      case 'transfer':
        client?.serveTransfer(message.port, message.actor === undefined ? undefined : actors.get(message.actor));
        break;
      case 'admit':
        client?.admit(message.port);
        break;
      case 'authenticate':
        client?.authenticate(message.credentials);
        break;
      case 'retry':
        client?.retryNow();
        break;
      case 'close':
        client?.close();
        setTimeout(end, goodbyeMs);
        break;
    }
  });
  port.start?.();
}
