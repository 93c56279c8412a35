import type { Messages } from '../../xapi/datamodel/types.gen';
import type { Script } from './command';
import { apiLine } from './script';
import type { Job } from './work';

/** One call that a command is going to make, so that what is shown is what is done. */
export interface PlannedCall {
  readonly api: string;
  /** Empty: `xe` does it with the line before. */
  readonly xe: string;
  readonly run: (job: Pick<Job, 'call'>) => Promise<unknown>;
}

export function planned<M extends keyof Messages>(xe: string, method: M, ...args: Messages[M]['args']): PlannedCall {
  return { api: apiLine(method, ...args), xe, run: (job) => job.call(method, ...args) };
}

export function scriptOfCalls(calls: readonly PlannedCall[]): Script {
  return { api: calls.map(({ api }) => api), xe: calls.flatMap(({ xe }) => (xe === '' ? [] : [xe])) };
}

/** One after the other. */
export async function runCalls(job: Pick<Job, 'call'>, calls: readonly PlannedCall[]): Promise<void> {
  for (const { run } of calls) await run(job);
}
