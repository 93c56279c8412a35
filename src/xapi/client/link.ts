import type { ClassName, Ref } from '../datamodel/ref';
import type { ClassDelta, ConnectionStatus } from './contract';
import { pack, unpack, type Packed } from './pack';
import type { Credentials } from './session';

/** Where the pool is: behind a port to the simulator, or at an HTTP origin, with what is known of its servers' addresses. */
export type Server = { readonly port: MessagePort } | { readonly origin: string; readonly members: readonly string[] };

/** Page to worker. */
export type ToClient =
  | { readonly type: 'open'; readonly server: Server; readonly credentials: Credentials }
  | {
      readonly type: 'call';
      readonly id: number;
      readonly method: string;
      readonly args: readonly unknown[];
      /** The actor that makes it; absent: the connection's own account. */
      readonly actor?: number;
    }
  /** Answered as a call is, once the other account is logged in. */
  | { readonly type: 'actor'; readonly id: number; readonly credentials: Credentials }
  | { readonly type: 'actor-end'; readonly id: number }
  | { readonly type: 'watch'; readonly id: number; readonly cls: ClassName; readonly ref: Ref | undefined }
  | { readonly type: 'unwatch'; readonly id: number }
  | { readonly type: 'console'; readonly id: number; readonly console: Ref<'console'> }
  | { readonly type: 'console-data'; readonly id: number; readonly bytes: Uint8Array<ArrayBuffer> }
  | { readonly type: 'console-end'; readonly id: number }
  /** The port is served as `transfer/messages.ts` says. */
  | { readonly type: 'transfer'; readonly port: MessagePort; readonly actor?: number }
  | { readonly type: 'admit'; readonly port: MessagePort }
  | { readonly type: 'authenticate'; readonly credentials: Credentials }
  | { readonly type: 'retry' }
  | { readonly type: 'close' };

/** Worker to page. */
export type FromClient =
  | { readonly type: 'status'; readonly status: ConnectionStatus }
  | { readonly type: 'deltas'; readonly deltas: readonly PackedDelta[] }
  | { readonly type: 'answer'; readonly id: number; readonly result: unknown }
  | { readonly type: 'refusal'; readonly id: number; readonly code: string; readonly params: readonly string[] }
  | { readonly type: 'console-open'; readonly id: number }
  | { readonly type: 'console-data'; readonly id: number; readonly bytes: Uint8Array<ArrayBuffer> }
  | { readonly type: 'console-end'; readonly id: number; readonly error: PlainError | null };

/** An XapiError as plain data. */
export interface PlainError {
  readonly code: string;
  readonly params: readonly string[];
}

export type PackedDelta = Omit<ClassDelta, 'upserts'> & { readonly upserts: Packed };

export function packDelta(delta: ClassDelta): PackedDelta {
  return { ...delta, upserts: pack(delta.upserts) };
}

export function unpackDelta(delta: PackedDelta): ClassDelta {
  // The worker packed records of the class that the delta names.
  return { ...delta, upserts: unpack(delta.upserts) } as ClassDelta;
}
