import { deferred, type Deferred } from '../deferred';
import { transferErrorCodes } from './transfer-error';
import { XapiError } from '../xapi-error';
import type { FromTransfer, ToTransfer, TransferRequest } from './messages';

export interface TransferOptions {
  /** Breaks it off; what waits then rejects with TRANSFER_CUT. */
  readonly signal: AbortSignal;
  /** How many bytes of the body have gone so far. */
  readonly onSent?: (bytes: number) => void;
}

export interface StartedTransfer {
  /** Length of the answer; null: nobody knows. */
  readonly totalBytes: number | null;
  /** The answer, asked for chunk by chunk. An upload is over when this has ended. Ends with XapiError. */
  readonly chunks: AsyncIterable<Uint8Array<ArrayBuffer>>;
}

/**
 * Starts a transfer on a port of `Connection.openTransfer`; resolves when a server takes it on. Rejects with XapiError:
 * TRANSFER_REFUSED, TRANSFER_CUT, SESSION_INVALID, TRANSFERS_NOT_CARRIED.
 */
export function startTransfer(
  port: MessagePort,
  request: TransferRequest,
  { signal, onSent }: TransferOptions,
): Promise<StartedTransfer> {
  const say = (message: ToTransfer): void => port.postMessage(message);
  let waiting: Deferred<FromTransfer> | null = null;
  let error: XapiError | null = null;

  function close(cause: XapiError | null): void {
    error ??= cause;
    signal.removeEventListener('abort', abort);
    port.onmessage = null;
    port.close();
    if (cause !== null) waiting?.reject(cause);
  }
  function abort(): void {
    say({ type: 'abort' });
    close(new XapiError(transferErrorCodes.transferCut, ['aborted']));
  }
  function ask(message: ToTransfer): Promise<FromTransfer> {
    if (error !== null) return Promise.reject(error);
    waiting = deferred();
    say(message);
    return waiting.promise;
  }
  port.onmessage = ({ data }: MessageEvent<FromTransfer>) => {
    if (data.type === 'sent') onSent?.(data.bytes);
    else if (data.type === 'failed') close(new XapiError(data.code, data.params));
    else waiting?.resolve(data);
  };

  async function* chunks(): AsyncIterable<Uint8Array<ArrayBuffer>> {
    let isOver = false;
    try {
      for (;;) {
        const message = await ask({ type: 'pull' });
        isOver = message.type === 'end';
        if (message.type !== 'chunk') return;
        yield message.bytes;
      }
    } finally {
      if (isOver) close(null);
      else if (error === null) abort();
    }
  }

  if (signal.aborted) {
    abort();
    return Promise.reject(new XapiError(transferErrorCodes.transferCut, ['aborted']));
  }
  signal.addEventListener('abort', abort);
  return ask({ type: 'start', request }).then((head) => ({
    totalBytes: head.type === 'head' ? head.totalBytes : null,
    chunks: chunks(),
  }));
}
