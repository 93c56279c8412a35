import { isNullRef } from '../datamodel/ref';
import type { Ref } from '../datamodel/ref';
import type { Records } from '../datamodel/types.gen';
import type { ByteChannel, ChannelListener, SocketAddress, Transport } from './contract';
import type { Session } from './session';
import { clientErrorCodes, toXapiError, XapiError } from './xapi-error';

export type OpenConsole = (console: Ref<'console'>, listener: ChannelListener) => ByteChannel;

/**
 * Connects to consoles where they are: at the server on which the VM runs, which its location names. The server that
 * answers calls keeps the address by which it was reached, since a pool does not know what stands before it.
 */
export function createConsoles(session: Session, transport: Transport): OpenConsole {
  return (console, listener) => {
    let channel: ByteChannel | null = null;
    let isWanted = true;
    const open = async (): Promise<void> => {
      if (transport.openSocket === undefined) throw new XapiError(clientErrorCodes.noConsoles);
      const address = await addressOf(session, console);
      if (isWanted) channel = transport.openSocket(address, listener);
    };
    open().catch((error: unknown) => {
      if (isWanted) listener.closed(toXapiError(error));
    });
    return {
      send: (bytes) => channel?.send(bytes),
      close() {
        isWanted = false;
        channel?.close();
      },
    };
  };
}

async function addressOf(session: Session, console: Ref<'console'>): Promise<SocketAddress> {
  const { location, VM: vm } = (await session.call('console.get_record', [console])) as Records['console'];
  const [host, pools] = (await Promise.all([
    session.call('VM.get_resident_on', [vm]),
    session.call('pool.get_all_records', []),
  ])) as [Ref<'host'>, Readonly<Record<Ref<'pool'>, Records['pool']>>];
  const isHere = isNullRef(host) || Object.values(pools).some(({ master }) => master === host);
  const url = URL.canParse(location) ? new URL(location) : null;
  const query = new URLSearchParams(url?.search ?? { ref: console });
  query.set('session_id', await session.id());
  return { path: `${url?.pathname ?? '/console'}?${query}`, origin: isHere || url === null ? null : url.origin };
}
