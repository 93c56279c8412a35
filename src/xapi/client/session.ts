import type { Line } from './line';
import type { Members } from './members';
import type { Rpc } from './rpc';
import { sessionlessMethods } from './class-plan';
import type { Timers } from './timers';
import { clientErrorCodes, isXapiError, toXapiError, XapiError } from './xapi-error';

/** Held in memory for the life of a connection; never stored, logged or part of an error. */
export interface Credentials {
  readonly username: string;
  readonly password: string;
}

export interface Session {
  /** Logs in unless logged in. A refusal is remembered, so that a wrong password is not tried again by itself. */
  login(): Promise<void>;
  /** Forgets a refusal, because a person asked for another try. */
  forgive(): void;
  /** Of whoever is logged in; null: nobody is. */
  account(): Credentials | null;
  /** From now on with these; what was refused is forgotten. */
  authenticate(credentials: Credentials): void;
  /** A call within the session; when the session has ended and may be renewed, logs in again once and repeats the call. */
  call(method: string, args: readonly unknown[], signal?: AbortSignal): Promise<unknown>;
  /** The session's reference, for addresses that have to carry it; logs in unless logged in. */
  id(): Promise<string>;
  /** Ends the session at the server, as far as it can be reached. */
  logout(): Promise<void>;
}

export interface SessionOptions {
  readonly rpc: Rpc;
  readonly credentials: Credentials;
  readonly line: Line;
  readonly timers: Timers;
  /** Absent where there is one server, which is the right one. */
  readonly members: Members | undefined;
  /** An ended session was replaced: tokens and refs of before may mean nothing any more. */
  readonly onRenewed: () => void;
  /** Whether the pool could not be reached for a while, which ends sessions. */
  readonly wasLost: () => boolean;
}

/** A supporter names the coordinator, which may have changed meanwhile. More than that is a circle. */
const MOST_MOVES = 3;

const secondLookMs = 1_500;

/**
 * What ends the sessions of a pool by restarting the toolstack of its coordinator, or by making another one (xapi keeps
 * sessions no longer than its process lives). Whoever asked for that is not asked who they are.
 */
const endsSessions: ReadonlySet<string> = new Set([
  'host.restart_agent',
  'pool.designate_new_master',
  'pool.management_reconfigure',
]);

/** Within this time after such a call. A coordinator that takes over is there after a minute or two. */
const expectedEndMs = 300_000;

export function createSession(options: SessionOptions): Session {
  const { rpc, line, timers, members, onRenewed, wasLost } = options;
  let { credentials } = options;
  let current: Promise<string> | undefined;
  let refusal: XapiError | undefined;
  let hadSession = false;
  let expectsEndUntilMs = 0;

  function loggedIn(): Promise<string> {
    if (refusal) return Promise.reject(refusal);
    current ??= logIn();
    return current;
  }

  async function logIn(): Promise<string> {
    const used = credentials;
    try {
      const session = await askForSession(used);
      if (hadSession) onRenewed();
      hadSession = true;
      return session;
    } catch (error) {
      current = undefined;
      if (used === credentials && isLastingRefusal(error)) refusal = error;
      throw error;
    }
  }

  async function askForSession({ username, password }: Credentials): Promise<string> {
    let sentTo: string | undefined;
    for (let move = 0; ; move += 1) {
      try {
        const answer = await inTime((signal) =>
          rpc('session.login_with_password', [username, password, '1.0', 'xenia'], signal),
        );
        if (typeof answer !== 'string') throw new XapiError(clientErrorCodes.notXenApi, [typeof answer]);
        return answer;
      } catch (error) {
        // Who was sent on to a server that is silent has to know which one that is.
        if (sentTo !== undefined && isXapiError(error, clientErrorCodes.lost))
          throw new XapiError(clientErrorCodes.lost, [error.params[0] ?? '', sentTo]);
        if (move >= MOST_MOVES || !isAtCoordinator(error)) throw error;
        sentTo = isXapiError(error) ? error.params[0] : undefined;
      }
    }
  }

  /** True when a server has told where its coordinator is, and that is called now. */
  function isAtCoordinator(error: unknown): boolean {
    return isXapiError(error, 'HOST_IS_SLAVE') && (members?.follow(error.params[0] ?? '') ?? false);
  }

  /** A server that goes down ends its sessions first: whether that was all shows a moment later. */
  async function endOf(used: Promise<string>, session: string, error: XapiError): Promise<void> {
    if (line.renewsQuietly || wasLost() || timers.nowMs() < expectsEndUntilMs) return;
    await new Promise<void>((resolve) => timers.after(secondLookMs, resolve));
    try {
      await inTime((signal) => rpc('session.get_uuid', [session, session], signal));
    } catch (second) {
      if (!isXapiError(second, 'SESSION_INVALID')) throw second;
      // Somebody may have logged in meanwhile.
      if (!wasLost() && current === used) refusal = error;
    }
  }

  async function inTime(ask: (signal: AbortSignal) => Promise<unknown>): Promise<unknown> {
    const controller = new AbortController();
    const { loginDeadlineMs } = line;
    const cancel = loginDeadlineMs === undefined ? undefined : timers.after(loginDeadlineMs, () => controller.abort());
    try {
      return await ask(controller.signal);
    } catch (error) {
      if (controller.signal.aborted) throw new XapiError(clientErrorCodes.lost, ['no answer']);
      throw error;
    } finally {
      cancel?.();
    }
  }

  return {
    login: async () => {
      await loggedIn();
    },
    forgive() {
      refusal = undefined;
    },
    account: () => (hadSession && refusal === undefined ? credentials : null),
    authenticate(next) {
      credentials = next;
      refusal = undefined;
      current = undefined;
    },
    async call(method, args, signal) {
      if (sessionlessMethods.has(method)) return rpc(method, args, signal);
      const used = loggedIn();
      const session = await used;
      if (endsSessions.has(method.replace(/^Async\./, ''))) expectsEndUntilMs = timers.nowMs() + expectedEndMs;
      try {
        return await rpc(method, [session, ...args], signal);
      } catch (error) {
        if (isXapiError(error, 'SESSION_INVALID')) await endOf(used, session, error);
        else if (!isAtCoordinator(error)) throw error;
        if (current === used) current = undefined;
        return rpc(method, [await loggedIn(), ...args], signal);
      }
    },
    id: loggedIn,
    async logout() {
      const session = await current?.catch(() => undefined);
      current = undefined;
      refusal = new XapiError(clientErrorCodes.closed);
      if (session) await rpc('session.logout', [session]).catch(toXapiError);
    },
  };
}

/** What another try with the same words cannot mend. */
function isLastingRefusal(error: unknown): error is XapiError {
  return (
    isXapiError(error, 'SESSION_AUTHENTICATION_FAILED') ||
    isXapiError(error, 'SESSION_AUTHORIZATION_FAILED') ||
    isXapiError(error, 'RBAC_PERMISSION_DENIED')
  );
}
