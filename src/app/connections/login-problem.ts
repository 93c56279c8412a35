import type { ConnectionStatus } from '../../xapi/client/contract';
import { texts } from '../texts';

/** The sentence for a login that did not work; null while there is nothing to complain of. */
export function loginProblem(status: ConnectionStatus): string | null {
  if (status.kind === 'lost') return texts.login.unreachable;
  if (status.kind !== 'failed') return null;
  switch (status.code) {
    case 'SESSION_AUTHENTICATION_FAILED':
      return texts.login.wrongPassword;
    case 'SESSION_AUTHORIZATION_FAILED':
    case 'RBAC_PERMISSION_DENIED':
      return texts.login.notAllowed;
    case 'HOST_IS_SLAVE':
      return texts.login.slave;
    case 'CONNECTION_LOST':
      return texts.login.unreachable;
    case 'NOT_XENAPI':
      return texts.login.notXenApi;
    default:
      return texts.login.other(status.code);
  }
}
