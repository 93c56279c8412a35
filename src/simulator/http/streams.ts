/** A stream of the web from chunks as they arrive; cancelling it ends their source. */
export function toStream(chunks: AsyncIterable<Uint8Array>): ReadableStream<Uint8Array<ArrayBuffer>> {
  const source = chunks[Symbol.asyncIterator]();
  return new ReadableStream({
    async pull(controller) {
      const { done, value } = await source.next();
      if (done === true) controller.close();
      // Streams of the web hand out buffers that nobody else holds.
      else controller.enqueue(new Uint8Array(value));
    },
    async cancel() {
      await source.return?.();
    },
  });
}

/** What a stream of the web holds, one by one; leaving the loop early cancels it. */
export async function* eachOf<T>(stream: ReadableStream<T>): AsyncIterable<T> {
  const reader = stream.getReader();
  let isDone = false;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      isDone = done;
      if (done) return;
      yield value;
    }
  } finally {
    if (!isDone) await reader.cancel().catch(() => undefined);
  }
}

export function gzipped(chunks: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  return eachOf(toStream(chunks).pipeThrough(new CompressionStream('gzip')));
}

export function gunzipped(chunks: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  return eachOf(toStream(chunks).pipeThrough(new DecompressionStream('gzip')));
}

/** The first bytes of what arrives, and all of it, those included. */
export async function peek(
  chunks: AsyncIterable<Uint8Array>,
  length: number,
): Promise<{ readonly start: Uint8Array; readonly all: AsyncIterable<Uint8Array> }> {
  const source = chunks[Symbol.asyncIterator]();
  const parts: Uint8Array[] = [];
  let held = 0;
  while (held < length) {
    const { done, value } = await source.next();
    if (done === true) break;
    parts.push(value);
    held += value.length;
  }
  const start = new Uint8Array(held);
  let at = 0;
  for (const part of parts) {
    start.set(part, at);
    at += part.length;
  }
  return { start: start.subarray(0, length), all: rest(start, source) };
}

async function* rest(start: Uint8Array, source: AsyncIterator<Uint8Array>): AsyncIterable<Uint8Array> {
  try {
    if (start.length > 0) yield start;
    for (;;) {
      const { done, value } = await source.next();
      if (done === true) return;
      yield value;
    }
  } finally {
    await source.return?.();
  }
}
