import type { ClassName, Ref } from '../datamodel/ref';
import { createConsoles, type OpenConsole } from './consoles';
import type { ConnectionStatus, Transport } from './contract';
import { createFollower } from './follower';
import { portLine, type Line } from './line';
import type { Members } from './members';
import { createOutbox, type Deliver } from './outbox';
import { createRpc } from './rpc';
import { createSession, type Credentials, type Session } from './session';
import { wallTimers, type Timers } from './timers';

export interface PoolClientOptions {
  readonly transport: Transport;
  readonly credentials: Credentials;
  readonly onStatus: (status: ConnectionStatus) => void;
  readonly deliver: Deliver;
  readonly timers?: Timers;
  /** That of a simulator in the browser unless told otherwise. */
  readonly line?: Line;
  /** For transports that can call any server of the pool. */
  readonly members?: Members | undefined;
}

/** The whole client of one pool: calls, session, loading and events. Runs in a worker or in the page. */
export interface PoolClient {
  call(method: string, args: readonly unknown[]): Promise<unknown>;
  watch(cls: ClassName, ref?: Ref): () => void;
  readonly openConsole: OpenConsole;
  /** Carries one file for whoever is at the other end of the port; `by` another session than the own. */
  serveTransfer(port: MessagePort, by?: Session): void;
  /** Logs in with these from now on, at once when it waits for a person. */
  authenticate(credentials: Credentials): void;
  /** A session of another account, logged in; whoever asks for it logs it out. */
  actAs(credentials: Credentials): Promise<Session>;
  /** As that of a connection. */
  admit(port: MessagePort): void;
  retryNow(): void;
  close(): void;
}

/** Room for the VM records of the largest pools, four times over. */
export const maxAnswerLength = 256 * 1024 * 1024;

export function startPoolClient(options: PoolClientOptions): PoolClient {
  const { transport, credentials, timers = wallTimers, line = portLine, members } = options;
  const rpc = createRpc(transport, maxAnswerLength);
  const session = createSession({
    rpc,
    credentials,
    line,
    timers,
    members,
    onRenewed: () => follower.resync(),
    wasLost: () => follower.isLost(),
  });
  const follower = createFollower({
    session,
    timers,
    outbox: createOutbox(members ? learning(members, options.deliver) : options.deliver, timers),
    onStatus: options.onStatus,
    line,
    members,
  });
  const admitted = new Set<MessagePort>();
  void follower.run();

  return {
    call: (method, args) => session.call(method, args),
    watch: (cls, ref) => follower.watch(cls, ref),
    openConsole: createConsoles(session, transport),
    serveTransfer(port, by = session) {
      void import('./transfer/serve-transfer').then(({ serveTransfer }) => serveTransfer(port, by, transport));
    },
    authenticate(next) {
      session.authenticate(next);
      follower.retryNow();
    },
    async actAs(other) {
      // It holds nothing that would have to be loaded again, and ends with what it was made for.
      const actor = createSession({
        rpc,
        credentials: other,
        line,
        timers,
        members,
        onRenewed: () => undefined,
        wasLost: () => follower.isLost(),
      });
      await actor.login();
      return actor;
    },
    admit(port) {
      port.postMessage(session.account());
      admitted.add(port);
    },
    retryNow: () => follower.retryNow(),
    close() {
      for (const port of admitted) port.postMessage(null);
      follower.close();
      void session.logout().finally(() => transport.close());
    },
  };
}

/** Notes where the servers of the pool are, for when the one that is called is gone. */
function learning(members: Members, deliver: Deliver): Deliver {
  const addresses = new Map<Ref, string>();
  return (deltas) => {
    for (const delta of deltas) {
      if (delta.class !== 'host') continue;
      for (const ref of delta.removals) addresses.delete(ref);
      for (const [ref, record] of delta.upserts) if ('address' in record) addresses.set(ref, record.address);
      members.learn(addresses.values());
    }
    return deliver(deltas);
  };
}
