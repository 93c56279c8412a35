import type { Messages } from '../../xapi/datamodel/types.gen';
import type { Later } from './operations';
import type { Call } from './world';

/** What serves a message: its parameters are read and checked already, defaults filled in. */
export type Handler<M extends keyof Messages> = (
  call: Call,
  ...args: Required<Messages[M]['args']>
) => Messages[M]['result'] | Later | Promise<Messages[M]['result']>;

export type AnyHandler = (call: Call, ...args: readonly never[]) => unknown;

const handlers = new Map<string, AnyHandler>();

/** Registers handlers by full message name; a second one for the same message is a mistake. */
export function define(table: { readonly [M in keyof Messages]?: Handler<M> }): void {
  for (const [method, handler] of Object.entries(table)) {
    if (handlers.has(method)) throw new Error(`${method} is defined twice`);
    handlers.set(method, handler as AnyHandler);
  }
}

export function handlerOf(method: string): AnyHandler | undefined {
  return handlers.get(method);
}
