/** The parts of the packages without types that the tests of the wire use. */
declare module 'xen-api' {
  import type { EventEmitter } from 'node:events';

  export interface XapiObject {
    readonly $ref: string;
    readonly $type: string;
    readonly [field: string]: unknown;
  }

  export class Xapi extends EventEmitter {
    readonly objects: EventEmitter & { readonly all: Readonly<Record<string, XapiObject>> };
    readonly objectsFetched: Promise<void>;
    readonly pool: XapiObject | null;
    connect(): Promise<void>;
    disconnect(): Promise<void>;
    call(method: string, ...args: readonly unknown[]): Promise<unknown>;
    callAsync(token: CancelToken, method: string, ...args: readonly unknown[]): Promise<unknown>;
    barrier(ref: string): Promise<XapiObject>;
    getObjectByRef(ref: string): XapiObject;
    getField(type: string, ref: string, field: string): Promise<unknown>;
    setFieldEntry(type: string, ref: string, field: string, entry: string, value: string | null): Promise<void>;
    getResource(
      token: CancelToken,
      path: string,
      options?: { readonly query?: Readonly<Record<string, string>>; readonly task?: boolean },
    ): Promise<{ readonly body: AsyncIterable<Uint8Array>; readonly task?: Promise<unknown> }>;
    putResource(
      token: CancelToken,
      body: unknown,
      path: string,
      options?: { readonly query?: Readonly<Record<string, string>>; readonly task?: boolean },
    ): Promise<unknown>;
  }

  export interface CancelToken {
    readonly promise: Promise<unknown>;
  }

  export function createClient(options: Readonly<Record<string, unknown>>): Xapi;
}

declare module 'promise-toolbox' {
  import type { CancelToken as Token } from 'xen-api';

  export const CancelToken: {
    readonly none: Token;
    source(): { readonly token: Token; readonly cancel: () => void };
  };
}
