import { MOST_HELD_BYTES, TooLongToHold } from '../../ui/files/destinations';
import type { Destination, Sink } from '../../ui/files/destinations';
import { holdPage } from '../../ui/files/hold-page';
import { startTransfer } from '../../xapi/client/transfer/transfer';
import type { StartedTransfer } from '../../xapi/client/transfer/transfer';
import { transferErrorCodes } from '../../xapi/client/transfer/transfer-error';
import { clientErrorCodes, isXapiError, toXapiError, XapiError } from '../../xapi/client/xapi-error';
import type { Ref } from '../../xapi/datamodel/ref';
import type { Job, Stretch, Transfer } from '../commands';
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

/** The request that writes parts of a disk where they belong, however often it is made (xapi: import_raw_vdi.ml). */
export const diskRequest = (vdi: string): FileRequest => ({
  method: 'PUT',
  path: '/import_raw_vdi',
  query: { vdi, format: 'raw', chunked: '' },
});

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
  readonly #letGo = holdPage();
  /** The task's result, once it has ended. */
  readonly end: Promise<string>;

  private constructor(job: Job, task: Ref<'task'>, stretch?: Stretch) {
    this.#job = job;
    this.task = task;
    this.signal = AbortSignal.any([job.files.signal, this.#stop.signal]);
    this.end = job.files.follow(task, stretch);
    this.end.catch(() => this.#stop.abort());
  }

  static async open(job: Job, label: string, stretch?: Stretch): Promise<Way> {
    return new Way(job, await job.call('task.create', label, ''), stretch);
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

  /** What a failure is: of a way that broke, the pool says why by its task. Ends a task that is still open. */
  async failureOf(thrown: unknown): Promise<XapiError> {
    const seen = toXapiError(thrown);
    const { ask, signal } = this.#job.files;
    try {
      const { status, error_info } = await ask('task.get_record', this.task);
      const [code, ...params] = error_info;
      // What ends here makes the task fail as well, for want of a client.
      if (isBroken(seen) && status === 'failure' && code !== undefined) return new XapiError(code, params);
      if (status === 'cancelled') return new XapiError('TASK_CANCELLED', [this.task]);
      if (status === 'pending') await ask('task.cancel', this.task);
    } catch {
      // A pool that does not answer, or that refuses to cancel, adds nothing to what was seen.
    }
    return signal.aborted ? new XapiError('TASK_CANCELLED', [this.task]) : seen;
  }

  /** Rejects with what the pool says went wrong; some tasks end a little after their connection. */
  async assertNotFailed(): Promise<void> {
    const { status, error_info } = await this.#job.files.ask('task.get_record', this.task);
    const [code = transferErrorCodes.transferCut, ...params] = error_info;
    if (status === 'failure') throw new XapiError(code, params);
  }

  /** Has the pool cancel it, and answers the task's result where it was too late for that; null: it was not. */
  async cancelled(): Promise<string | null> {
    await this.#job.files.ask('task.cancel', this.task).catch(() => undefined);
    return this.end.catch(() => null);
  }

  /** The pool keeps tasks of clients until they are taken away. */
  close(): void {
    this.#letGo();
    this.#job.files.ask('task.destroy', this.task).catch(() => undefined);
  }
}

export interface Download extends FileRequest {
  /** Names the task. */
  readonly label: string;
  /** The task says whether the file is whole: its connection ends in the same way if it is not. */
  readonly endsWithTask: boolean;
}

/** Where a file stands in something of several. How long that is shows only when all of it has come. */
export interface Part extends Stretch {
  /** What has come before it. */
  readonly beforeBytes: number;
}

/** Brings a file from the pool to a place on this computer; nothing is left there when it fails. Answers its length. */
export async function download(
  job: Job,
  request: Download,
  destination: Pick<Destination, 'open'>,
  part?: Part,
): Promise<number> {
  const way = await Way.open(job, request.label, part);
  let sink: Sink | null = null;
  let bytes = 0;
  try {
    const tell = teller(job, null);
    const beforeBytes = part?.beforeBytes ?? 0;
    tell(beforeBytes, null);
    const { totalBytes: ofThis, chunks } = await way.start(request, null);
    const totalBytes = part === undefined ? ofThis : null;
    sink = await destination.open().catch(writeFailure);
    for await (const chunk of chunks) {
      await job.files.free();
      await sink.write(chunk).catch(writeFailure);
      bytes += chunk.length;
      tell(beforeBytes + bytes, totalBytes);
    }
    if (request.endsWithTask) await way.end;
    else await way.assertNotFailed();
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

/**
 * Sends a file to the pool, in one piece, and answers the result of the task that takes it: also where a person has
 * cancelled it when the pool was done already.
 */
export async function upload(job: Job, request: FileRequest & { readonly label: string }, file: Blob): Promise<string> {
  const way = await Way.open(job, request.label);
  try {
    const tell = teller(job, texts.onePiece);
    tell(0, file.size);
    const { chunks } = await way.start(request, file, (bytes) => tell(bytes, file.size));
    // The answer is empty; it ends when the pool has the file.
    await endOf(chunks);
    return await way.end;
  } catch (thrown) {
    // Who cancels late finds it done: then there is something to take away again.
    const result = job.files.signal.aborted ? await way.cancelled() : null;
    if (result !== null) return result;
    throw await way.failureOf(thrown);
  } finally {
    way.close();
  }
}

/** A task that this console works on itself, so that the pool and its other clients see how far it is. */
export class OwnTask {
  readonly #job: Job;
  readonly #task: Ref<'task'>;
  readonly #letGo = holdPage();

  private constructor(job: Job, task: Ref<'task'>) {
    this.#job = job;
    this.#task = task;
  }

  static async open(job: Job, label: string): Promise<OwnTask> {
    const task = await job.call('task.create', label, '');
    // It is ended here: how it ends is known.
    job.files.follow(task).catch(() => undefined);
    return new OwnTask(job, task);
  }

  progress(fraction: number): void {
    this.#job.files.ask('task.set_progress', this.#task, fraction).catch(() => undefined);
  }

  /** Older servers let clients end no task; it goes in any case. */
  end(status: 'success' | 'failure'): void {
    this.#letGo();
    const { ask } = this.#job.files;
    void ask('task.set_status', this.#task, status)
      .catch(() => undefined)
      .then(() => ask('task.destroy', this.#task))
      .catch(() => undefined);
  }
}

/** Tells how much of some files is in the pool, here and by the task. Such work can wait. */
export function tellMoved(job: Job, task: OwnTask, totalBytes: number): (bytes: number) => void {
  const tell = teller(job, null);
  tell(0, totalBytes);
  return (bytes) => {
    tell(bytes, totalBytes);
    task.progress(Math.min(1, bytes / Math.max(1, totalBytes)));
  };
}

/** Named as a call is: what people follow is the whole, and no list of events shows this. */
const PART_TASK = 'VDI.import_part';

/** Like `upload`, for a part of something: it shows nothing of its own. */
export async function uploadPart(job: Job, request: FileRequest, part: Blob): Promise<void> {
  const { ask, signal, open } = job.files;
  const task = await ask('task.create', PART_TASK, '').catch(lostAsCut);
  // Of what was cancelled before, the pool hears nothing: nobody would end the task.
  const isHeardOf = !signal.aborted;
  try {
    const { chunks } = await startTransfer(
      open(),
      { method: request.method, path: addressOf(request, task), server: null, body: part },
      { signal },
    );
    await endOf(chunks);
    const { status, error_info } = await ask('task.get_record', task).catch(lostAsCut);
    const [code, ...params] = error_info;
    if (status === 'failure') throw new XapiError(code ?? transferErrorCodes.transferCut, params);
  } catch (thrown) {
    if (signal.aborted && isHeardOf) await endOfCancelled(job, task);
    // What is wrong with a part ends its connection, too.
    if (!isBroken(thrown)) throw thrown;
    const record = await ask('task.get_record', task).catch(() => null);
    const [code, ...params] = record?.error_info ?? [];
    throw code === undefined ? thrown : new XapiError(code, params);
  } finally {
    ask('task.destroy', task).catch(() => undefined);
  }
}

/** How long a pool may take to let go of what it was writing to. */
const LET_GO_MS = 30_000;

/** Waits until the pool works no more on what was cancelled: before that, what it writes to cannot be taken away. */
async function endOfCancelled(job: Job, task: Ref<'task'>): Promise<void> {
  await job.files.ask('task.cancel', task).catch(() => undefined);
  const end = job.files.follow(task).catch(() => undefined);
  const enough = new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, LET_GO_MS);
    void end.then(() => clearTimeout(timer));
  });
  await Promise.race([end, enough]);
}

/** The server, or something on the way to it, ended the connection. */
function isBroken(error: unknown): boolean {
  return isXapiError(error, transferErrorCodes.transferCut) || isXapiError(error, transferErrorCodes.transferRefused);
}

async function endOf(chunks: StartedTransfer['chunks']): Promise<void> {
  const reader = chunks[Symbol.asyncIterator]();
  while ((await reader.next()).done !== true);
}

/** A call that got no answer is a way that broke. */
function lostAsCut(thrown: unknown): never {
  const error = toXapiError(thrown);
  throw error.code === clientErrorCodes.lost ? new XapiError(transferErrorCodes.transferCut, error.params) : error;
}

export const wrongFile = (words: string): XapiError => new XapiError(transferErrorCodes.fileWrong, [words]);

export function writeFailure(thrown: unknown): never {
  if (thrown instanceof TooLongToHold) throw new XapiError(transferErrorCodes.fileTooLong, [String(MOST_HELD_BYTES)]);
  if (thrown instanceof DOMException && thrown.name === 'QuotaExceededError') {
    throw new XapiError(transferErrorCodes.noRoomHere);
  }
  throw new XapiError(transferErrorCodes.fileNotWritten, [thrown instanceof Error ? thrown.message : String(thrown)]);
}
