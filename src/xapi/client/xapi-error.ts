/** A call that a pool refused, with XenAPI's own code and parameters, or that never got an answer. */
export class XapiError extends Error {
  readonly code: string;
  readonly params: readonly string[];

  constructor(code: string, params: readonly string[] = []) {
    super(params.length === 0 ? code : `${code} [${params.join(', ')}]`);
    this.name = 'XapiError';
    this.code = code;
    this.params = params;
  }
}

/** Codes of ours, for what goes wrong before a pool can answer. They have entries in the error catalogue too. */
export const clientErrorCodes = {
  /**
   * No answer: the network, the server or the simulator is gone. Parameters: the reason, and the address of the
   * coordinator where the server that was asked had sent the session on to it.
   */
  lost: 'CONNECTION_LOST',
  /** The console itself closed the connection. */
  closed: 'CONNECTION_CLOSED',
  /** Something answered that does not speak XenAPI. Parameter: what it said. */
  notXenApi: 'NOT_XENAPI',
  /** Parameters: characters received, characters allowed. */
  tooLarge: 'ANSWER_TOO_LARGE',
  /** The page was left while work of several calls had more to do. */
  pageLeft: 'PAGE_LEFT',
  /** The worker of the client died. Parameter: its last words. */
  crashed: 'CLIENT_CRASHED',
  /** A chunk of the console could not be fetched. Parameter: what the browser said. */
  partMissing: 'PART_MISSING',
  /** A server could not send a crash dump. Parameters: the address, what its program said. */
  dumpNotSent: 'DUMP_NOT_SENT',
  /** The way to this pool carries no consoles. */
  noConsoles: 'CONSOLES_NOT_CARRIED',
  /** A server refused a socket. Parameters: HTTP status, what it said. */
  socketRefused: 'SOCKET_REFUSED',
  /** A socket could not be opened, and the browser does not say why. Parameter: the server's origin. */
  socketFailed: 'SOCKET_FAILED',
} as const;

export function isXapiError(error: unknown, code?: string): error is XapiError {
  return error instanceof XapiError && (code === undefined || error.code === code);
}

/** Whatever was thrown, as a XapiError. */
export function toXapiError(error: unknown): XapiError {
  if (error instanceof XapiError) return error;
  return new XapiError(clientErrorCodes.lost, [error instanceof Error ? error.message : String(error)]);
}
