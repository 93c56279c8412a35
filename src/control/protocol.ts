/**
 * The control channel of a simulated pool: what its clock and its worlds can be told, beside the XenAPI.
 * The console's simulator bar and the simulator's doors share these shapes; no code lives here.
 */

import type { FromLab, LabRequest } from './labs/lab';

/** How virtual time moves. Times are milliseconds since 1970. */
export interface ClockState {
  readonly nowMs: number;
  readonly paused: boolean;
  /** Virtual seconds a wall second, 1 to 1000. */
  readonly speed: number;
  /** When the next agenda entry is due; null when nothing is planned. */
  readonly nextDueMs: number | null;
}

export type WorldSource =
  | {
      readonly kind: 'scenario';
      readonly name: string;
      readonly seed: number;
      readonly hosts?: number;
      readonly vms?: number;
    }
  | { readonly kind: 'pool-database'; readonly fileName: string }
  | { readonly kind: 'world-file'; readonly fileName: string };

export interface WorldInfo {
  /** Shown to people; forks get their own. */
  readonly name: string;
  readonly source: WorldSource;
  readonly seed: number;
  readonly clock: ClockState;
  /** Database generation: the number of row changes since the world began. */
  readonly generation: number;
  readonly persistence: PersistenceState;
  /** What opening a pool database kept, repaired or left out; empty for other worlds. */
  readonly notices: readonly string[];
}

export type PersistenceState =
  | { readonly kind: 'leading'; readonly savedGeneration: number }
  /** Another tab leads this world; calls from this tab are carried to it. */
  | { readonly kind: 'following' }
  /** The browser keeps nothing; `reason` is a sentence for people. */
  | { readonly kind: 'off'; readonly reason: string };

/** Requests of the control channel and their answers. */
export interface ControlMessages {
  info: { args: []; result: WorldInfo };
  'clock.pause': { args: []; result: ClockState };
  'clock.resume': { args: []; result: ClockState };
  'clock.speed': { args: [speed: number]; result: ClockState };
  /** Moves to a time, running all that is due; refuses the past. */
  'clock.advanceTo': { args: [timeMs: number]; result: ClockState };
  'clock.next': { args: []; result: ClockState };
  /** Runs until no task is pending. */
  'clock.idle': { args: []; result: ClockState };
  hash: { args: []; result: string };
  'world.scenario': { args: [name: string, seed: number, hosts?: number, vms?: number]; result: WorldInfo };
  /** Opens a pool database dump or a saved world, told apart by content. Refused files leave the world as it was. */
  'world.open': { args: [fileName: string, content: Blob]; result: WorldInfo };
  'world.save': { args: []; result: { readonly fileName: string; readonly content: Blob } };
  'world.reset': { args: []; result: WorldInfo };
  /** Continues in a copy under a new name; the present world stays as it is, to come back to with `world.switch`. */
  'world.fork': { args: [name: string]; result: WorldInfo };
  'world.list': { args: []; result: readonly { readonly name: string; readonly current: boolean }[] };
  'world.switch': { args: [name: string]; result: WorldInfo };
  /** Ends the simulator without saving, as a crash would. For tests. */
  crash: { args: []; result: void };
}

export type ControlMethod = keyof ControlMessages;

/** A refusal for people: what is wrong, where, and what to do. */
export interface ControlError {
  readonly message: string;
}

/** Page to worker. `http` carries one XenAPI request; `port` hands a second client its own door. */
export type ToSimulator =
  | { readonly type: 'http'; readonly id: number; readonly request: PlainRequest }
  | { readonly type: 'abort'; readonly id: number }
  | SocketRequest
  | StreamMessage
  | { readonly type: 'control'; readonly id: number; readonly method: ControlMethod; readonly args: readonly unknown[] }
  | { readonly type: 'port'; readonly port: MessagePort }
  | { readonly type: 'start'; readonly boot: BootOptions }
  /** To a worker that does nothing else: it runs the experiment, answers, and waits to be ended. */
  | { readonly type: 'lab'; readonly request: LabRequest };

/** Worker to page. */
export type FromSimulator =
  | { readonly type: 'ready'; readonly info: WorldInfo }
  | { readonly type: 'failed'; readonly error: ControlError }
  | { readonly type: 'http'; readonly id: number; readonly response: PlainResponse }
  | SocketAnswer
  | StreamAnswer
  | { readonly type: 'control'; readonly id: number; readonly result?: unknown; readonly error?: ControlError }
  /** Pushed when the world, the clock's mode or the persistence state changes, at most four times a second. */
  | { readonly type: 'info'; readonly info: WorldInfo }
  | FromLab;

/**
 * A socket of the pool, such as a console: opened at a path, then bytes both ways until one side ends it. Its number is
 * the client's, as that of a request.
 */
export type SocketRequest =
  | { readonly type: 'socket'; readonly id: number; readonly path: string }
  | { readonly type: 'socket-data'; readonly id: number; readonly bytes: Uint8Array<ArrayBuffer> }
  | { readonly type: 'socket-end'; readonly id: number };

export type SocketAnswer =
  | { readonly type: 'socket-open'; readonly id: number }
  | { readonly type: 'socket-data'; readonly id: number; readonly bytes: Uint8Array<ArrayBuffer> }
  /** With a refusal it never opened. */
  | { readonly type: 'socket-end'; readonly id: number; readonly refusal?: SocketRefusal };

/** The HTTP status that a WebSocket would have been refused with, and what the server said. */
export interface SocketRefusal {
  readonly status: number;
  readonly text: string;
}

/**
 * A request whose body or answer is too long to hold. Each side asks for every piece of the other: `stream-want` for one
 * of the body, of which an empty one is the last, `stream-pull` for one of the answer, which `stream-end` ends.
 */
export type StreamMessage =
  | {
      readonly type: 'stream';
      readonly id: number;
      readonly method: string;
      readonly path: string;
      /** Address of the server that is asked; null: the coordinator. */
      readonly server: string | null;
      /** Length of the body; null: there is none. */
      readonly uploadBytes: number | null;
    }
  | { readonly type: 'stream-data'; readonly id: number; readonly bytes: Uint8Array<ArrayBuffer> }
  | { readonly type: 'stream-pull'; readonly id: number }
  | { readonly type: 'stream-end'; readonly id: number };

export type StreamAnswer =
  | {
      readonly type: 'stream-head';
      readonly id: number;
      readonly status: number;
      readonly headers: Readonly<Record<string, string>>;
    }
  | { readonly type: 'stream-data'; readonly id: number; readonly bytes: Uint8Array<ArrayBuffer> }
  | { readonly type: 'stream-want'; readonly id: number }
  /** With a reason it broke off. */
  | { readonly type: 'stream-end'; readonly id: number; readonly reason?: string };

/** A request and a response as plain data, for ports. */
export interface PlainRequest {
  readonly method: string;
  /** Path and query, such as `/jsonrpc`. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array<ArrayBuffer>;
}

export interface PlainResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array<ArrayBuffer>;
}

/** What the worker opens when it starts: a file or the named scenario when given, else what was kept, else the default world. */
export interface BootOptions {
  /** A pool database or a saved world, as for `world.open`. */
  readonly file?: { readonly name: string; readonly content: Blob };
  readonly scenario?: string;
  readonly seed?: number;
  readonly hosts?: number;
  readonly vms?: number;
  /** Builds the named scenario anew, even where a kept world has its name: the way out of a kept world that is broken. */
  readonly fresh?: boolean;
  /** False: nothing is read from or written to the browser's storage. */
  readonly persist: boolean;
}
