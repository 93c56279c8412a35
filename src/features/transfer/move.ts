import { MOST_HELD_BYTES, TooLongToHold } from '../../ui/files/destinations';
import type { Destination, Sink } from '../../ui/files/destinations';
import { startTransfer } from '../../xapi/client/transfer/transfer';
import type { StartedTransfer } from '../../xapi/client/transfer/transfer';
import { clientErrorCodes, toXapiError, XapiError } from '../../xapi/client/xapi-error';
import type { Ref } from '../../xapi/datamodel/ref';
import type { Job, Transfer } from '../commands';
import { texts } from './texts';

/** One request to a handler of the pool by which a file moves. */
export interface FileRequest {
  readonly method: 'GET' | 'PUT';
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  /** Address of the server that is asked; null: the coordinator. */
  readonly server?: string | null;
}

/** As it is shown: without a session and without a task. */
export function requestLine({ method, path, query }: FileRequest): string {
  const parts = Object.entries(query).map(([name, value]) => (value === '' ? name : `${name}=${value}`));
  return `${method} ${path}${parts.length === 0 ? '' : `?${parts.join('&')}`}`;
}

function addressOf({ path, query }: FileRequest, task: string): string {
  return `${path}?${new URLSearchParams({ ...query, task_id: task })}`;
}

/** No more often than people can read. */
const TELL_MS = 100;

function teller(job: Job, holdReason: string | null): (bytes: number, totalBytes: Transfer['totalBytes']) => void {
  let toldMs = -TELL_MS;
  return (bytes, totalBytes) => {
    const nowMs = performance.now();
    if (nowMs - toldMs < TELL_MS && bytes !== totalBytes) return;
    toldMs = nowMs;
    job.files.moved({ bytes, totalBytes, holdReason });
  };
}

/** A task of the pool for one request: by it the pool tells how it ends, and others cancel it. */
class Way {
  readonly #job: Job;
  readonly #stop = new AbortController();
  readonly signal: AbortSignal;
  readonly task: Ref<'task'>;
  /** The task's result, once it has ended. */
  readonly end: Promise<string>;

  private constructor(job: Job, task: Ref<'task'>) {
    this.#job = job;
    this.task = task;
    this.signal = AbortSignal.any([job.files.signal, this.#stop.signal]);
    this.end = job.files.follow(task);
    this.end.catch(() => this.#stop.abort());
  }

  static async open(job: Job, label: string): Promise<Way> {
    return new Way(job, await job.call('task.create', label, ''));
  }

  start(request: FileRequest, body: Blob | null, onSent?: (bytes: number) => void): Promise<StartedTransfer> {
    const { method, server = null } = request;
    this.#job.files.tell(requestLine(request));
    return startTransfer(
      this.#job.files.open(),
      { method, path: addressOf(request, this.task), server, body },
      { signal: this.signal, ...(onSent && { onSent }) },
    );
  }

  /** What a failure is: what the pool says of its task, else what was seen here. Ends a task that is still open. */
  async failureOf(thrown: unknown): Promise<XapiError> {
    const seen = toXapiError(thrown);
    const { ask, signal } = this.#job.files;
    try {
      const { status, error_info } = await ask('task.get_record', this.task);
      const [code, ...params] = error_info;
      if (status === 'failure' && code !== undefined) return new XapiError(code, params);
      if (status === 'cancelled') return new XapiError('TASK_CANCELLED', [this.task]);
      if (status === 'pending') await ask('task.cancel', this.task);
    } catch {
      // A pool that does not answer, or that refuses to cancel, adds nothing to what was seen.
    }
    return signal.aborted ? new XapiError('TASK_CANCELLED', [this.task]) : seen;
  }

  /** The pool keeps tasks of clients until they are taken away. */
  close(): void {
    this.#job.files.ask('task.destroy', this.task).catch(() => undefined);
  }
}

export interface Download extends FileRequest {
  /** Names the task. */
  readonly label: string;
  /** The task says whether the file is whole: its connection ends in the same way if it is not. */
  readonly endsWithTask: boolean;
}

/** Brings a file from the pool to a place on this computer; nothing is left there when it fails. Answers its length. */
export async function download(job: Job, request: Download, destination: Destination): Promise<number> {
  const way = await Way.open(job, request.label);
  let sink: Sink | null = null;
  let bytes = 0;
  try {
    const tell = teller(job, null);
    tell(0, null);
    const { totalBytes, chunks } = await way.start(request, null);
    sink = await destination.open().catch(writeFailure);
    for await (const chunk of chunks) {
      await job.files.free();
      await sink.write(chunk).catch(writeFailure);
      bytes += chunk.length;
      tell(bytes, totalBytes);
    }
    if (request.endsWithTask) await way.end;
    if (job.files.signal.aborted) throw new XapiError('TASK_CANCELLED', [way.task]);
    await sink.close().catch(writeFailure);
    return bytes;
  } catch (thrown) {
    await sink?.abort();
    throw await way.failureOf(thrown);
  } finally {
    way.close();
  }
}

/** Sends a file to the pool, in one piece, and answers the result of the task that takes it. */
export async function upload(job: Job, request: FileRequest & { readonly label: string }, file: Blob): Promise<string> {
  const way = await Way.open(job, request.label);
  try {
    const tell = teller(job, texts.onePiece);
    tell(0, file.size);
    const { chunks } = await way.start(request, file, (bytes) => tell(bytes, file.size));
    // The answer is empty; it ends when the pool has the file.
    for await (const chunk of chunks) if (chunk.length === 0) break;
    return await way.end;
  } catch (thrown) {
    throw await way.failureOf(thrown);
  } finally {
    way.close();
  }
}

function writeFailure(thrown: unknown): never {
  if (thrown instanceof TooLongToHold) throw new XapiError(clientErrorCodes.fileTooLong, [String(MOST_HELD_BYTES)]);
  if (thrown instanceof DOMException && thrown.name === 'QuotaExceededError') {
    throw new XapiError(clientErrorCodes.noRoomHere);
  }
  throw new XapiError(clientErrorCodes.fileNotWritten, [thrown instanceof Error ? thrown.message : String(thrown)]);
}
