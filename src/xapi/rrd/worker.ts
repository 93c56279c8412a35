import { XapiError } from '../client/xapi-error';
import type { FromReader, ToReader } from './messages';
import { readAnswer } from './read-answer';

// Statistics are fetched and parsed off the page's main thread: a year of a server is megabytes of JSON.
const running = new Map<number, AbortController>();

self.addEventListener('message', ({ data }: MessageEvent<ToReader>) => {
  if (data.type === 'abort') {
    running.get(data.id)?.abort();
    return;
  }
  const { id, port, question } = data;
  const controller = new AbortController();
  running.set(id, controller);
  const tell = (message: FromReader, moved: Transferable[] = []): void => {
    running.delete(id);
    self.postMessage(message, { transfer: moved });
  };
  readAnswer(port, question, controller.signal).then(
    (readings) =>
      tell(
        { type: 'readings', id, readings },
        readings.flatMap(({ columns }) => columns.map(({ values }) => values.buffer)),
      ),
    (error: unknown) =>
      tell(
        error instanceof XapiError
          ? { type: 'failed', id, code: error.code, params: error.params }
          : { type: 'wrong', id, words: error instanceof Error ? error.message : String(error) },
      ),
  );
});
