import type { Connection } from '../../xapi/client/contract';
import type { Ref } from '../../xapi/datamodel/ref';
import type { Messages } from '../../xapi/datamodel/types.gen';
import type { ObjectId } from '../navigation';
import type { Inventory } from '../objects';

/** Another pool that the console is connected to. */
export interface OtherPool {
  /** `Connection.id`. */
  readonly id: string;
  readonly name: string;
  /** Empty for one that is simulated in this page. */
  readonly address: string;
  readonly inventory: Inventory;
  readonly call: Connection['call'];
}

/** Something that a command has made on its way to something larger. */
export interface Made {
  /** What it is, for people: "The VM web-07". */
  readonly label: string;
  /** Takes it away again; what is gone already counts as taken away. */
  readonly undo: (job: Job) => Promise<void>;
}

/** What a command has made for good, and where it is. */
export interface Kept {
  /** One sentence: "web-07 is made." */
  readonly words: string;
  readonly object: ObjectId | null;
}

/** How far a file has come. */
export interface Transfer {
  readonly bytes: number;
  /** Null: nobody knows. */
  readonly totalBytes: number | null;
  /** Why it cannot wait; null: it can. */
  readonly holdReason: string | null;
  /** It waits for a person to let it go on. */
  readonly isHeld: boolean;
}

/** A part of some work, as fractions of the whole. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
}

/** The way of a running command for files. */
export interface FileWay {
  /** Aborted when a person cancels the work. */
  readonly signal: AbortSignal;
  readonly open: () => MessagePort;
  /** A request is about to be made, as a line. */
  readonly tell: (line: string) => void;
  /** A call about the way of a file, and not about what is done: no list shows it. */
  ask<M extends keyof Messages>(method: M, ...args: Messages[M]['args']): Promise<Messages[M]['result']>;
  /** Follows a task to its end, as `Job.task` does; what is a part of the work is as far as that stretch of it. */
  readonly follow: (task: Ref<'task'>, stretch?: Stretch) => Promise<string>;
  readonly moved: (transfer: Omit<Transfer, 'isHeld'>) => void;
  /** Has it wait for a person: the way is gone for now. */
  readonly hold: () => void;
  /** Resolves when nothing holds it. */
  readonly free: () => Promise<void>;
}

/** The way of a running command to its pool: every call is recorded, every task followed. */
export interface Job {
  readonly inventory: Inventory;
  /** A call that answers when it is done. */
  call<M extends keyof Messages>(method: M, ...args: Messages[M]['args']): Promise<Messages[M]['result']>;
  /** The asynchronous form of a call: follows its task to the end and answers the task's result as text, a reference or nothing. */
  task<M extends keyof Messages>(method: M, ...args: Messages[M]['args']): Promise<string>;
  /** The way to another pool of the console, by its id; rejects what is asked of one that is not connected. */
  at(pool: string): Pick<Job, 'call' | 'task'>;
  /** The other pools that the console is connected to, for what is done in all of them; absent: none. */
  readonly others?: readonly OtherPool[];
  /** Shows this in no line: a key that a pool has given out. */
  hide(secret: string): void;
  readonly files: FileWay;
  /** Should the command fail later, this is taken away again, the last thing first. */
  made(thing: Made): void;
  /** All that was made so far stands on its own from here on, whatever else fails. */
  keep(kept: Kept): void;
}
