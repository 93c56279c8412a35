/** A XenAPI failure: a code of the error table and its parameters, as the wire carries them. */
export class Fault extends Error {
  readonly code: string;
  readonly params: readonly string[];

  constructor(code: string, ...params: readonly string[]) {
    super([code, ...params].join(' '));
    this.code = code;
    this.params = params;
  }

  /** `[code, p1, p2…]`, the form of `ErrorDescription` and `task.error_info`. */
  toList(): readonly string[] {
    return [this.code, ...this.params];
  }
}

/** Any thrown value as a failure for the wire. Mistakes of ours become INTERNAL_ERROR, never a stack trace. */
export function toFault(error: unknown): Fault {
  if (error instanceof Fault) return error;
  return new Fault('INTERNAL_ERROR', error instanceof Error ? error.message : String(error));
}
