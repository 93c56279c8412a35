import { messageTable } from '../../xapi/datamodel/messages.gen';
import type { MessageModel } from '../../xapi/datamodel/model';
import type { ClassName } from '../../xapi/datamodel/ref';
import { genericHandler, genericJsonHandler } from './generic';
import { handlerOf, type AnyHandler } from './registry';

/** A message, ready to be called. */
export interface Method {
  readonly name: string;
  readonly cls: ClassName;
  readonly model: MessageModel;
  readonly handler: AnyHandler | undefined;
  /** The same, with the answer written as JSON already; few messages have it. */
  readonly jsonHandler: AnyHandler | undefined;
  /** Parameters without a default. */
  readonly required: number;
  /** What a session needs to call it. */
  readonly permission: string;
  /** Map keys with a permission of their own; `*` at the end stands for any rest. */
  readonly keys: readonly string[];
}

const methods = new Map<string, Method>();

/** The message of a name; `Class_message` is an alias of `Class.message`. */
export function methodOf(name: string): Method | null {
  let method: Method | null | undefined = methods.get(name);
  if (method === undefined) {
    method = lookUp(name);
    if (method !== null) methods.set(name, method);
  }
  return method;
}

function lookUp(name: string): Method | null {
  const dot = name.indexOf('.');
  if (dot < 0) {
    const classes = Object.keys(messageTable) as ClassName[];
    const cls = classes.filter((candidate) => name.startsWith(`${candidate}_`)).sort((a, b) => b.length - a.length)[0];
    return cls === undefined ? null : methodOf(`${cls}.${name.slice(cls.length + 1)}`);
  }
  const cls = name.slice(0, dot);
  const message = name.slice(dot + 1);
  if (!Object.hasOwn(messageTable, cls)) return null;
  const table = messageTable[cls as ClassName];
  const model = Object.hasOwn(table, message) ? table[message] : undefined;
  if (model === undefined) return null;
  const own = handlerOf(name);
  return {
    name,
    cls: cls as ClassName,
    model,
    handler: own ?? genericHandler(cls as ClassName, message, model),
    jsonHandler: own === undefined ? genericJsonHandler(cls as ClassName, model) : undefined,
    required: (model.params ?? []).filter((param) => param.length < 3).length,
    permission: name.toLowerCase(),
    keys: Object.keys(model.keyRoles ?? {}),
  };
}

/** The permission of a call: that of its map key when the key has one (xapi: rbac.ml permission_of_action). */
export function permissionOf(method: Method, args: readonly unknown[]): string {
  if (method.keys.length === 0) return method.permission;
  const at = (method.model.params ?? []).findIndex(([name]) => name === 'key');
  const key = protectedKey(method.keys, String(args[at]));
  return key === undefined ? method.permission : `${method.permission}/key:${key.toLowerCase()}`;
}

/** Type text of what a call answers, for a wire that writes types. */
export function resultTypeOf(called: string): string | undefined {
  if (called === 'system.listMethods') return 'string set';
  if (called.startsWith('system.')) return 'string';
  if (/^(?:Internal)?Async\./.test(called)) return 'task ref';
  return methodOf(called)?.model.result;
}

/** The key among those with a role of their own that a name falls under. */
export function protectedKey(keys: readonly string[], name: string): string | undefined {
  return keys.find((key) => (key.endsWith('*') ? name.startsWith(key.slice(0, -1)) : key === name));
}

/** Every message, hidden ones too (api_server.ml). */
export function listMethods(): readonly string[] {
  return Object.entries(messageTable).flatMap(([cls, table]) =>
    Object.keys(table).map((message) => `${cls}.${message}`),
  );
}

/** Whether a message has a handler: what the coverage report counts. */
export function isImplemented(name: string): boolean {
  const method = methodOf(name);
  return method !== null && (method.handler !== undefined || method.model.state === 'Removed');
}
