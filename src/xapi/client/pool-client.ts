import type { ClassName, Ref } from '../datamodel/ref';
import { createConsoles, type OpenConsole } from './consoles';
import type { ConnectionStatus, Transport } from './contract';
import { createFollower } from './follower';
import { createOutbox, type Deliver } from './outbox';
import { createRpc } from './rpc';
import { createSession, type Credentials } from './session';
import { wallTimers, type Timers } from './timers';

export interface PoolClientOptions {
  readonly transport: Transport;
  readonly credentials: Credentials;
  readonly onStatus: (status: ConnectionStatus) => void;
  readonly deliver: Deliver;
  readonly timers?: Timers;
  /** Beyond the time a poll may take by itself; for transports that cannot tell that the other end is gone. */
  readonly pollDeadlineMs?: number;
}

/** The whole client of one pool: calls, session, loading and events. Runs in a worker or in the page. */
export interface PoolClient {
  call(method: string, args: readonly unknown[]): Promise<unknown>;
  watch(cls: ClassName, ref?: Ref): () => void;
  readonly openConsole: OpenConsole;
  retryNow(): void;
  close(): void;
}

/** Room for the VM records of the largest pools, four times over. */
export const maxAnswerLength = 256 * 1024 * 1024;

export function startPoolClient(options: PoolClientOptions): PoolClient {
  const { transport, credentials, timers = wallTimers } = options;
  const rpc = createRpc(transport, maxAnswerLength);
  const session = createSession(rpc, credentials, () => follower.resync());
  const follower = createFollower({
    session,
    timers,
    outbox: createOutbox(options.deliver, timers),
    onStatus: options.onStatus,
    pollDeadlineMs: options.pollDeadlineMs,
  });
  void follower.run();

  return {
    call: (method, args) => session.call(method, args),
    watch: (cls, ref) => follower.watch(cls, ref),
    openConsole: createConsoles(session, transport),
    retryNow: () => follower.retryNow(),
    close() {
      follower.close();
      void session.logout().finally(() => transport.close());
    },
  };
}
