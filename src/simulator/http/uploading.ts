import { setProgress } from '../api/tasks';
import type { HandlerResponse, HttpCall } from './handlers';

/**
 * A response whose body is the reading of the request: clients send it only after the answer, and learn of its end from
 * their task, which ends with what `read` answers.
 * @param type of the result; without it there is none
 */
export function uploading(
  read: () => Promise<unknown>,
  { type, ended }: { readonly type?: string; readonly ended?: () => void } = {},
): HandlerResponse {
  const result = { type: type ?? '', value: undefined as unknown };
  async function* body(): AsyncIterable<Uint8Array> {
    result.value = await read();
    yield* [];
  }
  return { status: 200, headers: {}, body: body(), ...(type !== undefined && { result }), ...(ended && { ended }) };
}

/** Tells the task of a transfer how far it is, in whole percents: bytes come in far smaller steps. */
export function transferProgress({ world, task }: HttpCall, total: number): (done: number) => void {
  let shown = 0;
  return (done) => {
    const percent = Math.floor((100 * done) / Math.max(1, total));
    if (percent <= shown || percent >= 100) return;
    shown = percent;
    setProgress(world, task, percent / 100);
  };
}
