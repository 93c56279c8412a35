import { Simulator, type SimulatorOptions } from './simulator';

/** The smallest world that answers calls: one pool with one server and two VMs, written as rows. */
export function smallWorld(options: SimulatorOptions = {}): Simulator {
  const simulator = new Simulator(options);
  const { db } = simulator.world;
  db.transaction(() => {
    db.insert('host', 'OpaqueRef:host', { uuid: 'host-uuid', name_label: 'server 1', enabled: true });
    db.insert('pool', 'OpaqueRef:pool', { uuid: 'pool-uuid', name_label: 'pool', master: 'OpaqueRef:host' });
    db.insert('VM', 'OpaqueRef:a', { uuid: 'a-uuid', name_label: 'a', tags: ['x'], other_config: { k: 'v' } });
    db.insert('VM', 'OpaqueRef:b', { uuid: 'b-uuid', name_label: 'b "quoted"', is_a_template: true });
    db.insert('VBD', 'OpaqueRef:vbd', { uuid: 'vbd-uuid', VM: 'OpaqueRef:a' });
  });
  return simulator;
}

export interface Reply {
  readonly result?: unknown;
  readonly error?: unknown;
}

/** A client of the wire: JSON-RPC 2.0 with a session. */
export class WireClient {
  readonly #simulator: Simulator;
  session = '';

  constructor(simulator: Simulator) {
    this.#simulator = simulator;
  }

  async logIn(): Promise<this> {
    const { result } = await this.raw('session.login_with_password', ['root', 'password']);
    this.session = String(result);
    return this;
  }

  /** A call with the session as its first parameter. */
  call(method: string, ...params: readonly unknown[]): Promise<Reply> {
    return this.raw(method, [this.session, ...params]);
  }

  async raw(method: string, params: unknown, version: 1 | 2 = 2): Promise<Reply> {
    const body = JSON.stringify({ ...(version === 2 && { jsonrpc: '2.0' }), id: 1, method, params });
    const response = await this.post(body);
    return (await response.json()) as Reply;
  }

  post(body: string): Promise<Response> {
    return this.#simulator.handle(new Request('http://pool/jsonrpc', { method: 'POST', body }));
  }
}

/** The failure of a JSON-RPC 2.0 reply as `[code, p1, …]`. */
export function failureOf(reply: Reply): readonly string[] {
  const error = reply.error as { code: number; message: string; data: readonly string[] } | undefined;
  if (error === undefined) throw new Error(`The call succeeded with ${JSON.stringify(reply.result)}`);
  return [error.message, ...error.data];
}
