/** Node has no ErrorEvent; this one carries the fields that the console reads. */
export function provideErrorEvent(): void {
  globalThis.ErrorEvent ??= class extends Event {
    readonly message: string;
    readonly filename: string;
    readonly lineno: number;
    readonly colno: number;
    readonly error: unknown;
    constructor(type: string, init: ErrorEventInit = {}) {
      super(type);
      this.message = init.message ?? '';
      this.filename = init.filename ?? '';
      this.lineno = init.lineno ?? 0;
      this.colno = init.colno ?? 0;
      this.error = init.error;
    }
  } as typeof ErrorEvent;
}
