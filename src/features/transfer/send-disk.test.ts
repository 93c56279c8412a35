import { describe, expect, it } from 'vitest';
import type { StreamRequest, Transport } from '../../xapi/client/contract';
import { serveTransfer } from '../../xapi/client/transfer/serve-transfer';
import { XapiError } from '../../xapi/client/xapi-error';
import { makePool } from '../fixtures/pools';
import { noFiles } from '../fixtures/no-files';
import type { Job } from '../commands';
import { rawImage } from './formats/raw';
import { sendDisk } from './send-disk';

const MIB = 2 ** 20;

/** A pool that takes parts of a disk as `answer` says, and tells of its tasks what `failure` holds. */
function poolThat(answer: (part: number) => 'takes' | 'breaks' | 'fails') {
  const parts: Uint8Array[] = [];
  let asked = 0;
  let failure: readonly string[] = [];
  const holds: (() => void)[] = [];
  const stop = new AbortController();
  const transport: Transport = {
    request: () => Promise.reject(new Error('no calls')),
    close: () => undefined,
    async stream({ body }: StreamRequest) {
      const how = answer(asked++);
      failure = how === 'fails' ? ['VDI_IO_ERROR', 'the disk'] : [];
      if (how !== 'takes') throw new XapiError('TRANSFER_CUT', ['broken']);
      parts.push(new Uint8Array(await (body ?? new Blob()).arrayBuffer()));
      return { status: 200, headers: {}, chunks: nothing() };
    },
  };
  const job: Job = {
    inventory: makePool({ hosts: 1, vms: 0 }).inventory(),
    call: (...[method]) => Promise.reject(new Error(`unexpected ${method}`)),
    task: (...[method]) => Promise.reject(new Error(`unexpected ${method}`)),
    at: () => job,
    hide: () => undefined,
    made: () => undefined,
    keep: () => undefined,
    files: {
      ...noFiles,
      signal: stop.signal,
      open() {
        const { port1, port2 } = new MessageChannel();
        serveTransfer(port2, { id: () => Promise.resolve('session') }, transport);
        return port1;
      },
      ask: (...[method]) => {
        const record = { status: failure.length > 0 ? 'failure' : 'success', error_info: failure };
        // The shapes of the messages that are asked here.
        return Promise.resolve((method === 'task.get_record' ? record : 'task') as never);
      },
      hold: () => holds.push(() => undefined),
    },
  };
  return { job, parts, holds, stop };
}

async function* nothing(): AsyncIterable<Uint8Array<ArrayBuffer>> {
  yield* await Promise.resolve([]);
}

/** The chunks of a part: where each begins and how long it is, to the empty one. */
function chunksOf(part: Uint8Array): readonly (readonly [offset: number, length: number])[] {
  const view = new DataView(part.buffer);
  const chunks: [number, number][] = [];
  for (let at = 0; at < part.length;) {
    const length = view.getUint32(at + 8, true);
    chunks.push([Number(view.getBigUint64(at, true)), length]);
    at += 12 + length;
  }
  return chunks;
}

const disk = (): ReturnType<typeof rawImage> => {
  const bytes = new Uint8Array(20 * MIB).fill(1);
  bytes.fill(0, MIB, 2 * MIB);
  return rawImage(new Blob([bytes]));
};

describe('a disk on its way', () => {
  it('goes in parts that say where they belong, without its zeros', async () => {
    const { job, parts } = poolThat(() => 'takes');
    const moved: number[] = [];
    await sendDisk(job, 'vdi', disk(), (bytes) => moved.push(bytes));
    expect(parts.map(chunksOf)).toEqual([
      [
        [0, MIB],
        [2 * MIB, 2 * MIB],
        [4 * MIB, 4 * MIB],
        [8 * MIB, 4 * MIB],
        [0, 0],
      ],
      [
        [12 * MIB, 4 * MIB],
        [16 * MIB, 4 * MIB],
        [0, 0],
      ],
    ]);
    expect(moved).toEqual([12 * MIB, 20 * MIB, 20 * MIB]);
  });

  it('is sent again where the way breaks, and waits for a person when it stays broken', async () => {
    const { job, parts, holds } = poolThat((part) => (part < 3 ? 'breaks' : 'takes'));
    await sendDisk(job, 'vdi', disk(), () => undefined);
    expect([parts.length, holds.length]).toEqual([2, 2]);
  });

  it('ends with what the pool says of it when that is no accident', async () => {
    const { job, parts, holds } = poolThat((part) => (part === 0 ? 'takes' : 'fails'));
    await expect(sendDisk(job, 'vdi', disk(), () => undefined)).rejects.toMatchObject({ code: 'VDI_IO_ERROR' });
    expect([parts.length, holds.length]).toEqual([1, 0]);
  });

  it('that is cancelled ends when the pool works on it no more, so that it can be taken away', async () => {
    const { job, stop } = poolThat(() => {
      stop.abort();
      return 'breaks';
    });
    const asked: string[] = [];
    const { files } = job;
    const order: string[] = [];
    const slow: Job = {
      ...job,
      files: {
        ...files,
        ask: (...[method, ...args]) => {
          asked.push(method);
          return files.ask(method, ...args);
        },
        follow: async () => {
          await new Promise((resolve) => setImmediate(resolve));
          order.push('the pool let go');
          return '';
        },
      },
    };
    await sendDisk(slow, 'vdi', disk(), () => undefined).catch(() => order.push('ended'));
    expect(order).toEqual(['the pool let go', 'ended']);
    expect(asked).toContain('task.cancel');
  });

  it('ends at once when a person cancels', async () => {
    const { job, stop, holds } = poolThat(() => {
      stop.abort();
      return 'breaks';
    });
    await expect(sendDisk(job, 'vdi', disk(), () => undefined)).rejects.toMatchObject({ code: 'TRANSFER_CUT' });
    expect(holds).toEqual([]);
  });
});
