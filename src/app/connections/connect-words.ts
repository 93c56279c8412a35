import { clientErrorCodes } from '../../xapi/client/xapi-error';
import type { Diagnosis } from './diagnose';
import type { ConnectProblem } from './pool-session';
import { texts } from './texts';

/** What happened, and what a person can do about it. */
export interface ConnectWords {
  readonly cause: string;
  readonly remedy: string | readonly string[];
  /** A page to open in another tab. */
  readonly open: string | null;
}

const words = (cause: string, remedy: ConnectWords['remedy'], open: string | null = null): ConnectWords => ({
  cause,
  remedy,
  open,
});

/** Calls that every server has that the console can work with. */
const NEEDED = 'MESSAGE_METHOD_UNKNOWN';

/** Servers of before XenServer 6 have no such address. */
const NO_SUCH_ADDRESS = /^HTTP (404|405)\b/;

/** The one thing that tells an account that the directory bars from one that the pool does not know (xapi_session.ml). */
const SUSPENDED = /\bsuspended in external directory\b/;

/** A server, or a proxy before it, that is in trouble. */
const AN_ERROR = /^HTTP 5\d\d$/;

/** The words for a refusal; null where the server did not answer, which has to be looked into first. */
export function wordsFor({ code, params }: ConnectProblem): ConnectWords | null {
  const { problems } = texts;
  switch (code) {
    case 'SESSION_AUTHENTICATION_FAILED':
      return words(problems.wrongPassword, problems.wrongPasswordRemedy);
    case 'SESSION_AUTHORIZATION_FAILED':
      return SUSPENDED.test(params[1] ?? '')
        ? words(problems.suspended, problems.suspendedRemedy)
        : words(problems.notAllowed, problems.notAllowedRemedy);
    case 'RBAC_PERMISSION_DENIED':
      return words(problems.noRole, problems.noRoleRemedy);
    case 'SESSION_INVALID':
      return words(problems.expired, problems.expiredRemedy);
    case 'HOST_IS_SLAVE':
      return words(problems.elsewhere(params[0] ?? ''), problems.elsewhereRemedy);
    case 'HOST_STILL_BOOTING':
      return words(problems.booting, problems.bootingRemedy);
    case NEEDED:
      return words(problems.tooOld, problems.tooOldRemedy);
    case clientErrorCodes.notXenApi:
      return NO_SUCH_ADDRESS.test(params[0] ?? '')
        ? words(problems.tooOld, problems.notXenApiRemedy)
        : words(problems.notXenApi, problems.notXenApiRemedy);
    case clientErrorCodes.lost:
      return AN_ERROR.test(params[0] ?? '') ? words(problems.unreachable, problems.serverError(params[0] ?? '')) : null;
    default:
      return words(problems.other(code), '');
  }
}

/** The words for a server that did not answer, after a look at why. */
export function wordsForSilence(diagnosis: Diagnosis, origin: string): ConnectWords {
  const { problems } = texts;
  switch (diagnosis) {
    case 'blocked':
      return words(problems.blocked, problems.blockedRemedy);
    case 'untrusted':
      return words(problems.untrusted, problems.trustSteps(origin), origin);
    case 'unclear':
      return words(problems.unclear, problems.trustSteps(origin), origin);
    case 'other service':
      return words(problems.otherService, problems.otherServiceRemedy, origin);
    case 'unreachable':
      return words(problems.unreachable, problems.unreachableRemedy);
  }
}
