import { createTarDecoder, createTarPacker } from 'modern-tar';
import { eachOf, toStream } from './streams';

export interface TarFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** A tar archive of files, made while it is read. @param timeMs modification time of all files */
export async function* tarOf(
  files: AsyncIterable<TarFile> | Iterable<TarFile>,
  timeMs: number,
): AsyncIterable<Uint8Array> {
  const { readable, controller } = createTarPacker();
  const writing = (async () => {
    try {
      for await (const { name, bytes } of files) {
        const writer = controller.add({ name, size: bytes.length, type: 'file', mtime: new Date(timeMs) }).getWriter();
        await writer.write(bytes);
        await writer.close();
      }
      controller.finalize();
    } catch (error) {
      controller.error(error);
    }
  })();
  yield* eachOf(readable);
  await writing;
}

/** An entry of an archive while it is read: take its bytes, or leave them. */
export interface TarEntry {
  readonly name: string;
  readonly sizeBytes: number;
  readonly bytes: () => Promise<Uint8Array>;
}

/** The files of an archive in order. Larger ones than `mostBytes` are a RangeError when they are read. */
export async function* untar(chunks: AsyncIterable<Uint8Array>, mostBytes: number): AsyncIterable<TarEntry> {
  const entries = toStream(chunks).pipeThrough(createTarDecoder({ strict: true }));
  for await (const { header, body } of eachOf(entries)) {
    let isRead = false;
    yield {
      name: header.name.replace(/^\.\//, ''),
      sizeBytes: header.size,
      bytes: () => {
        isRead = true;
        return readAll(body, header.size, mostBytes);
      },
    };
    if (!isRead) await body.cancel();
  }
}

async function readAll(body: ReadableStream<Uint8Array>, sizeBytes: number, mostBytes: number): Promise<Uint8Array> {
  if (sizeBytes > mostBytes) throw new RangeError(`A file of ${sizeBytes} bytes is larger than ${mostBytes}`);
  const bytes = new Uint8Array(sizeBytes);
  let at = 0;
  for await (const part of eachOf(body)) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}
