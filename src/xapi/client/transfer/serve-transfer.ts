import type { StreamResponse, Transport } from '../contract';
import type { Session } from '../session';
import { transferErrorCodes } from './transfer-error';
import { toXapiError, XapiError } from '../xapi-error';
import type { FromTransfer, ToTransfer, TransferRequest } from './messages';

/** As much of an error page as is worth telling. */
const MOST_WORDS = 400;

/** Carries one file for the page at the other end of `port`, which never learns the session. */
export function serveTransfer(port: MessagePort, session: Pick<Session, 'id'>, transport: Transport): void {
  const closing = new AbortController();
  let chunks: AsyncIterator<Uint8Array<ArrayBuffer>> | null = null;

  const say = (message: FromTransfer, transfer: Transferable[] = []): void => port.postMessage(message, transfer);

  const end = (message: FromTransfer): void => {
    say(message);
    port.onmessage = null;
  };

  const fail = (thrown: unknown): void => {
    if (closing.signal.aborted) return;
    const { code, params } = toXapiError(thrown);
    end({ type: 'failed', code, params });
  };

  async function start(request: TransferRequest): Promise<void> {
    const separator = request.path.includes('?') ? '&' : '?';
    const stream = (path: string, server: string | null): Promise<StreamResponse> | undefined =>
      transport.stream?.({
        ...request,
        path,
        server,
        signal: closing.signal,
        onSent: (bytes) => say({ type: 'sent', bytes }),
      });
    let response = await stream(`${request.path}${separator}session_id=${await session.id()}`, request.server);
    // Browsers go on by themselves where another server of the pool has it; a simulator in the page leaves it to us.
    const elsewhere = response?.status === 302 ? response.headers['location'] : undefined;
    if (elsewhere !== undefined && URL.canParse(elsewhere)) {
      const { hostname, pathname, search } = new URL(elsewhere);
      response = await stream(pathname + search, hostname);
    }
    if (response === undefined) throw new XapiError(transferErrorCodes.noTransfers);
    if (response.status !== 200) throw await refusalOf(response);
    chunks = response.chunks[Symbol.asyncIterator]();
    const length = response.headers['content-length'];
    say({ type: 'head', totalBytes: length !== undefined && /^\d+$/.test(length) ? Number(length) : null });
  }

  async function pull(): Promise<void> {
    const step = await chunks?.next();
    if (step === undefined || closing.signal.aborted) return;
    if (step.done === true) end({ type: 'end' });
    else if (step.value.byteLength === step.value.buffer.byteLength)
      say({ type: 'chunk', bytes: step.value }, [step.value.buffer]);
    else say({ type: 'chunk', bytes: step.value.slice() });
  }

  port.onmessage = ({ data }: MessageEvent<ToTransfer>) => {
    if (data.type === 'start') start(data.request).catch(fail);
    else if (data.type === 'pull') pull().catch((thrown: unknown) => fail(asCut(thrown)));
    else {
      closing.abort();
      void chunks?.return?.();
      port.close();
    }
  };
}

/** Whatever ends a file before its end. */
function asCut(thrown: unknown): XapiError {
  if (thrown instanceof XapiError) return thrown;
  return new XapiError(transferErrorCodes.transferCut, [thrown instanceof Error ? thrown.message : String(thrown)]);
}

async function refusalOf({ status, chunks }: StreamResponse): Promise<XapiError> {
  if (status === 401) return new XapiError('SESSION_INVALID');
  const decoder = new TextDecoder();
  let page = '';
  for await (const bytes of chunks) {
    page += decoder.decode(bytes, { stream: true });
    if (page.length > 4 * MOST_WORDS) break;
  }
  const words = page
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  return new XapiError(transferErrorCodes.transferRefused, [String(status), words.slice(0, MOST_WORDS)]);
}
