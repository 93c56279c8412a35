import type { Actor, Connection } from '../../xapi/client/contract';
import { readInventory } from '../../xapi/cache/cache';
import type { Ref } from '../../xapi/datamodel/ref';
import type { Messages } from '../../xapi/datamodel/types.gen';
import { followTask } from './follow-task';
import { callLine } from './script';
import type { FileWay, Job, Kept, Made, OtherPool, Stretch } from './work';

export interface JobListener {
  /** A call is about to be made. */
  readonly onCall: (line: string) => void;
  readonly onTask: (task: string) => void;
  /** How far it is, 0 to 1: as the present task, unless that is a part of something. */
  readonly onProgress: (progress: number) => void;
  readonly onMade: (thing: Made) => void;
  readonly onKeep: (kept: Kept) => void;
  /** Of what is told about files. */
  readonly files: Pick<FileWay, 'signal' | 'moved' | 'hold' | 'free'>;
}

const WHOLE: Stretch = { from: 0, to: 1 };

/** The key XenCenter and others read to know which object a task is about. */
const APPLIES_TO = 'applies_to';

/**
 * The way of one running command to its pool; `about` is the object its tasks are marked with. `secrets` are shown in no
 * line. `connectionTo` answers other pools of the console, `others` all that are connected. `actor` makes the calls in place of the connection's own account, whose events tell how tasks go on.
 */
export function createJob(
  connection: Connection,
  about: string,
  listener: JobListener,
  secrets: readonly string[],
  connectionTo: (pool: string) => Connection,
  others: readonly OtherPool[] = [],
  actor: Omit<Actor, 'end'> = connection,
): Job {
  const hidden: string[] = [];
  const lineOf = (method: string, args: readonly unknown[]): string => {
    const line = secrets.reduce(
      (text, secret) => text.replaceAll(JSON.stringify(secret), '"…"'),
      callLine(method, args),
    );
    return hidden.reduce((text, secret) => text.replaceAll(secret, '…'), line);
  };
  const follow = (task: Ref<'task'>, { from, to }: Stretch = WHOLE): Promise<string> => {
    const onProgress = (progress: number): void => listener.onProgress(from + (to - from) * progress);
    listener.onTask(task);
    onProgress(0);
    // A mark for other consoles and for this one after a reload; the work does not depend on it.
    actor.call('task.add_to_other_config', task, APPLIES_TO, about).catch(() => undefined);
    return followTask(connection, task, onProgress);
  };
  return {
    inventory: readInventory(connection),
    others,
    at: (pool) => createJob(connectionTo(pool), about, listener, secrets, connectionTo),
    hide: (secret) => {
      // Nothing stands between all characters.
      if (secret !== '') hidden.push(secret);
    },
    call<M extends keyof Messages>(method: M, ...args: Messages[M]['args']) {
      listener.onCall(lineOf(method, args));
      return actor.call(method, ...args);
    },
    async task<M extends keyof Messages>(method: M, ...args: Messages[M]['args']) {
      listener.onCall(lineOf(`Async.${method}`, args));
      const task = await actor.callAsync(method, ...args);
      return follow(task);
    },
    files: {
      ...listener.files,
      open: () => actor.openTransfer(),
      tell: listener.onCall,
      ask: (method, ...args) => actor.call(method, ...args),
      follow,
    },
    made: listener.onMade,
    keep: listener.onKeep,
  };
}
