import type { Rpc } from './rpc';
import { sessionlessMethods } from './class-plan';
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
  /** A call within the session; when the session has expired, logs in again once and repeats the call. */
  call(method: string, args: readonly unknown[], signal?: AbortSignal): Promise<unknown>;
  /** The session's reference, for addresses that have to carry it; logs in unless logged in. */
  id(): Promise<string>;
  /** Ends the session at the server, as far as it can be reached. */
  logout(): Promise<void>;
}

/** @param onRenewed An expired session was replaced: tokens and refs of before may mean nothing any more. */
export function createSession(rpc: Rpc, credentials: Credentials, onRenewed: () => void): Session {
  let current: Promise<string> | undefined;
  let refusal: XapiError | undefined;
  let hadSession = false;

  function loggedIn(): Promise<string> {
    if (refusal) return Promise.reject(refusal);
    current ??= logIn();
    return current;
  }

  async function logIn(): Promise<string> {
    try {
      const args = [credentials.username, credentials.password, '1.0', 'xenia'];
      const session = await rpc('session.login_with_password', args);
      if (typeof session !== 'string') throw new XapiError(clientErrorCodes.notXenApi, [typeof session]);
      if (hadSession) onRenewed();
      hadSession = true;
      return session;
    } catch (error) {
      current = undefined;
      if (isLastingRefusal(error)) refusal = error;
      throw error;
    }
  }

  return {
    login: async () => {
      await loggedIn();
    },
    forgive() {
      refusal = undefined;
    },
    async call(method, args, signal) {
      if (sessionlessMethods.has(method)) return rpc(method, args, signal);
      const used = loggedIn();
      const session = await used;
      try {
        return await rpc(method, [session, ...args], signal);
      } catch (error) {
        if (!isXapiError(error, 'SESSION_INVALID')) throw error;
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
    isXapiError(error, 'RBAC_PERMISSION_DENIED') ||
    isXapiError(error, 'HOST_IS_SLAVE')
  );
}
