import type { Ref } from '../../../xapi/datamodel/ref';
import type { Records } from '../../../xapi/datamodel/types.gen';
import { Fault } from '../fault';
import type { World } from '../world';
import {
  accountName,
  accountOfSid,
  findUser,
  groupsOf,
  isSuspended,
  isUser,
  joinedDomain,
  sidOf,
  type DirectoryUser,
  type Domain,
} from './directory';
import { sessionPermissions } from './rbac';

/** What a session of a directory user carries. */
export type ExternalIdentity = Pick<
  Records['session'],
  'auth_user_sid' | 'auth_user_name' | 'subject' | 'rbac_permissions'
>;

/** xapi names where a login came from; the simulator sees no more of it than this. */
const ORIGIN = 'HTTP request from Internet with User-Agent: unknown';

/** The subjects of the pool that stand for a user: himself and his groups. */
function subjectsOf({ db }: World, domain: Domain, user: DirectoryUser): [Ref<'subject'>, Records['subject']][] {
  const sids = new Set([user, ...groupsOf(domain, user)].map((account) => sidOf(domain, account)));
  return [...db.all('subject')].filter(([, subject]) => sids.has(subject.subject_identifier));
}

/**
 * Who a directory user is in this pool, or why he may not log in (xapi_session.ml login_with_password): first the
 * directory decides, then the list of subjects, then their roles.
 */
export function identify(world: World, given: string, password: string): ExternalIdentity | Fault {
  const domain = joinedDomain(world);
  const user = findUser(domain, given);
  if (user?.password !== password) return new Fault('SESSION_AUTHENTICATION_FAILED', given, 'Authentication failure');
  const sid = sidOf(domain, user);
  if (isSuspended(user)) {
    const text = `User ${given} (subject_id ${sid}, from ${ORIGIN}) suspended in external directory`;
    return new Fault('SESSION_AUTHORIZATION_FAILED', given, text);
  }
  const subjects = subjectsOf(world, domain, user);
  const [first] = subjects;
  if (first === undefined) {
    const text = `Subject ${given} (identifier ${sid}, from ${ORIGIN}) has no access rights in this pool`;
    return new Fault('SESSION_AUTHORIZATION_FAILED', given, text);
  }
  const rbac_permissions = sessionPermissions([...new Set(subjects.flatMap(([, { roles }]) => roles))]);
  if (rbac_permissions.length === 0) {
    const text = `Subject ${given} (identifier ${sid}) has no roles in this pool`;
    return new Fault('RBAC_PERMISSION_DENIED', 'session.login_with_password', text);
  }
  return { auth_user_sid: sid, auth_user_name: accountName(domain, user), subject: first[0], rbac_permissions };
}

/** The subject that still lets a session live, or null (xapi_session.ml revalidate_external_session). */
export function subjectStill(world: World, session: Records['session']): Ref<'subject'> | null {
  try {
    const domain = joinedDomain(world);
    const account = accountOfSid(domain, session.auth_user_sid);
    if (account === undefined || !isUser(account) || isSuspended(account)) return null;
    return subjectsOf(world, domain, account)[0]?.[0] ?? null;
  } catch {
    return null;
  }
}
