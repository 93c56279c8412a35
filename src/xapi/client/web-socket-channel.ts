import type { ByteChannel, ChannelListener } from './contract';
import { clientErrorCodes, XapiError } from './xapi-error';

/** What a pool calls the protocol of its sockets: bytes, as they are. */
const PROTOCOL = 'binary';

/** A WebSocket as a stream of bytes. The address carries the session, so that no error names more than its origin. */
export function webSocketChannel(address: URL, listener: ChannelListener, closing: AbortSignal): ByteChannel {
  const { origin } = address;
  const url = new URL(address);
  url.protocol = url.protocol === 'http:' ? 'ws:' : 'wss:';
  const socket = new WebSocket(url, PROTOCOL);
  socket.binaryType = 'arraybuffer';
  let wasOpen = false;
  let isOver = false;

  const end = (error: XapiError | null): void => {
    if (isOver) return;
    isOver = true;
    closing.removeEventListener('abort', abort);
    listener.closed(error);
  };
  const abort = (): void => {
    end(new XapiError(clientErrorCodes.closed));
    socket.close();
  };
  socket.addEventListener('open', () => {
    wasOpen = true;
    if (!isOver) listener.opened();
  });
  socket.addEventListener('message', ({ data }: MessageEvent<ArrayBuffer>) => {
    if (!isOver) listener.received(new Uint8Array(data));
  });
  socket.addEventListener('close', () => end(wasOpen ? null : new XapiError(clientErrorCodes.socketFailed, [origin])));
  closing.addEventListener('abort', abort);

  return {
    send: (bytes) => {
      if (socket.readyState === WebSocket.OPEN) socket.send(bytes);
    },
    close() {
      isOver = true;
      closing.removeEventListener('abort', abort);
      socket.close();
    },
  };
}
