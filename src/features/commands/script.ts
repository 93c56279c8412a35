import type { Messages } from '../../xapi/datamodel/types.gen';

/** A call as the documentation of XenAPI writes it: `VM.start(session, "OpaqueRef:…", false, false)`. */
export function apiLine<M extends keyof Messages>(method: M, ...args: Messages[M]['args']): string {
  return callLine(method, args);
}

/** The same, for the form that answers a task. */
export function asyncLine<M extends keyof Messages>(method: M, ...args: Messages[M]['args']): string {
  return callLine(`Async.${method}`, args);
}

export function callLine(method: string, args: readonly unknown[]): string {
  return `${method}(${['session', ...args.map((arg) => JSON.stringify(arg))].join(', ')})`;
}

/** An `xe` line with its parameters quoted for a POSIX shell: `xe vm-start uuid=… on=host-1`. */
export function xeLine(command: string, parameters: Readonly<Record<string, string>>): string {
  const words = Object.entries(parameters).map(([name, value]) => `${name}=${shellQuote(value)}`);
  return ['xe', command, ...words].join(' ');
}

function shellQuote(value: string): string {
  if (/^[A-Za-z0-9_.:/@%+,-]+$/.test(value)) return value;
  return `'${value.replaceAll("'", `'\\''`)}'`;
}
