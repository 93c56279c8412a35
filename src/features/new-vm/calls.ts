import type { Messages } from '../../xapi/datamodel/types.gen';
import { apiLine, asyncLine } from '../commands';
import type { Job } from '../commands';

/** One call that is shown as it will be made. */
export interface Call {
  readonly line: string;
  readonly run: (job: Job) => Promise<unknown>;
}

export function call<M extends keyof Messages>(method: M, ...args: Messages[M]['args']): Call {
  return { line: apiLine(method, ...args), run: (job) => job.call(method, ...args) };
}

/** The same through a task that the pool works on. */
export function task<M extends keyof Messages>(method: M, ...args: Messages[M]['args']): Call {
  return { line: asyncLine(method, ...args), run: (job) => job.task(method, ...args) };
}
