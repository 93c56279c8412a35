import type { SocketEnd } from '../api/console';
import type { Simulator } from '../simulator';

/** The client's end of a socket, which keeps what it hears. */
export class TestSocket {
  #heard: readonly Uint8Array[] = [];
  isClosed = false;
  end: SocketEnd | null = null;

  send(...bytes: readonly (number | string | Uint8Array)[]): this {
    const parts = bytes.flatMap((part) =>
      typeof part === 'number' ? [part] : [...(typeof part === 'string' ? new TextEncoder().encode(part) : part)],
    );
    this.end?.receive(Uint8Array.from(parts));
    return this;
  }

  hear(bytes: Uint8Array): void {
    this.#heard = [...this.#heard, bytes];
  }

  /** What came since the last look. */
  take(): Uint8Array<ArrayBuffer> {
    const bytes = new Uint8Array(this.#heard.reduce((sum, { length }) => sum + length, 0));
    let at = 0;
    for (const part of this.#heard) {
      bytes.set(part, at);
      at += part.length;
    }
    this.#heard = [];
    return bytes;
  }

  text(): string {
    return new TextDecoder().decode(this.take());
  }
}

export interface SocketOptions {
  readonly method?: 'CONNECT' | 'GET';
  readonly host?: string;
  readonly session?: string;
}

/** Opens a socket of the pool as root unless another session is given; a refusal is its status and body. */
export async function openTestSocket(
  sim: Simulator,
  query: string,
  { method = 'CONNECT', host, session }: SocketOptions = {},
): Promise<TestSocket | { readonly status: number; readonly location: string; readonly body: string }> {
  const id = session ?? (await sim.call('session.login_with_password', 'root', 'password', '1.0', 'test'));
  const opened = await sim.openSocket({
    method,
    path: `/console?${query}&session_id=${id}`,
    headers: {},
    body: '',
    ...(host !== undefined && { host }),
  });
  if (typeof opened !== 'function') {
    return { status: opened.status, location: opened.headers['location'] ?? '', body: String(opened.body) };
  }
  const socket = new TestSocket();
  socket.end = opened({
    send: (bytes) => socket.hear(bytes),
    close: () => {
      socket.isClosed = true;
    },
  });
  return socket;
}

/** The same, for a console that has to open. */
export async function openTestConsole(sim: Simulator, query: string, options: SocketOptions = {}): Promise<TestSocket> {
  const socket = await openTestSocket(sim, query, options);
  if (socket instanceof TestSocket) return socket;
  throw new Error(`${socket.status} ${socket.body}`);
}
