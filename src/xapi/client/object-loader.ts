import type { AnyRecord, ClassName, EventBatch, Ref } from '../datamodel/ref';
import { parseRecord } from './answers';
import type { Session } from './session';
import { isXapiError } from './xapi-error';

/** Loads single objects of classes that are not followed as a whole. */
export interface ObjectLoader {
  load(cls: ClassName, ref: Ref): void;
  forget(cls: ClassName, ref: Ref): void;
  /** Tries again what the connection lost. */
  retry(): void;
  /** Events tell newer things than answers still under way. */
  overtake(batch: EventBatch): void;
}

interface Job {
  readonly cls: ClassName;
  readonly ref: Ref;
  running: boolean;
}

/** @param onObject The record; undefined when there is no such object. */
export function createObjectLoader(
  session: Session,
  isWatched: (cls: ClassName, ref: Ref) => boolean,
  onObject: (cls: ClassName, ref: Ref, record: AnyRecord | undefined) => void,
): ObjectLoader {
  const jobs = new Map<string, Job>();
  const keyOf = (cls: string, ref: Ref): string => `${cls.toLowerCase()}/${ref}`;

  async function run(key: string, job: Job): Promise<void> {
    const { cls, ref } = job;
    job.running = true;
    const method = `${cls}.get_record`;
    try {
      const record = parseRecord(method, await session.call(method, [ref]));
      if (jobs.get(key) !== job) return;
      jobs.delete(key);
      if (isWatched(cls, ref)) onObject(cls, ref, record);
    } catch (error) {
      job.running = false;
      if (jobs.get(key) !== job || !isServerWord(error)) return;
      jobs.delete(key);
      onObject(cls, ref, undefined);
    }
  }

  return {
    load(cls, ref) {
      const key = keyOf(cls, ref);
      const job: Job = { cls, ref, running: false };
      jobs.set(key, job);
      void run(key, job);
    },
    forget(cls, ref) {
      jobs.delete(keyOf(cls, ref));
    },
    retry() {
      for (const [key, job] of jobs) if (!job.running) void run(key, job);
    },
    overtake(batch) {
      if (jobs.size === 0) return;
      for (const event of batch.events) jobs.delete(keyOf(event.class, event.ref));
    },
  };
}

/** Whether the server itself said no: gone, not allowed, not known. Everything else is tried again. */
function isServerWord(error: unknown): boolean {
  return (
    isXapiError(error, 'HANDLE_INVALID') ||
    isXapiError(error, 'RBAC_PERMISSION_DENIED') ||
    isXapiError(error, 'MESSAGE_METHOD_UNKNOWN') ||
    isXapiError(error, 'MESSAGE_REMOVED') ||
    isXapiError(error, 'NOT_IMPLEMENTED')
  );
}
